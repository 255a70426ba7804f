//! A secure setting has a default.

use crate::check::fields::{Field, fields, named};
use crate::check::{Context, Findings, Rule};

/// A secure setting has a default.
pub(super) struct SecretAsDefault;

impl Rule for SecretAsDefault {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            let has_default = |field: &Field<'_>| {
                field.setting.secure()
                    && field.setting.default_text().is_some_and(|text| !text.trim().is_empty())
            };
            let filled: Vec<Field<'_>> = fields(&found.facts.form).into_iter().filter(has_default).collect();
            if !filled.is_empty() {
                findings
                    .at(found.place(), format!("secure settings with a default: {}", named(&filled)))
                    .note("everyone who has the package can read it")
                    .fix("take the default out, and change the secret wherever it is in use");
            }
        }
    }
}
