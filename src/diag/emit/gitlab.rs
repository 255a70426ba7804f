//! GitLab's Code Quality report: a list of issues, which the merge request shows and compares with its target's.

use serde::Serialize;

use super::places::Places;
use super::{Printing, fingerprint, pretty, words};
use crate::diag::{Diagnostic, NotRun, Severity};
use crate::source::RepoPath;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

/// The first line counts as that of a file as a whole.
#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// Each finding, and each check that was not run as an `info` about the registry's folder: the format has no other place
/// for it.
pub(super) fn emit(printing: &Printing<'_>) -> String {
    let places = Places::of(printing);
    let prints = fingerprint::of(printing.report);
    let findings = printing.report.diagnostics().iter().zip(prints);
    let mut issues: Vec<Issue> = findings.map(|(found, print)| issue(found, print, &places)).collect();
    for not_run in &printing.report.not_run {
        issues.extend(not_run.codes.iter().map(|code| unchecked(code, not_run, &places)));
    }
    pretty(&issues)
}

fn issue(diagnostic: &Diagnostic, fingerprint: String, places: &Places<'_>) -> Issue {
    let place = &diagnostic.place;
    let begin = places.ends(&place.path, place.span).map_or(1, |(start, _)| start.line);
    // The merge request shows this one line and nothing else.
    let fix = diagnostic.fix.iter().map(|fix| format!("fix: {fix}"));
    let parts: Vec<String> =
        std::iter::once(diagnostic.message.clone()).chain(words::needs(diagnostic)).chain(fix).collect();
    Issue {
        description: parts.join("; "),
        check_name: diagnostic.code,
        fingerprint,
        severity: match diagnostic.severity {
            Severity::Error => "critical",
            Severity::Warning => "minor",
        },
        location: Location { path: places.path(&place.path), lines: Lines { begin } },
    }
}

/// The file that every registry has. GitLab shows no issue without one.
fn policy_file() -> RepoPath {
    RepoPath::new("registry.yaml").expect("a constant path is well-formed")
}

fn unchecked(code: &'static str, not_run: &NotRun, places: &Places<'_>) -> Issue {
    Issue {
        description: format!("not run: {}", not_run.reason),
        check_name: code,
        fingerprint: fingerprint::digest(&["not run", code, &not_run.reason]),
        severity: "info",
        location: Location { path: places.path(&policy_file()), lines: Lines { begin: 1 } },
    }
}
