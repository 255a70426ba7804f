//! A package lies there without its YAML file.

use crate::check::{Context, Findings, Rule};
use crate::diag::{Edit, Place};
use crate::source::RepoPath;

/// A package lies there without its YAML file.
pub(super) struct VersionUndescribed;

impl Rule for VersionUndescribed {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in connector.versions.iter().filter(|version| !version.described) {
                let yaml = format!("{}/versions/{}.yaml", connector.folder, version.number);
                // Something lies in its place and was refused.
                if context.registry.faulty.iter().any(|path| path.as_str() == yaml) {
                    continue;
                }
                let finding = findings
                    .at(Place::file(version.package_file()), "the package has no YAML file beside it");
                let Some(facts) = version.facts() else {
                    finding.fix(format!("write `{yaml}`"));
                    continue;
                };
                finding.fix(format!("write `{yaml}` with `sha256: {}`", facts.digest));
                if let Ok(path) = RepoPath::new(&yaml) {
                    finding.edit(Edit::Create { path, text: format!("sha256: {}\n", facts.digest) });
                }
            }
        }
    }
}
