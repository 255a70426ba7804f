//! Changes for a comment in a pull request: the verdict, then a table a grade. What packages say stands in code, so that it
//! neither breaks a table nor calls anyone.

use std::fmt::Write;

use super::Compared;
use crate::diag::markdown_code;
use crate::model::change::{Change, Grade, Message, Part};

/// The changes as Markdown.
pub(super) fn text(compared: &Compared) -> String {
    let Compared { before, after, comparison } = compared;
    let mut out = String::new();
    let title = format!("{} {} → {}", markdown_code(&after.facts.name), before.version, after.version);
    let _ = writeln!(out, "### {title}\n\n**{}**", capital(&inline(&comparison.verdict())));
    for grade in Grade::ALL {
        let changes: Vec<_> = comparison.of_grade(grade).collect();
        if !changes.is_empty() {
            table(&mut out, grade, &changes);
        }
    }
    out
}

fn table(out: &mut String, grade: Grade, changes: &[&Change]) {
    let title = capital(grade.word());
    // What is safe is many lines that few need.
    let folded = grade == Grade::Safe;
    match folded {
        true => _ = writeln!(out, "\n<details><summary>{title} ({})</summary>", changes.len()),
        false => _ = writeln!(out, "\n#### {title} ({})", changes.len()),
    }
    let _ = writeln!(out, "\n| Change | Why | Code |\n| --- | --- | --- |");
    for change in changes {
        let (what, why) = (capital(&inline(change.message())), capital(change.why()));
        let _ = writeln!(out, "| {what} | {why} | `{}` |", change.code());
    }
    if folded {
        let _ = writeln!(out, "\n</details>");
    }
}

fn inline(message: &Message) -> String {
    let parts = message.parts().iter().map(|part| match part {
        Part::Words(words) => words.clone(),
        Part::Value(value) => markdown_code(value),
    });
    parts.collect()
}

/// The same with a capital letter, where it begins with one of ours.
fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}
