//! Two application files have the same slug.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// Two application files have the same slug.
pub(super) struct ApplicationDuplicate;

impl Rule for ApplicationDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for pair in context.registry.applications.windows(2).filter(|pair| pair[0].slug == pair[1].slug) {
            findings
                .at(Place::file(&pair[1].file), format!("the application `{}` has two files", pair[1].slug))
                .related(Place::file(&pair[0].file), "the other file")
                .fix("rename one of the files; grouping folders do not count");
        }
    }
}
