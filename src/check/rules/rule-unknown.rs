//! registry.yaml names a rule that does not exist.

use super::nearest;
use crate::check::RULES;
use crate::check::entry;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Registry;

/// registry.yaml names a rule that does not exist.
pub(super) struct RuleUnknown;

impl Rule for RuleUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let policy = &context.registry.policy;
        let known: Vec<&str> = RULES.iter().map(|entry| entry.code).collect();
        let named = policy
            .levels
            .iter()
            .map(|(code, _)| code)
            .chain(policy.waivers.iter().map(|waiver| &waiver.rule));
        for code in named {
            let place = Place::at(&Registry::policy_file(), code.span);
            match entry(code) {
                Some(entry) if entry.adjustable => {}
                Some(_) => {
                    let message =
                        format!("rule `{}` can be neither waived nor given another level", code.value);
                    findings.at(place, message).fix("remove this entry and mend what the rule finds");
                }
                None => {
                    let finding = findings.at(place, format!("there is no rule `{}`", code.value));
                    if let Some(near) = nearest(code, &known) {
                        finding.fix(format!("did you mean `{near}`?"));
                    }
                }
            }
        }
    }
}
