//! Every format of a report: what its reader sees, and that what a stranger wrote never leaves its place in it.
//!
//! 1. [`reviewed`]: a report as of a change under review, in each format as its reader sees it.
//! 2. [`hostile`]: a report whose every text would take over a terminal, a log or a page.
//! 3. [`runners`]: what the runners of GitHub and Azure make of a line.
//! 4. [`schema`]: the report for programs and its schema.

mod hostile;
mod reviewed;
mod runners;
mod schema;

use connectory::check::RULES;
use connectory::diag::emit::{Format, Printing, RuleInfo};
use connectory::diag::{Report, Severity};
use connectory::model::Level;
use connectory::source::MemoryTree;

use crate::support::text_of;

/// What the command line says of the rules.
fn rules() -> Vec<RuleInfo<'static>> {
    let rules = RULES.iter().map(|entry| RuleInfo {
        code: entry.code,
        severity: if entry.level == Level::Deny { Severity::Error } else { Severity::Warning },
        what: entry.what(),
        page: entry.page,
    });
    rules.collect()
}

/// A report on a registry in the folder `registry` of its repository.
fn emit(format: Format, report: &Report, tree: &MemoryTree, rules: &[RuleInfo<'_>]) -> String {
    let text_of = |path: &_| text_of(tree, path);
    format.emit(&Printing { folder: "registry", rules, ..Printing::new(report, &text_of) })
}

/// The first `count` findings of a report, over and over.
fn many(report: &Report, count: usize) -> Report {
    let found = report.diagnostics().iter().cycle().take(count).enumerate();
    let numbered = found.map(|(at, diagnostic)| {
        let mut diagnostic = diagnostic.clone();
        diagnostic.message = format!("{} (number {at})", diagnostic.message);
        diagnostic
    });
    Report::new(numbered.collect())
}
