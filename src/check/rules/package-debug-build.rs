//! The plug-in of a package was built without optimisation, for a debugger.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// The plug-in of a package was built without optimisation, for a debugger.
pub(super) struct PackageDebugBuild;

impl Rule for PackageDebugBuild {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Some(facts) = version.facts() else { continue };
                if let Some(plug_in) = facts.code.plug_in().filter(|plug_in| plug_in.debug_build) {
                    findings
                        .at(
                            Place::file(version.package_file()),
                            format!("the plug-in `{}` is a debug build", plug_in.name),
                        )
                        .fix("build it in the configuration Release and make the package anew");
                }
            }
        }
    }
}
