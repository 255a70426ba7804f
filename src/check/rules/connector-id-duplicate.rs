//! Two connectors carry the same id.

use std::collections::BTreeMap;

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Connector;

/// Two connectors carry the same id.
pub(super) struct ConnectorIdDuplicate;

impl Rule for ConnectorIdDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let mut first: BTreeMap<&str, &Connector> = BTreeMap::new();
        for connector in &context.registry.connectors {
            let Some(id) = &connector.id else { continue };
            let Some(other) = first.insert(id, connector) else { continue };
            let message = format!("id `{}` is already that of `{}`", id.value, other.slug);
            let finding = findings.at(Place::at(&connector.file, id.span), message);
            if let Some(used) = &other.id {
                finding.related(Place::at(&other.file, used.span), "first used here");
            }
            finding.fix("a connector's id is its package's id; every connector has its own");
        }
    }
}
