//! Two categories have the same id.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Registry;

/// Two categories have the same id.
pub(super) struct CategoryDuplicate;

impl Rule for CategoryDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let categories = &context.registry.categories;
        for (at, category) in categories.iter().enumerate() {
            if let Some(first) = categories[..at].iter().find(|other| other.id.value == category.id.value) {
                let file = Registry::categories_file();
                findings
                    .at(
                        Place::at(&file, category.id.span),
                        format!("category `{}` is declared twice", category.id.value),
                    )
                    .related(Place::at(&file, first.id.span), "first declared here")
                    .fix("remove one of them");
            }
        }
    }
}
