//! Much of the registry is deleted at once.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Registry;

/// Much of the registry is deleted at once.
pub(super) struct MassDeletion;

impl Rule for MassDeletion {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        let (before, after) = (since.before, context.registry);
        let versions = |registry: &Registry| -> usize {
            registry.connectors.iter().map(|connector| connector.versions.len()).sum()
        };
        let gone = since.delta.connectors.iter().map(|delta| delta.removed().count()).sum();
        let connectors = since.delta.connectors.iter().filter(|delta| delta.after.is_none()).count();
        let applications =
            before.applications.iter().filter(|old| after.application(old.slug.as_str()).is_none()).count();
        for (what, gone, of) in [
            ("connectors", connectors, before.connectors.len()),
            ("versions", gone, versions(before)),
            ("applications", applications, before.applications.len()),
        ] {
            if gone >= FEWEST && gone * 10 > of * 3 {
                let message = format!("the change deletes {gone} of {of} {what}");
                findings
                    .at(Place::file(&Registry::policy_file()), message)
                    .fix("delete in smaller steps, or have it looked at and waived");
            }
        }
    }
}

/// Fewer than these are no mass.
const FEWEST: usize = 5;
