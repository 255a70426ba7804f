//! An id belonged to another connector before.

use std::collections::BTreeMap;

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{Connector, PastConnector};

/// An id belonged to another connector before.
pub(super) struct ConnectorIdReused;

impl Rule for ConnectorIdReused {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(past) = context.past else { return };
        let mut by_id: BTreeMap<String, Vec<&PastConnector>> = BTreeMap::new();
        for gone in &past.connectors {
            by_id.entry(gone.id.to_ascii_lowercase()).or_default().push(gone);
        }
        for connector in &context.registry.connectors {
            let Some(id) = &connector.id else { continue };
            let former = by_id.get(&id.value.to_ascii_lowercase()).into_iter().flatten();
            let mut former = former.filter(|gone| !is(connector, &gone.slug));
            // Two connectors with one id are a finding of their own, and so is a renaming in this change.
            let Some(gone) = former.find(|gone| context.registry.connector(&gone.slug).is_none()) else {
                continue;
            };
            if context.before(&gone.slug).is_some() {
                continue;
            }
            let message = format!("the id `{}` belonged to `{}`", id.value, gone.slug);
            findings
                .at(Place::at(&connector.file, id.span), message)
                .note(format!("`{}` went away with {}", gone.slug, gone.seen.short()))
                .fix(format!(
                    "give it an id of its own, or write `aliases: [{}]` if it is the same connector",
                    gone.slug
                ));
        }
    }
}

/// Whether the connector is or was called `slug`.
fn is(connector: &Connector, slug: &str) -> bool {
    connector.slug.as_str() == slug || connector.aliases.iter().any(|alias| alias.value == slug)
}
