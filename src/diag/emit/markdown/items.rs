//! Findings, applications and connectors as lines of Markdown.

use crate::diag::emit::places::Places;
use crate::diag::emit::words;
use crate::diag::{Diagnostic, Impact, NotRun, Overview, Row, markdown_code, markdown_text, printable};

/// The most characters of one text, and the most lines of one item.
const MOST_TEXT: usize = 400;
const MOST_LINES: usize = 12;

/// The heads of the table by connector.
pub(super) const TABLE: [&str; 6] =
    ["Connector", "Change", "Version", "For applications", "On older versions", "Owner"];

/// A connector, as a row of the table.
pub(super) fn row(row: &Row) -> String {
    let version = match (&row.from, &row.to) {
        (None, None) => String::new(),
        (None, Some(to)) => code(to),
        (Some(from), None) => format!("{} → none", code(from)),
        (Some(from), Some(to)) if from == to => code(to),
        (Some(from), Some(to)) => format!("{} → {}", code(from), code(to)),
    };
    let behind = match (row.behind, row.hidden) {
        (0, 0) => "none".to_owned(),
        (seen, 0) => seen.to_string(),
        (0, hidden) => format!("{hidden} that you may not see"),
        (seen, hidden) => format!("{seen}, and {hidden} that you may not see"),
    };
    let verdict = row.verdict.as_deref().map(text).unwrap_or_default();
    let owners: Vec<String> = row.owners.iter().take(MOST_LINES).map(|owner| code(owner)).collect();
    let cells = [code(&row.connector), text(&row.what), version, verdict, behind, owners.join(", ")];
    format!("| {} |\n", cells.join(" | "))
}

/// `` Compared with `origin/main` (`4be1d0c`). ``
pub(super) fn compared(overview: &Overview) -> String {
    match (overview.since.as_str(), overview.base.as_str()) {
        ("", "") => String::new(),
        (since, "") => format!("Compared with {}.", code(&clip(since, 80))),
        ("", base) => format!("Compared with {}.", code(&clip(base, 80))),
        (since, base) => format!("Compared with {} ({}).", code(&clip(since, 80)), code(&clip(base, 80))),
    }
}

/// A finding with what is said of it, but for the applications it is about.
pub(super) fn finding(diagnostic: &Diagnostic, places: &Places<'_>) -> String {
    let place = code(&places.shown(&diagnostic.place));
    let message = text(&diagnostic.message);
    let title = format!("**{}** {place}: {message}", code(diagnostic.code));
    let mut lines: Vec<String> = words::needs(diagnostic).into_iter().collect();
    lines.extend(words::details(diagnostic, places));
    let affects = diagnostic.impact.as_ref().and_then(|impact| affected(impact).into_iter().next());
    lines.extend(affects.map(|count| count.trim_end_matches(':').to_owned()));
    lines.extend(diagnostic.fix.as_ref().map(|fix| format!("fix: {fix}")));
    item(&title, lines)
}

/// Whom the findings affect; findings about the same applications together.
pub(super) fn impacts(diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut impacts: Vec<(&Impact, Vec<&Diagnostic>)> = Vec::new();
    for diagnostic in diagnostics {
        let Some(impact) = diagnostic.impact.as_ref().filter(|impact| impact.count() > 0) else { continue };
        match impacts.iter_mut().find(|(other, _)| *other == impact) {
            Some((_, of)) => of.push(diagnostic),
            None => impacts.push((impact, vec![diagnostic])),
        }
    }
    let list = |(impact, of): (&Impact, Vec<&Diagnostic>)| {
        let mut lines = affected(impact);
        let head = if lines.is_empty() { String::new() } else { lines.remove(0) };
        let codes: Vec<String> = of.iter().take(MOST_LINES).map(|found| text(&found.message)).collect();
        item(&format!("{}; {}", codes.join("; "), text(&head)), lines)
    };
    impacts.into_iter().map(list).collect()
}

fn affected(impact: &Impact) -> Vec<String> {
    let strip = |line: String| line.strip_prefix("- ").map(str::to_owned).unwrap_or(line);
    words::affects(impact).into_iter().map(strip).collect()
}

/// What was not checked, and why.
pub(super) fn not_run(not_run: &NotRun) -> String {
    let codes: Vec<String> = not_run.codes.iter().map(|code| markdown_code(code)).collect();
    format!("- {}: {}\n", codes.join(", "), text(&not_run.reason))
}

/// A sentence as an item.
pub(super) fn sentence(sentence: &str) -> String {
    format!("- {}\n", text(sentence))
}

fn item(title: &str, lines: Vec<String>) -> String {
    let more = lines.len().saturating_sub(MOST_LINES);
    let mut item = format!("- {title}\n");
    for line in lines.iter().take(MOST_LINES) {
        item.push_str(&format!("  - {}\n", text(line)));
    }
    if more > 0 {
        item.push_str(&format!("  - and {more} more\n"));
    }
    item
}

fn text(sentence: &str) -> String {
    markdown_text(&clip(sentence, MOST_TEXT))
}

fn code(value: &str) -> String {
    markdown_code(&clip(value, MOST_TEXT))
}

/// The first `most` characters of what is shown of a text.
pub(super) fn clip(text: &str, most: usize) -> String {
    let shown = printable(text);
    match shown.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown,
    }
}
