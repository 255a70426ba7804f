//! Two files of a connector name the same version.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// Two files of a connector name the same version.
pub(super) struct VersionDuplicate;

impl Rule for VersionDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for pair in connector.versions.windows(2).filter(|pair| pair[0].number == pair[1].number) {
                let message =
                    format!("version `{}` is the same version as `{}`", pair[1].number, pair[0].number);
                findings
                    .at(Place::file(&pair[1].file), message)
                    .related(Place::file(&pair[0].file), "the other file")
                    .fix("remove one of them; versions are decimal numbers, so 1.1 and 1.10 are equal");
            }
        }
    }
}
