//! The report for programs, a JSON object a line: first what is said of the whole, then each finding.

use serde::Serialize;

use super::Printing;
use super::finding::{Finding, Head, finding, head};
use super::places::Places;
use crate::diag::escape::inert_json;

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Line<'d> {
    Report(Head<'d>),
    Finding(Finding<'d>),
}

/// The same objects as in the one document, each with its kind.
pub(super) fn emit(printing: &Printing<'_>) -> String {
    let places = Places::of(printing);
    let findings = printing.report.diagnostics().iter().map(|diagnostic| finding(diagnostic, &places));
    let lines = std::iter::once(Line::Report(head(printing))).chain(findings.map(Line::Finding));
    let texts = lines.map(|line| {
        let text = serde_json::to_string(&line).expect("texts and numbers always serialise");
        inert_json(&text) + "\n"
    });
    texts.collect()
}
