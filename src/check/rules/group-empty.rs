//! A group has nobody in it.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Registry;

/// A group has nobody in it.
pub(super) struct GroupEmpty;

impl Rule for GroupEmpty {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let file = Registry::access_file();
        for (name, people) in &context.registry.access.groups {
            if people.is_empty() && !context.registry.faulty.contains(&file) {
                findings
                    .at(Place::at(&file, people.span), format!("nobody is in group `{name}`"))
                    .fix(format!("name its people, such as `{name}: [alice, bob]`, or remove it"));
            }
        }
    }
}
