//! What is said of a finding beside its message, in sentences that every format shares. They are as the data have them:
//! who prints them makes them harmless first.

use super::places::Places;
use crate::diag::{Affected, Diagnostic, Impact, NotRun, Severity};

/// `error[code]`
pub(super) fn title(diagnostic: &Diagnostic) -> String {
    format!("{}[{}]", diagnostic.severity.word(), diagnostic.code)
}

/// The message and everything else, an item a line.
pub(super) fn lines(diagnostic: &Diagnostic, places: &Places<'_>) -> Vec<String> {
    let mut lines = vec![diagnostic.message.clone()];
    lines.extend(details(diagnostic, places));
    if let Some(impact) = &diagnostic.impact {
        lines.extend(affects(impact));
    }
    lines.extend(needs(diagnostic));
    lines.extend(diagnostic.fix.as_ref().map(|fix| format!("fix: {fix}")));
    lines
}

/// The label, the related places and the notes.
pub(super) fn details(diagnostic: &Diagnostic, places: &Places<'_>) -> Vec<String> {
    let label = diagnostic.label.clone().into_iter();
    let related = diagnostic
        .related
        .iter()
        .map(|related| format!("{}: `{}`", related.label, places.shown(&related.place)));
    label.chain(related).chain(diagnostic.notes.iter().cloned()).collect()
}

/// `needs review by @edge or carol`, where somebody's word would do.
pub(super) fn needs(diagnostic: &Diagnostic) -> Option<String> {
    let who = diagnostic.needs.join(" or ");
    (!who.is_empty()).then(|| format!("needs review by {who}"))
}

/// Whether it is an error that somebody may agree to.
pub(super) fn in_review(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error && !diagnostic.needs.is_empty()
}

/// How many applications it is, and a line for each that may be seen.
pub(super) fn affects(impact: &Impact) -> Vec<String> {
    let mut lines = vec![count(impact)];
    lines.extend(impact.seen.iter().map(|affected| format!("- {}", one(affected))));
    if impact.hidden > 0 && !impact.seen.is_empty() {
        lines.push(format!("and {} more that you may not see", impact.hidden));
    }
    lines
}

/// `affects 2 of 7 applications`, with a colon where a list follows.
fn count(impact: &Impact) -> String {
    let noun = if impact.of == 1 { "application" } else { "applications" };
    match (impact.count(), impact.seen.is_empty()) {
        (0, _) if impact.of == 0 => "affects no application: none uses the connector".to_owned(),
        (0, _) => format!("affects none of {} {noun}", impact.of),
        (count, true) => format!("affects {count} of {} {noun}, none of which you may see", impact.of),
        (count, false) => format!("affects {count} of {} {noun}:", impact.of),
    }
}

/// `` `Pump Simulator` (operations), on 1.25: fill in `Instance` ``
pub(super) fn one(affected: &Affected) -> String {
    let groups = match affected.groups.as_slice() {
        [] => String::new(),
        groups => format!(" ({})", groups.join(", ")),
    };
    let todo = match affected.todo.as_slice() {
        [] => String::new(),
        todo => format!(": {}", todo.join("; ")),
    };
    format!("`{}`{groups}, on {}{todo}", affected.name, affected.version)
}

/// The same as [`not_run`] for a terminal, where a long list of codes would hide the findings.
pub(super) fn not_run_in_short(not_run: &NotRun) -> String {
    match not_run.codes.as_slice() {
        [first, _, _, _, ..] => {
            format!("not run: {} rules, such as {first}: {}", not_run.codes.len(), not_run.reason)
        }
        _ => self::not_run(not_run),
    }
}

/// `not run: code, code: reason`
pub(super) fn not_run(not_run: &NotRun) -> String {
    format!("not run: {}: {}", not_run.codes.join(", "), not_run.reason)
}
