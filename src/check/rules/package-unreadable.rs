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
                let PackageState::Unreadable { offset, what, .. } = &version.package else { continue };
                findings
                    .at(Place::file(&version.package_path), format!("the package is damaged at byte {offset}: {what}"))
                    .fix("make it again with Package Manager, or copy it again: it may be cut short");
            }
        }
    }
}
