//! A connector names a category that is not declared.

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Registry;

/// A connector names a category that is not declared.
pub(super) struct CategoryUndeclared;

impl Rule for CategoryUndeclared {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        if registry.faulty.contains(&Registry::categories_file()) {
            return;
        }
        let known: Vec<&str> = registry.categories.iter().map(|category| category.id.as_str()).collect();
        let mut report = |place: Place, id: &str| {
            let finding = findings.at(place, format!("category `{id}` is not declared in categories.yaml"));
            match nearest(id, &known) {
                Some(near) => finding.fix(format!("did you mean `{near}`?")),
                None if known.is_empty() => finding.fix(format!("write `- {{ id: {id}, name: ... }}` there")),
                None => finding.fix(format!("declare it there, or use one of {}", known.join(", "))),
            };
        };
        if let Some(id) =
            registry.policy.default_category.as_ref().filter(|id| registry.category(id).is_none())
        {
            report(Place::at(&Registry::policy_file(), id.span), id);
        }
        for connector in &registry.connectors {
            let Some(id) = connector.category.as_ref().filter(|id| registry.category(id).is_none()) else {
                continue;
            };
            // A category that the change deletes is reported as such, with every connector in it.
            let deleted = context.since.as_ref().is_some_and(|since| since.before.category(id).is_some());
            // A connector that names no category carries the default with its place; that was reported once.
            if !deleted && registry.policy.default_category.as_ref() != Some(id) {
                report(Place::at(&connector.file, id.span), id);
            }
        }
    }
}
