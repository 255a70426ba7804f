//! Something in a package refers to an assembly that the package does not bring, and that neither a framework nor the platform has.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// Something in a package refers to an assembly that the package does not bring, and that neither a framework nor the platform has.
pub(super) struct AssemblyMissing;

impl Rule for AssemblyMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Some(facts) = version.facts() else { continue };
                for missing in &facts.code.missing {
                    findings
                        .at(
                            Place::file(version.package_file()),
                            format!(
                                "`{}` {} is referred to and not in the package",
                                missing.name, missing.version
                            ),
                        )
                        .fix(format!("add {}.dll to the references, unless every host has it", missing.name));
                }
            }
        }
    }
}
