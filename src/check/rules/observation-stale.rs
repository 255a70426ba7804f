//! An application was last observed too long ago.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// An application was last observed too long ago.
pub(super) struct ObservationStale;

impl Rule for ObservationStale {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(most) = context.registry.policy.usage_max_age_days else { return };
        for application in &context.registry.applications {
            let (Some(observed), Some(age)) = (&application.observed, application.age(context.today)) else {
                continue;
            };
            if age > i64::from(most) {
                let message = format!(
                    "`{}` was last observed {age} days ago; {most} is the most (`usage_max_age_days`)",
                    application.name
                );
                findings
                    .at(Place::at(&application.file, observed.span), message)
                    .fix("observe it again, and write what it uses now and the day");
            }
        }
    }
}
