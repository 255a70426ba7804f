//! How everything stands, for people: one page without data of the browser's, which a small script keeps fresh.

use serde_json::{Value, json};

use super::report;
use crate::daemon::{
    Board, Clock, Finding, InboxStatus, ItemStatus, Severity, SourceStatus, State, Status, TargetState,
    TargetStatus,
};
use crate::render::{RenderError, alone};

/// The catalogue's style, so that it looks like it.
pub(super) const STYLE: &str = include_str!("../../../templates/site.css");
/// The catalogue's mark.
pub(super) const MARK: &str = include_str!("../../../templates/mark.svg");
/// Asks for the page again and shows what is new.
pub(super) const SCRIPT: &str = include_str!("page.js");
const TEMPLATE: &str = include_str!("page.html");
/// As many items and findings are shown; JSON holds all.
const MOST: usize = 200;

/// The page.
///
/// # Errors
/// The template is broken.
pub(super) fn of(board: &Board, clock: &dyn Clock) -> Result<String, RenderError> {
    let status = board.current();
    let quiet = board.quiet(clock).map_or(0, |quiet| quiet.as_secs());
    let more = status.items.len().saturating_sub(MOST);
    let context = json!({
        "at": time(Some(clock.now())),
        "version": report::version()["version"],
        "hangs": if quiet >= 60 { quiet.into() } else { Value::Null },
        "state": status.state.word(),
        "look": look(status.state),
        "since": time(status.since),
        "message": status.message,
        "errors": status.errors,
        "warnings": status.warnings,
        "source": source(&status.source),
        "targets": status.targets.iter().map(target).collect::<Vec<_>>(),
        "items": items(&status),
        "more": more,
        "inboxes": status.inboxes.iter().map(inbox).collect::<Vec<_>>(),
        "counts": counts(&status),
    });
    alone("page.html", TEMPLATE, &context)
}

/// How the catalogue shows what is good, doubtful and bad.
fn look(state: State) -> &'static str {
    match state {
        State::Current => "current",
        State::Starting | State::Building => "may-not",
        State::Degraded => "deprecated",
        State::Stale | State::Held => "withdrawn",
    }
}

fn time(at: Option<jiff::Timestamp>) -> Value {
    let Some(at) = at else { return Value::Null };
    let at = jiff::Timestamp::from_second(at.as_second()).unwrap_or(at);
    json!({ "machine": at.to_string(), "text": at.strftime("%-d %b %Y, %H:%M:%S UTC").to_string() })
}

fn source(source: &SourceStatus) -> Value {
    json!({
        "place": source.place,
        "commit": source.commit,
        "generation": source.generation,
        "seen": time(source.seen),
        "problem": source.problem,
        "behind": source.behind,
        "missed": source.missed,
        "polls": source.polls,
    })
}

fn target(target: &TargetStatus) -> Value {
    let look = match target.state {
        TargetState::Current => "current",
        TargetState::Failed => "withdrawn",
        TargetState::Waiting | TargetState::Publishing => "may-not",
    };
    let commit = target.commit.as_ref().map(|commit| commit.chars().take(12).collect::<String>());
    json!({
        "name": target.name,
        "site": target.site,
        "place": target.place,
        "state": target.state.word(),
        "look": look,
        "commit": commit,
        "generation": target.generation,
        "published": time(target.published),
        "files": target.files,
        "written": target.written,
        "seconds": format!("{:.1}", target.took_ms as f64 / 1000.0),
        "problem": target.problem,
        "failures": target.failures,
    })
}

/// Items with their findings. Before findings are known by item, all of the last build stand together.
fn items(status: &Status) -> Vec<Value> {
    let shown = |item: &ItemStatus| {
        let findings = item.findings.iter().take(MOST);
        let findings: Vec<_> = findings.map(|standing| finding(&standing.finding, standing.since)).collect();
        json!({ "name": item.item, "is_kept": item.is_kept, "findings": findings })
    };
    if status.items.is_empty() && !status.findings.is_empty() {
        let findings: Vec<_> = status.findings.iter().take(MOST).map(|one| finding(one, None)).collect();
        return vec![json!({ "name": "The registry", "is_kept": false, "findings": findings })];
    }
    status.items.iter().take(MOST).map(shown).collect()
}

fn finding(finding: &Finding, since: Option<jiff::Timestamp>) -> Value {
    let (look, severity) = match finding.severity {
        Severity::Error => ("withdrawn", "error"),
        Severity::Warning => ("deprecated", "warning"),
    };
    let numbers = [finding.line, finding.column].into_iter().flatten().map(|number| number.to_string());
    let place: Vec<String> = finding.path.iter().cloned().chain(numbers).collect();
    json!({
        "look": look,
        "severity": severity,
        "code": finding.code,
        "message": finding.message,
        "place": place.join(":"),
        "help": finding.help,
        "since": time(since),
    })
}

fn inbox(inbox: &InboxStatus) -> Value {
    json!({
        "folder": inbox.folder,
        "waiting": inbox.waiting,
        "accepted": inbox.accepted,
        "rejected": inbox.rejected,
        "problem": inbox.problem,
    })
}

/// What was done, how often, and how often it failed.
fn counts(status: &Status) -> Vec<Value> {
    let counts = &status.counts;
    let rows = [
        ("Read and checked", counts.builds, counts.failed_builds),
        ("Published", counts.publications, counts.failed_publications),
        ("Fetched", counts.fetches, counts.failed_fetches),
        ("Hooks told", counts.hooks, counts.failed_hooks),
    ];
    rows.map(|(what, done, failed)| json!({ "what": what, "done": done, "failed": failed })).into()
}
