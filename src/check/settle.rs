//! Levels and waivers: what the registry's policy makes of the findings.

use std::collections::HashMap;

use jiff::civil::Date;

use super::rules::entry;
use crate::diag::{Diagnostic, Place, Severity};
use crate::model::{Level, Policy, Registry, Waiver};

/// Applies the levels of `registry.yaml`, then takes waived findings out. A waiver holds up to its last day.
///
/// Findings about the policy itself keep their level, so that no registry can silence them.
pub fn settle(policy: &Policy, diagnostics: Vec<Diagnostic>, today: Date) -> Vec<Diagnostic> {
    diagnostics.into_iter().filter_map(|diagnostic| settle_one(policy, diagnostic, today)).collect()
}

fn settle_one(policy: &Policy, mut diagnostic: Diagnostic, today: Date) -> Option<Diagnostic> {
    let Some(entry) = entry(diagnostic.code).filter(|entry| entry.adjustable) else {
        return Some(diagnostic);
    };
    // A rule that is off unless it is asked for; every other finding has the severity it was made with.
    let own = (entry.level == Level::Allow).then_some(Level::Allow);
    let level = policy.levels.iter().rev().find(|(code, _)| code.value == diagnostic.code);
    match level.map_or(own, |(_, level)| Some(*level)) {
        Some(Level::Allow) => return None,
        Some(Level::Warn) => diagnostic.severity = Severity::Warning,
        Some(Level::Deny) => diagnostic.severity = Severity::Error,
        None => {}
    }
    let mut waivers = policy.waivers.iter().filter(|waiver| waiver.expires >= today);
    (!waivers.any(|waiver| covers(waiver, &diagnostic))).then_some(diagnostic)
}

/// Reports the waivers of `registry` that waive nothing of `found`, the findings before they are settled. `ran` tells
/// whether a rule was run: a waiver of one that was not may well be needed.
pub fn unused_waivers(
    registry: &Registry,
    found: &[Diagnostic],
    today: Date,
    ran: &dyn Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    // What cannot be read may hold what is waived.
    if !registry.faulty.is_empty() || !registry.unreadable.is_empty() {
        return Vec::new();
    }
    let mut by_code: HashMap<&str, Vec<&Diagnostic>> = HashMap::new();
    for diagnostic in found {
        by_code.entry(diagnostic.code).or_default().push(diagnostic);
    }
    let could = |waiver: &&Waiver| {
        let code = waiver.rule.as_str();
        waiver.expires >= today && ran(code) && entry(code).is_some_and(|entry| entry.adjustable)
    };
    let unused = registry.policy.waivers.iter().filter(could).filter(|waiver| {
        let mut findings = by_code.get(waiver.rule.as_str()).into_iter().flatten();
        !findings.any(|finding| covers(waiver, finding))
    });
    unused.map(unused_waiver).collect()
}

fn unused_waiver(waiver: &Waiver) -> Diagnostic {
    let message =
        format!("this waiver waives nothing: `{}` finds no fault in `{}`", waiver.rule, waiver.path.glob());
    let place = Place::at(&Registry::policy_file(), waiver.rule.span);
    let mut finding = Diagnostic::new("waiver-unused", Severity::Warning, place, message);
    finding
        .note(format!("its reason was: {} ({})", waiver.reason, waiver.owner))
        .fix("remove it, or correct its path");
    finding
}

fn covers(waiver: &Waiver, diagnostic: &Diagnostic) -> bool {
    waiver.rule.value == diagnostic.code && waiver.path.is_match(diagnostic.place.path.as_str())
}
