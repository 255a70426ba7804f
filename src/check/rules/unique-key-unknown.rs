//! The unique key of a grid names a column that it does not have.

use crate::check::fields::fields;
use crate::check::{Context, Findings, Rule, nearest};
use crate::package::Setting;

/// The unique key of a grid names a column that it does not have.
pub(super) struct UniqueKeyUnknown;

impl Rule for UniqueKeyUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            for field in fields(&found.facts.form) {
                let columns: Vec<&str> = field.setting.columns().iter().filter_map(Setting::key).collect();
                let unknown = |key: &&String| !key.trim().is_empty() && !columns.contains(&key.as_str());
                for key in field.setting.unique_key().iter().filter(unknown) {
                    let message =
                        format!("the unique key of {field} names the column `{key}`, which it does not have");
                    let finding = findings.at(found.place(), message);
                    match nearest(key, &columns) {
                        Some(near) => finding.fix(format!("did you mean `{near}`?")),
                        None => finding.fix(format!("name one of its columns: `{}`", columns.join("`, `"))),
                    };
                }
            }
        }
    }
}
