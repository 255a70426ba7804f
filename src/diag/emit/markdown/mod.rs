//! The comment on a pull request: the verdict first, then what a reviewer asks next. Nothing is said by a picture, values
//! stand in code, and the whole stays below what GitHub takes.
//!
//! 1. [`sheet`]: text with room for so much and no more.
//! 2. [`items`]: findings, applications and connectors as lines.
//!
//! A workflow knows its comment by [`MARKER`], so that there is one, which is edited.

mod items;
mod sheet;

use sheet::Sheet;

use super::places::Places;
use super::{Printing, words};
use crate::diag::{Diagnostic, Severity, markdown_code, markdown_text};

/// The last line of the comment; nobody sees it.
const MARKER: &str = "<!-- connectory-check -->";

/// The most bytes of a comment; the shares of its parts add up to them. GitHub takes 65,536 characters.
const MOST: usize = 60_000;

/// The comment.
pub(super) fn emit(printing: &Printing<'_>) -> String {
    let places = Places::of(printing);
    let report = printing.report;
    let mut sheet = Sheet::new(MOST - MARKER.len());
    sheet.paragraph(&format!("**{}**", markdown_text(&items::clip(&report.summary(), 600))), 6_000);
    if let Some(overview) = &report.overview {
        sheet.paragraph(&items::compared(overview), 2_000);
        sheet.table(&items::TABLE, &overview.rows.iter().map(items::row).collect::<Vec<_>>(), 13_000);
    }
    findings(&mut sheet, printing, &places);
    sheet.list("Who is affected", &items::impacts(report.diagnostics()), 7_000);
    if let Some(overview) = &report.overview {
        let others: Vec<String> = overview.others.iter().map(|other| items::sentence(other)).collect();
        sheet.list("What else changes in the catalogue", &others, 3_000);
    }
    let not_run: Vec<String> = report.not_run.iter().map(items::not_run).collect();
    sheet.list("Not checked", &not_run, 3_000);
    if let Some(overview) = report.overview.as_ref().filter(|overview| !overview.command.is_empty()) {
        let command = markdown_code(&items::clip(&overview.command, 500));
        sheet.paragraph(&format!("The same check on your machine: {command}"), 5_000);
    }
    format!("{}\n{MARKER}\n", sheet.text())
}

fn findings(sheet: &mut Sheet, printing: &Printing<'_>, places: &Places<'_>) {
    let of = |keep: &dyn Fn(&Diagnostic) -> bool| -> Vec<String> {
        let kept = printing.report.diagnostics().iter().filter(|diagnostic| keep(diagnostic));
        kept.map(|diagnostic| items::finding(diagnostic, places)).collect()
    };
    let error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
    let must_fix = of(&|diagnostic| error(diagnostic) && !words::in_review(diagnostic));
    sheet.list("Must be fixed", &must_fix, 12_000);
    sheet.list("Needs a named person", &of(&words::in_review), 5_000);
    sheet.list("For information", &of(&|diagnostic| !error(diagnostic)), 4_000);
}
