//! A finding a line, as compilers print them and editors read them.

use super::places::Places;
use super::{Printing, words};
use crate::diag::escape::unhook;
use crate::diag::printable;

/// `path:line:column: error[code] message` for each finding, then what was not run and the summary.
pub(super) fn emit(printing: &Printing<'_>) -> String {
    let places = Places::of(printing);
    let report = printing.report;
    let findings = report.diagnostics().iter().map(|diagnostic| {
        let (place, title) = (places.shown(&diagnostic.place), words::title(diagnostic));
        format!("{place}: {title} {}", diagnostic.message)
    });
    let not_run = report.not_run.iter().map(words::not_run);
    let lines = findings.chain(not_run).chain([report.summary()]);
    let text: String = lines.flat_map(|line| [printable(&line), "\n".to_owned()]).collect();
    unhook(&text)
}
