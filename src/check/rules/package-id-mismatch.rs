//! A package carries another id than its connector.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A package carries another id than its connector.
pub(super) struct PackageIdMismatch;

impl Rule for PackageIdMismatch {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let Some(id) = &connector.id else { continue };
            for version in &connector.versions {
                let Some(facts) = version.facts().filter(|facts| !same(&facts.id, id)) else { continue };
                let message =
                    format!("the package's id is `{}`; the connector's is `{}`", facts.id, id.value);
                findings
                    .at(Place::file(version.package_file()), message)
                    .related(Place::at(&connector.file, id.span), "the connector's id")
                    .fix(
                        "put the package into the folder of its own connector, or correct the connector's id",
                    );
            }
        }
    }
}

/// Whether both are the same GUID; how the connector's is written is a rule of its own.
fn same(carried: &str, written: &str) -> bool {
    carried == written || carried.eq_ignore_ascii_case(written.trim_matches(['{', '}']))
}
