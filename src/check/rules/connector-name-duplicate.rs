//! Two connectors have the same name, ignoring case.

use std::collections::BTreeMap;

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// Two connectors have the same name, ignoring case.
pub(super) struct ConnectorNameDuplicate;

impl Rule for ConnectorNameDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let mut first = BTreeMap::new();
        for connector in &context.registry.connectors {
            let place = Place::at(&connector.file, connector.name.span);
            if let Some(other) = first.get(&connector.name.to_lowercase()) {
                findings
                    .at(place, format!("the name `{}` is already taken", connector.name.value))
                    .related(Place::clone(other), "first used here")
                    .fix("give one of them a name that tells them apart");
            } else {
                first.insert(connector.name.to_lowercase(), place);
            }
        }
    }
}
