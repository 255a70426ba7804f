//! A setting that is named like a secret shows what is typed.

use crate::check::fields::{Field, fields, named};
use crate::check::words::names_a_secret;
use crate::check::{Context, Findings, Rule};

/// A setting that is named like a secret shows what is typed.
pub(super) struct SettingNotSecure;

impl Rule for SettingNotSecure {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.latest_packages() {
            let open: Vec<Field<'_>> = fields(&found.facts.form).into_iter().filter(is_open).collect();
            if !open.is_empty() {
                findings
                    .at(
                        found.place(),
                        format!("settings named like a secret that are not secure: {}", named(&open)),
                    )
                    .fix("make them secure: then what is typed is hidden, and stored encrypted");
            }
        }
    }
}

fn is_open(field: &Field<'_>) -> bool {
    let setting = field.setting;
    let could_be_secure = matches!(setting.control(), "TextBox" | "VariableBox");
    let named = setting.key().into_iter().chain(setting.caption()).any(names_a_secret);
    could_be_secure && !setting.secure() && named
}
