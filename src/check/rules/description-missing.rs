//! A connector has no description, or one that only repeats its name.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A connector has no description, or one that only repeats its name.
pub(super) struct DescriptionMissing;

impl Rule for DescriptionMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let description = &connector.description;
            let place = Place::at(&connector.file, description.span);
            let said = description.trim();
            if said.is_empty() && !context.registry.faulty.contains(&connector.file) {
                let message = format!("`{}` has no description", connector.slug);
                findings.at(place, message).fix("write `description: ...`: what it is for, in a sentence");
            } else if !said.is_empty() && said.to_lowercase() == connector.name.trim().to_lowercase() {
                let message = format!("the description of `{}` only repeats its name", connector.slug);
                findings.at(place, message).fix("say what it is for, in a sentence");
            }
        }
    }
}
