//! Logging commands of Azure Pipelines: each finding is an issue of the task.
//!
//! The agent finds `##vso[area.event key=value;...]text` anywhere in a line, and undoes in values and in the text `%3B`,
//! `%0D`, `%0A`, `%5D`, then `%AZP25`. It keeps ten errors and ten warnings of a task.

use std::fmt::Write;

use super::places::Places;
use super::{MOST_ANNOTATIONS, Printing, words};
use crate::diag::{Diagnostic, printable};

/// A command for each of the first findings, errors first, and one for what was not run.
pub(super) fn emit(printing: &Printing<'_>) -> String {
    let places = Places::of(printing);
    let report = printing.report;
    let mut out = String::new();
    for diagnostic in report.diagnostics().iter().take(MOST_ANNOTATIONS) {
        out.push_str(&issue(diagnostic, &places));
    }
    for not_run in &report.not_run {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "##vso[task.logissue type=warning]{}", data(&words::not_run(not_run)));
    }
    let more = report.diagnostics().len().saturating_sub(MOST_ANNOTATIONS);
    if more > 0 {
        let _ = writeln!(out, "and {more} more");
    }
    out
}

fn issue(diagnostic: &Diagnostic, places: &Places<'_>) -> String {
    let place = &diagnostic.place;
    let file = property(&places.path(&place.path));
    let start = places.ends(&place.path, place.span).map(|(start, _)| start);
    let start = start.map(|at| format!(";linenumber={};columnnumber={}", at.line, at.column));
    let (kind, code, start) = (diagnostic.severity.word(), diagnostic.code, start.unwrap_or_default());
    let lines = words::lines(diagnostic, places);
    let text = lines.iter().map(|line| data(line)).collect::<Vec<_>>().join("%0A");
    format!("##vso[task.logissue type={kind};sourcepath={file}{start};code={code}]{text}\n")
}

fn data(text: &str) -> String {
    printable(text).replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}
