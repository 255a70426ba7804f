//! Workflow commands of GitHub Actions: each finding is an annotation of the pull request.
//!
//! The runner takes a line that begins with `::name key=value,...::text` for a command, and undoes in values `%0D`, `%0A`,
//! `%3A`, `%2C` and `%25`, in the text `%0D`, `%0A` and `%25`. It shows ten errors and ten warnings of a step.

use std::fmt::Write;

use super::places::{Ends, Places};
use super::{MOST_ANNOTATIONS, Printing, words};
use crate::diag::{Diagnostic, printable};

/// A command for each of the first findings, errors first, and one for what was not run.
pub(super) fn emit(printing: &Printing<'_>) -> String {
    let places = Places::of(printing);
    let report = printing.report;
    let mut out = String::new();
    for diagnostic in report.diagnostics().iter().take(MOST_ANNOTATIONS) {
        out.push_str(&annotation(diagnostic, &places));
    }
    for not_run in &report.not_run {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "::notice::{}", data(&words::not_run(not_run)));
    }
    let more = report.diagnostics().len().saturating_sub(MOST_ANNOTATIONS);
    if more > 0 {
        let _ = writeln!(out, "::notice::and {more} more");
    }
    out
}

fn annotation(diagnostic: &Diagnostic, places: &Places<'_>) -> String {
    let place = &diagnostic.place;
    let file = property(&places.path(&place.path));
    let ends = places.ends(&place.path, place.span).map(region).unwrap_or_default();
    let lines = words::lines(diagnostic, places);
    let text = lines.iter().map(|line| data(line)).collect::<Vec<_>>().join("%0A");
    format!("::{} file={file}{ends},title={}::{text}\n", diagnostic.severity.word(), diagnostic.code)
}

/// The runner drops columns unless they are of one line.
fn region((start, end): Ends) -> String {
    let lines = format!(",line={},endLine={}", start.line, end.line);
    if start.line == end.line {
        format!("{lines},col={},endColumn={}", start.column, end.column)
    } else {
        lines
    }
}

fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
