//! A package holds the same assembly more than once.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A package holds the same assembly more than once.
pub(super) struct AssemblyBundledTwice;

impl Rule for AssemblyBundledTwice {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Some(facts) = version.facts() else { continue };
                for name in &facts.code.bundled_twice {
                    findings
                        .at(
                            Place::file(version.package_file()),
                            format!("the package holds the assembly `{name}` more than once"),
                        )
                        .fix("keep the one that the plug-in was built against");
                }
            }
        }
    }
}
