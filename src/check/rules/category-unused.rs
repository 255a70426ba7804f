//! No connector is in a category.

use std::collections::HashSet;

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Registry;
use crate::source::RepoPath;

/// No connector is in a category.
pub(super) struct CategoryUnused;

impl Rule for CategoryUnused {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        let declared: HashSet<&str> =
            registry.categories.iter().map(|category| category.id.as_str()).collect();
        let named = registry.connectors.iter().filter_map(|connector| connector.category.as_ref());
        let used: HashSet<&str> = named.map(|id| id.as_str()).collect();
        let default = registry.policy.default_category.as_ref().map(|id| id.as_str());
        // A category that is named and not declared may be meant to be the unused one.
        if is_unsure(registry) || !used.iter().chain(&default).all(|id| declared.contains(id)) {
            return;
        }
        for category in &registry.categories {
            let id = category.id.as_str();
            if !used.contains(id) && default != Some(id) {
                findings
                    .at(
                        Place::at(&Registry::categories_file(), category.id.span),
                        format!("no connector is in category `{id}`"),
                    )
                    .fix("remove it, or name it as the `category` of a connector");
            }
        }
    }
}

/// Whether something that could name a category cannot be read.
fn is_unsure(registry: &Registry) -> bool {
    let faulty = |file: &RepoPath| registry.faulty.contains(file);
    !registry.unreadable.is_empty()
        || faulty(&Registry::policy_file())
        || registry.connectors.iter().any(|connector| faulty(&connector.file))
}
