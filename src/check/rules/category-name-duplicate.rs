//! Two categories have the same name, ignoring case.

use std::collections::BTreeMap;

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Registry;

/// Two categories have the same name, ignoring case.
pub(super) struct CategoryNameDuplicate;

impl Rule for CategoryNameDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let file = Registry::categories_file();
        let mut first: BTreeMap<String, Place> = BTreeMap::new();
        for category in &context.registry.categories {
            let place = Place::at(&file, category.name.span);
            if let Some(other) = first.get(&category.name.to_lowercase()) {
                findings
                    .at(place, format!("the category name `{}` is already taken", category.name))
                    .related(other.clone(), "first used here")
                    .fix("give one of them a name that tells them apart");
            } else {
                first.insert(category.name.to_lowercase(), place);
            }
        }
    }
}
