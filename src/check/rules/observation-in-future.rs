//! An application was observed on a day that is yet to come.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// An application was observed on a day that is yet to come.
pub(super) struct ObservationInFuture;

impl Rule for ObservationInFuture {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        // Somewhere it is tomorrow already.
        let Ok(latest) = context.today.tomorrow() else { return };
        for application in &context.registry.applications {
            let Some(observed) = application.observed.as_ref().filter(|day| day.value > latest) else {
                continue;
            };
            let message = format!(
                "`{}` was observed on {observed}, which is after {}, the day of this check",
                application.name, context.today
            );
            findings
                .at(Place::at(&application.file, observed.span), message)
                .fix("write the day on which it was read from the platform");
        }
    }
}
