//! The report as an object, for programs. Schema 1: fields are only ever added. `docs/schemas/report.schema.json` tells
//! what each means.

use serde::Serialize;

use super::Printing;
use super::places::Places;
use crate::diag::{Diagnostic, Edit, Impact, NotRun, Overview, Place};
use crate::source::{RepoPath, Span};

/// Everything but the findings.
#[derive(Serialize)]
pub(super) struct Head<'d> {
    schema: u32,
    folder: &'d str,
    summary: String,
    errors: usize,
    in_review: usize,
    warnings: usize,
    passed: &'d [&'static str],
    not_run: Vec<Unchecked<'d>>,
    overview: Option<Changes<'d>>,
}

#[derive(Serialize)]
struct Unchecked<'d> {
    codes: &'d [&'static str],
    reason: &'d str,
}

#[derive(Serialize)]
struct Changes<'d> {
    since: &'d str,
    base: &'d str,
    rows: Vec<Row<'d>>,
    others: &'d [String],
    command: &'d str,
}

#[derive(Serialize)]
struct Row<'d> {
    connector: &'d str,
    what: &'d str,
    from: Option<&'d str>,
    to: Option<&'d str>,
    verdict: Option<&'d str>,
    behind: usize,
    hidden: usize,
    owners: &'d [String],
}

/// One finding.
#[derive(Serialize)]
pub(super) struct Finding<'d> {
    code: &'d str,
    severity: &'static str,
    message: &'d str,
    #[serde(flatten)]
    place: Located<'d>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'d str>,
    related: Vec<Relative<'d>>,
    notes: &'d [String],
    fix: Option<&'d str>,
    impact: Option<Reach<'d>>,
    needs: &'d [String],
    edits: Vec<Change<'d>>,
}

#[derive(Serialize)]
struct Relative<'d> {
    #[serde(flatten)]
    place: Located<'d>,
    label: &'d str,
}

/// Line and column count from 1, columns in characters; both are null for a file as a whole.
#[derive(Serialize)]
struct Located<'d> {
    path: &'d str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

#[derive(Serialize)]
struct Reach<'d> {
    count: usize,
    of: usize,
    hidden: usize,
    seen: Vec<Application<'d>>,
}

#[derive(Serialize)]
struct Application<'d> {
    name: &'d str,
    file: &'d str,
    groups: &'d [String],
    version: &'d str,
    todo: &'d [String],
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Change<'d> {
    Replace {
        #[serde(flatten)]
        place: Located<'d>,
        start: usize,
        end: usize,
        text: &'d str,
    },
    Create {
        path: &'d str,
        text: &'d str,
    },
    Rename {
        from: &'d str,
        to: &'d str,
    },
}

/// Everything but the findings.
pub(super) fn head<'d>(printing: &Printing<'d>) -> Head<'d> {
    let report = printing.report;
    Head {
        schema: 1,
        folder: printing.folder,
        summary: report.summary(),
        errors: report.errors(),
        in_review: report.in_review(),
        warnings: report.warnings(),
        passed: &report.passed,
        not_run: report.not_run.iter().map(|NotRun { codes, reason }| Unchecked { codes, reason }).collect(),
        overview: report.overview.as_ref().map(changes),
    }
}

fn changes(overview: &Overview) -> Changes<'_> {
    let rows = overview.rows.iter().map(|row| Row {
        connector: &row.connector,
        what: &row.what,
        from: row.from.as_deref(),
        to: row.to.as_deref(),
        verdict: row.verdict.as_deref(),
        behind: row.behind,
        hidden: row.hidden,
        owners: &row.owners,
    });
    Changes {
        since: &overview.since,
        base: &overview.base,
        rows: rows.collect(),
        others: &overview.others,
        command: &overview.command,
    }
}

/// One finding.
pub(super) fn finding<'d>(diagnostic: &'d Diagnostic, places: &Places<'_>) -> Finding<'d> {
    let at = |place: &'d Place| locate(&place.path, place.span, places);
    let related = diagnostic.related.iter();
    Finding {
        code: diagnostic.code,
        severity: diagnostic.severity.word(),
        message: &diagnostic.message,
        place: at(&diagnostic.place),
        label: diagnostic.label.as_deref(),
        related: related
            .map(|related| Relative { place: at(&related.place), label: &related.label })
            .collect(),
        notes: &diagnostic.notes,
        fix: diagnostic.fix.as_deref(),
        impact: diagnostic.impact.as_ref().map(reach),
        needs: &diagnostic.needs,
        edits: diagnostic.edits.iter().map(|edit| change(edit, places)).collect(),
    }
}

fn reach(impact: &Impact) -> Reach<'_> {
    let seen = impact.seen.iter().map(|affected| Application {
        name: &affected.name,
        file: affected.file.as_str(),
        groups: &affected.groups,
        version: &affected.version,
        todo: &affected.todo,
    });
    Reach { count: impact.count(), of: impact.of, hidden: impact.hidden, seen: seen.collect() }
}

fn change<'d>(edit: &'d Edit, places: &Places<'_>) -> Change<'d> {
    match edit {
        Edit::Replace { path, span, text } => Change::Replace {
            place: locate(path, Some(*span), places),
            start: span.start,
            end: span.end,
            text,
        },
        Edit::Create { path, text } => Change::Create { path: path.as_str(), text },
        Edit::Rename { from, to } => Change::Rename { from: from.as_str(), to: to.as_str() },
    }
}

fn locate<'d>(path: &'d RepoPath, span: Option<Span>, places: &Places<'_>) -> Located<'d> {
    let ends = places.ends(path, span);
    Located {
        path: path.as_str(),
        line: ends.map(|(start, _)| start.line),
        column: ends.map(|(start, _)| start.column),
        end_line: ends.map(|(_, end)| end.line),
        end_column: ends.map(|(_, end)| end.column),
    }
}
