//! The unique key of a grid names a column that it does not have.

use std::collections::BTreeSet;

use crate::check::fields::fields;
use crate::check::packages::listed;
use crate::check::{Context, Findings, Rule, nearest};
use crate::package::Setting;

/// As many columns are compared with a name.
const MOST_COMPARED: usize = 50;

/// The unique key of a grid names a column that it does not have.
pub(super) struct UniqueKeyUnknown;

impl Rule for UniqueKeyUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            for field in fields(&found.facts.form) {
                let columns: BTreeSet<&str> =
                    field.setting.columns().iter().filter_map(Setting::key).collect();
                let unknown = |key: &&str| !key.trim().is_empty() && !columns.contains(key);
                let keys = field.setting.unique_key().iter().map(String::as_str);
                let unknown: Vec<&str> = keys.filter(unknown).collect();
                if let Some(first) = unknown.first() {
                    let columns: Vec<&str> = columns.into_iter().take(MOST_COMPARED).collect();
                    let fix = match nearest(first, &columns) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("its columns are {}", listed(&columns)),
                    };
                    let unknown = listed(&unknown);
                    findings
                        .at(
                            found.place(),
                            format!("the unique key of {field} names a column that is not there: {unknown}"),
                        )
                        .fix(fix);
                }
            }
        }
    }
}
