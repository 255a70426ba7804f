//! The class that a package names as entry point is not in its plug-in.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::package::code::EntryPoint;

/// The class that a package names as entry point is not in its plug-in.
pub(super) struct EntryPointMissing;

impl Rule for EntryPointMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Some(facts) = version.facts() else { continue };
                let EntryPoint::Missing { similar } = &facts.code.entry_point else { continue };
                let finding = findings.at(
                    Place::file(version.package_file()),
                    format!(
                        "the plug-in has no class `{}`, which the package names as entry point",
                        facts.entry_point
                    ),
                );
                match similar {
                    Some(similar) => finding.fix(format!("did you mean `{similar}`?")),
                    None => finding.fix("name a public class of the plug-in DLL, as Namespace.Class"),
                };
            }
        }
    }
}
