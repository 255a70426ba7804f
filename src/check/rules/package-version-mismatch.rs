//! A package carries another version than its file's name.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::VersionNumber;

/// A package carries another version than its file's name.
pub(super) struct PackageVersionMismatch;

impl Rule for PackageVersionMismatch {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Some(facts) = version.facts() else { continue };
                let carried = VersionNumber::parse(&facts.version);
                if carried.as_ref() == Ok(&version.number) {
                    continue;
                }
                let message = format!(
                    "the package's version is `{}`; its file is named `{}`",
                    facts.version, version.number
                );
                findings
                    .at(Place::file(version.package_file()), message)
                    .fix(format!("rename the package and its YAML file to `{}`", facts.version));
            }
        }
    }
}
