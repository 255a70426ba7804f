//! The report for programs, as one document.

use serde::Serialize;

use super::finding::{Finding, Head, finding, head};
use super::places::Places;
use super::{Printing, pretty};

#[derive(Serialize)]
struct Document<'d> {
    #[serde(flatten)]
    head: Head<'d>,
    findings: Vec<Finding<'d>>,
}

/// One JSON document. Paths are relative to the registry, which lies in `folder`.
pub(super) fn emit(printing: &Printing<'_>) -> String {
    let places = Places::of(printing);
    let findings = printing.report.diagnostics().iter().map(|diagnostic| finding(diagnostic, &places));
    pretty(&Document { head: head(printing), findings: findings.collect() })
}
