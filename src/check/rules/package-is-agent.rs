//! A package is an agent, not a connector.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::package::PackageRole;

/// A package is an agent, not a connector.
pub(super) struct PackageIsAgent;

impl Rule for PackageIsAgent {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                if version.facts().is_some_and(|facts| facts.role == PackageRole::Agent) {
                    findings
                        .at(Place::file(version.package_file()), "the package is an agent of Data Streams, not a connector")
                        .note("it was built against XMIoT.Framework; a connector is built against XMPro.Integration.Framework")
                        .fix("put the connector's package here, or upload this one to Data Streams and remove it");
                }
            }
        }
    }
}
