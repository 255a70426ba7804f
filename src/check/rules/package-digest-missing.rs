//! A version declares no digest.

use crate::check::{Context, Findings, Rule};
use crate::diag::{Edit, Place};

/// A version declares no digest.
pub(super) struct PackageDigestMissing;

impl Rule for PackageDigestMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in
                connector.versions.iter().filter(|version| version.described && version.sha256.is_none())
            {
                if context.registry.faulty.contains(&version.file) {
                    continue;
                }
                let Some(actual) = version.digest() else { continue };
                let finding = findings.at(Place::file(&version.file), "the version declares no `sha256`");
                finding.fix(format!("write `sha256: {actual}`"));
                if let Some(span) = version.first_line {
                    let text = format!("sha256: {actual}\n");
                    finding.edit(Edit::Replace { path: version.file.clone(), span, text });
                }
            }
        }
    }
}
