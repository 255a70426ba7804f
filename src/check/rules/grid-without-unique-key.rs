//! A grid does not say which column tells its rows apart.

use crate::check::fields::{Field, fields, named};
use crate::check::{Context, Findings, Rule};

/// A grid does not say which column tells its rows apart.
pub(super) struct GridWithoutUniqueKey;

impl Rule for GridWithoutUniqueKey {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.latest_packages() {
            let without = |field: &Field<'_>| {
                let setting = field.setting;
                let said = setting.unique_key().iter().any(|key| !key.trim().is_empty());
                setting.is_table() && !setting.columns().is_empty() && !said
            };
            let bare: Vec<Field<'_>> = fields(&found.facts.form).into_iter().filter(without).collect();
            if !bare.is_empty() {
                findings
                    .at(found.place(), format!("grids without a unique key: {}", named(&bare)))
                    .fix("name the columns that together tell one row from another");
            }
        }
    }
}
