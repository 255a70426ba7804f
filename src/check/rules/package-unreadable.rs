//! A file is no package.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::PackageState;

/// A file is no package.
pub(super) struct PackageUnreadable;

impl Rule for PackageUnreadable {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let PackageState::Unreadable { offset, what, digest } = &version.package else { continue };
                // One that differs from its declared digest is reported there, with what is wrong with it.
                if version.sha256.as_ref().is_some_and(|declared| declared.value != *digest) {
                    continue;
                }
                let message = match offset {
                    0 => format!("the package cannot be read: {what}"),
                    _ => format!("the package cannot be read beyond byte {offset}: {what}"),
                };
                findings
                    .at(Place::file(version.package_file()), message)
                    .fix("make it again with Package Manager, or copy it again: it may be cut short");
            }
        }
    }
}
