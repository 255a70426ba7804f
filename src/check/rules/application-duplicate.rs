//! Two application files have the same slug.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// Two application files have the same slug.
pub(super) struct ApplicationDuplicate;

impl Rule for ApplicationDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for (one, other) in
            context.registry.applications.pairs().filter(|(one, other)| one.slug == other.slug)
        {
            findings
                .at(Place::file(&other.file), format!("the application `{}` has two files", other.slug))
                .related(Place::file(&one.file), "the other file")
                .fix("rename one of the files; grouping folders do not count");
        }
    }
}
