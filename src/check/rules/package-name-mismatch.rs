//! A package carries another name than its connector.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A package carries another name than its connector.
pub(super) struct PackageNameMismatch;

impl Rule for PackageNameMismatch {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            // A name that could not be read is the slug here.
            if context.registry.faulty.contains(&connector.file) {
                continue;
            }
            let Some(version) = connector.shown() else { continue };
            let Some(facts) = version.facts().filter(|facts| facts.name != connector.name.value) else {
                continue;
            };
            let message = format!(
                "the connector is named `{}`; its package {} says `{}`",
                connector.name.value, version.number, facts.name
            );
            findings
                .at(Place::at(&connector.file, connector.name.span), message)
                .related(Place::file(version.package_file()), "the package")
                .fix(format!("write `name: {}`, the name people see in App Designer", facts.name));
        }
    }
}
