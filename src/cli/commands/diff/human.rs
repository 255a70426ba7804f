//! Changes for people: the verdict, then a block a grade.

use std::fmt::Write;

use super::Compared;
use crate::diag::printable;
use crate::model::change::Grade;

/// The changes as text. Colours are taken out again where there is no terminal.
pub(super) fn text(compared: &Compared) -> String {
    let Compared { before, after, comparison } = compared;
    let mut out = String::new();
    let title = format!("{} {} -> {}", after.facts.name, before.version, after.version);
    let _ = writeln!(out, "\u{1b}[1m{}\u{1b}[0m", printable(&title));
    if before.name != after.name {
        let _ = writeln!(out, "{}", printable(&format!("{} -> {}", before.name, after.name)));
    }
    let _ = writeln!(out, "{}", printable(&comparison.verdict().to_string()));
    for grade in Grade::ALL {
        let changes: Vec<_> = comparison.of_grade(grade).collect();
        if changes.is_empty() {
            continue;
        }
        let colour = match grade {
            Grade::Breaking => "31",
            Grade::Behaviour => "33",
            Grade::Safe => "32",
        };
        let _ = writeln!(out, "\n\u{1b}[1m\u{1b}[{colour}m{grade}\u{1b}[0m ({})", changes.len());
        let width = changes.iter().map(|change| change.code().len()).max().unwrap_or(0);
        for change in changes {
            let _ =
                writeln!(out, "  {:<width$}  {}", change.code(), printable(&change.message().to_string()));
            if grade != Grade::Safe {
                let _ = writeln!(out, "  {:<width$}  {}", "", change.why());
            }
        }
    }
    out
}
