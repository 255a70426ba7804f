//! A waiver has expired.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Registry;

/// A waiver has expired.
pub(super) struct WaiverExpired;

impl Rule for WaiverExpired {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for waiver in context.registry.policy.waivers.iter().filter(|waiver| waiver.expires < context.today) {
            findings
                .at(
                    Place::at(&Registry::policy_file(), waiver.rule.span),
                    format!("this waiver ended on {}", waiver.expires),
                )
                .note(format!("its reason was: {} ({})", waiver.reason, waiver.owner))
                .fix("mend what it waived and remove it, or agree on a new end");
        }
    }
}
