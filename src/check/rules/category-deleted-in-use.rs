//! A category that is in use is deleted.

use std::collections::BTreeMap;

use crate::check::{Context, Findings, Rule};
use crate::diag::{Place, listed};
use crate::model::{Connector, Registry};

/// A category that is in use is deleted.
pub(super) struct CategoryDeletedInUse;

impl Rule for CategoryDeletedInUse {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        let mut inside = inside(context.registry);
        for category in &since.before.categories {
            let id = category.id.as_str();
            if context.registry.category(id).is_some() {
                continue;
            }
            let connectors = inside.remove(id).unwrap_or_default();
            let Some(first) = connectors.first() else { continue };
            let of = if connectors.len() == 1 { "1 connector is" } else { "connectors are" };
            let count = if connectors.len() == 1 { String::new() } else { format!("{} ", connectors.len()) };
            let message = format!("category `{id}` is deleted and {count}{of} in it");
            let finding = findings.at(Place::file(&Registry::categories_file()), message);
            if let Some(written) = &first.category {
                finding.related(Place::at(&first.file, written.span), "in it");
            }
            finding
                .note(format!(
                    "in it: {}",
                    listed(connectors.iter().map(|connector| connector.slug.as_str()), MOST_TOLD)
                ))
                .fix("move them to another category in the same change (`connectory category remove --move-to`), or keep this one");
        }
    }
}

/// The most connectors that are named.
const MOST_TOLD: usize = 8;

/// The connectors that name a category, by its id. Those that name none carry the default one; that it is gone is
/// reported at the policy.
fn inside(registry: &Registry) -> BTreeMap<&str, Vec<&Connector>> {
    let mut inside: BTreeMap<&str, Vec<&Connector>> = BTreeMap::new();
    let default = registry.policy.default_category.as_ref();
    for connector in &registry.connectors {
        if let Some(id) = connector.category.as_ref().filter(|id| Some(*id) != default) {
            inside.entry(&id.value).or_default().push(connector);
        }
    }
    inside
}
