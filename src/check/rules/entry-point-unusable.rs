//! The class that a package names as entry point cannot be made.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::package::code::EntryPoint;

/// The class that a package names as entry point cannot be made.
pub(super) struct EntryPointUnusable;

impl Rule for EntryPointUnusable {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Some(facts) = version.facts() else { continue };
                let EntryPoint::Found { public, concrete, default_constructor, .. } = facts.code.entry_point
                else {
                    continue;
                };
                let faults: Vec<&str> = [
                    (public, "is not public"),
                    (concrete, "is abstract, generic or an interface"),
                    (default_constructor, "has no public constructor without parameters"),
                ]
                .iter()
                .filter(|(good, _)| !good)
                .map(|(_, fault)| *fault)
                .collect();
                if !faults.is_empty() {
                    findings
                        .at(
                            Place::file(version.package_file()),
                            format!("the entry point `{}` {}", facts.entry_point, faults.join(", and ")),
                        )
                        .fix("make the class public and concrete, with a public constructor without parameters");
                }
            }
        }
    }
}
