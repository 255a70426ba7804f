//! The report for programs. Schema 1: fields are only ever added.

use serde::Serialize;

use crate::diag::{Place, Report};
use crate::source::{LineIndex, RepoPath};

#[derive(Serialize)]
struct Document<'d> {
    schema: u32,
    errors: usize,
    warnings: usize,
    findings: Vec<Finding<'d>>,
}

#[derive(Serialize)]
struct Finding<'d> {
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

/// Prints the report as one JSON document. `text_of` gives a file's text, to count lines in.
pub fn emit(report: &Report, text_of: &dyn Fn(&RepoPath) -> Option<String>) -> String {
    let findings = report.diagnostics().iter().map(|diagnostic| Finding {
        code: diagnostic.code,
        severity: diagnostic.severity.word(),
        message: &diagnostic.message,
        place: locate(&diagnostic.place, text_of),
        label: diagnostic.label.as_deref(),
        related: diagnostic
            .related
            .iter()
            .map(|related| Relative { place: locate(&related.place, text_of), label: &related.label })
            .collect(),
        notes: &diagnostic.notes,
        fix: diagnostic.fix.as_deref(),
    });
    let document = Document {
        schema: 1,
        errors: report.errors(),
        warnings: report.warnings(),
        findings: findings.collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).expect("texts and numbers always serialise");
    text.push('\n');
    text
}

fn locate<'d>(place: &'d Place, text_of: &dyn Fn(&RepoPath) -> Option<String>) -> Located<'d> {
    let text = place.span.and_then(|span| Some((span, text_of(&place.path)?)));
    let ends = text.map(|(span, text)| {
        let index = LineIndex::new(&text);
        (index.at(span.start), index.at(span.end))
    });
    Located {
        path: place.path.as_str(),
        line: ends.map(|(start, _)| start.line),
        column: ends.map(|(start, _)| start.column),
        end_line: ends.map(|(_, end)| end.line),
        end_column: ends.map(|(_, end)| end.column),
    }
}
