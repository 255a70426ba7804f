//! A version is deprecated or withdrawn without a reason.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A version is deprecated or withdrawn without a reason.
pub(super) struct StatusReasonMissing;

impl Rule for StatusReasonMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Some(retirement) = version.status.retirement() else { continue };
                if retirement.reason.trim().is_empty() && !context.registry.faulty.contains(&version.file) {
                    let (slug, number, word) = (&connector.slug, &version.number, version.status.word());
                    let message = format!("`{slug}` {number} is {word} without a reason");
                    findings.at(Place::at(&version.file, retirement.reason.span), message).fix(
                        "write `reason: ...`: what is wrong with it, in a sentence its users understand",
                    );
                }
            }
        }
    }
}
