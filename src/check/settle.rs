//! Levels and waivers: what the registry's policy makes of the findings.

use jiff::civil::Date;

use super::rules::entry;
use crate::diag::{Diagnostic, Severity};
use crate::model::{Level, Policy};

/// Applies the levels of `registry.yaml`, then takes waived findings out. A waiver holds up to its last day.
///
/// Findings about the policy itself keep their level, so that no registry can silence them.
pub fn settle(policy: &Policy, diagnostics: Vec<Diagnostic>, today: Date) -> Vec<Diagnostic> {
    diagnostics.into_iter().filter_map(|diagnostic| settle_one(policy, diagnostic, today)).collect()
}

fn settle_one(policy: &Policy, mut diagnostic: Diagnostic, today: Date) -> Option<Diagnostic> {
    if !entry(diagnostic.code).is_some_and(|entry| entry.adjustable) {
        return Some(diagnostic);
    }
    let level = policy.levels.iter().rev().find(|(code, _)| code.value == diagnostic.code);
    match level.map(|(_, level)| level) {
        Some(Level::Allow) => return None,
        Some(Level::Warn) => diagnostic.severity = Severity::Warning,
        Some(Level::Deny) => diagnostic.severity = Severity::Error,
        None => {}
    }
    let waived = policy.waivers.iter().any(|waiver| {
        waiver.rule.value == diagnostic.code
            && waiver.expires >= today
            && waiver.path.is_match(diagnostic.place.path.as_str())
    });
    (!waived).then_some(diagnostic)
}
