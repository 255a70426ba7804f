//! A list to choose from offers nothing.

use crate::check::fields::{Field, fields, named};
use crate::check::{Context, Findings, Rule};

/// A list to choose from offers nothing.
pub(super) struct SettingWithoutOptions;

impl Rule for SettingWithoutOptions {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.latest_packages().filter(|found| !found.facts.code.fills_options) {
            let empty: Vec<Field<'_>> = fields(&found.facts.form).into_iter().filter(is_empty).collect();
            if !empty.is_empty() {
                findings
                    .at(found.place(), format!("lists without options: {}", named(&empty)))
                    .note("nothing may be typed there either, and nothing in the code fills lists")
                    .fix("give the list its options, or let people type");
            }
        }
    }
}

fn is_empty(field: &Field<'_>) -> bool {
    let setting = field.setting;
    field.visible && setting.chooses() && setting.options().is_empty() && !setting.takes_custom_text()
}
