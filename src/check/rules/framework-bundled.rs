//! A package brings along the platform's own framework.

use crate::check::packages::listed;
use crate::check::{Context, Findings, Rule};

/// A package brings along the platform's own framework.
pub(super) struct FrameworkBundled;

impl Rule for FrameworkBundled {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            let frameworks = found.facts.code.bundled_frameworks();
            if !frameworks.is_empty() {
                let message =
                    format!("the package holds the platform's own framework: {}", listed(&frameworks));
                findings
                    .at(found.place(), message)
                    .note("the platform brings its own; a class of one copy is not of the other")
                    .fix("take it out of the package; in the project, refer to it without a local copy");
            }
        }
    }
}
