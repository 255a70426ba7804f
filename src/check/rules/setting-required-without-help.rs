//! A setting that must be filled in is not explained.

use crate::check::fields::{Field, fields, named};
use crate::check::{Context, Findings, Rule};

/// A setting that must be filled in is not explained.
pub(super) struct SettingRequiredWithoutHelp;

impl Rule for SettingRequiredWithoutHelp {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.latest_packages() {
            let silent: Vec<Field<'_>> = fields(&found.facts.form).into_iter().filter(is_silent).collect();
            if !silent.is_empty() {
                findings
                    .at(found.place(), format!("required settings without a help text: {}", named(&silent)))
                    .fix("write a help text that says what to fill in, with an example");
            }
        }
    }
}

fn is_silent(field: &Field<'_>) -> bool {
    let setting = field.setting;
    let asked = setting.required() && field.visible && setting.default_text().is_none();
    asked && field.table.is_none() && setting.help_text().is_none_or(|text| text.trim().is_empty())
}
