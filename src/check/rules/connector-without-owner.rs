//! Nobody answers for a connector.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// Nobody answers for a connector.
pub(super) struct ConnectorWithoutOwner;

impl Rule for ConnectorWithoutOwner {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            if connector.owners.is_empty() && !context.registry.faulty.contains(&connector.file) {
                let place = Place::at(&connector.file, connector.name.span);
                findings
                    .at(place, format!("`{}` has no owner", connector.slug))
                    .fix("write `owners: [\"@team\"]`: the group that answers for it");
            }
        }
    }
}
