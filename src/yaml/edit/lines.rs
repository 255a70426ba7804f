//! The fields or items of a collection as blocks of lines, each with the comments directly above it.

use super::place::{Place, next_line};
use crate::source::Span;
use crate::yaml::blocks::{column, end, line_start, mark};

/// A text to be written in place of some bytes.
#[derive(Debug)]
pub(super) struct Splice {
    pub(super) span: Span,
    pub(super) text: String,
    /// Whether the text was taken from the file, and has the line ends it should.
    pub(super) is_moved: bool,
}

impl Splice {
    pub(super) fn new(span: Span, text: impl Into<String>) -> Splice {
        Splice { span, text: text.into(), is_moved: false }
    }

    pub(super) fn insert(at: usize, text: impl Into<String>) -> Splice {
        Splice::new(Span::new(at, at), text)
    }

    pub(super) fn cut(span: Span) -> Splice {
        Splice::new(span, "")
    }

    pub(super) fn moved(span: Span, text: String) -> Splice {
        Splice { span, text, is_moved: true }
    }
}

/// The lines of one field or item.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where the comments directly above it begin, or else its line; its name where that stands behind a dash.
    pub(super) start: usize,
    /// Its name or dash.
    pub(super) head: usize,
    /// Where its last line ends.
    pub(super) end: usize,
}

/// The lines of a collection.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) entries: Vec<Entry>,
    pub(super) column: usize,
    /// Whether the first one stands behind a dash.
    pub(super) behind_dash: bool,
}

impl Lines {
    /// `None` where the fields or items do not stand on lines of their own.
    pub(super) fn of(text: &str, place: &Place<'_>) -> Option<Lines> {
        let parts = place.parts(text)?;
        let first = parts.first()?.head.start;
        let mut lines = Lines { entries: Vec::new(), column: column(text, first), behind_dash: false };
        for (at, part) in parts.iter().enumerate() {
            let head = part.head.start;
            let line = line_start(text, head);
            let before = &text[line..head];
            let above = lines.entries.last().map(|entry| entry.end);
            let start = match above {
                _ if before.len() != lines.column => return None,
                Some(above) if before.trim_matches(' ').is_empty() => lead(text, above, line),
                None if before.trim_matches(' ').is_empty() => {
                    let above = place.slot.column.map_or(mark(text), |_| next_line(text, place.slot.after));
                    let is_top = place.slot.column.is_none() && is_comment(text, above, line);
                    // What stands at the very top is about the file, whatever comes first in it.
                    if is_top { line } else { lead(text, above, line) }
                }
                None if before.trim_matches([' ', '-']).is_empty() => {
                    lines.behind_dash = true;
                    head
                }
                _ => return None,
            };
            let limit = parts.get(at + 1).map_or(text.len(), |next| line_start(text, next.head.start));
            let end = end(text, Span::new(part.head.end, part.value.end), lines.column, limit)?;
            lines.entries.push(Entry { start, head, end });
        }
        Some(lines)
    }

    pub(super) fn indent(&self) -> String {
        " ".repeat(self.column)
    }

    /// Where all of it ends.
    pub(super) fn end(&self) -> usize {
        self.entries.last().map_or(0, |entry| entry.end)
    }

    /// What stands between entry `at` and the one below it.
    pub(super) fn gap(&self, at: usize) -> Span {
        let below = self.entries.get(at + 1).map_or(self.entries[at].end, |next| next.start);
        Span::new(self.entries[at].end, below)
    }

    /// The empty lines between items, where they stand between all of them.
    pub(super) fn spacing<'t>(&self, text: &'t str) -> &'t str {
        let gaps = || (1..self.entries.len()).map(|at| &text[self.gap(at - 1).range()]);
        let all = gaps().all(|gap| !gap.is_empty() && gap.trim().is_empty());
        if all { gaps().next_back().unwrap_or_default() } else { "" }
    }
}

/// Whether only comments stand there, without a line between them.
fn is_comment(text: &str, above: usize, line: usize) -> bool {
    let mut lines = text.get(above..line).unwrap_or_default().lines();
    lines.all(|line| line.trim_start().starts_with('#'))
}

/// Where the comments directly above a line begin, none of which stands above `above`.
pub(super) fn lead(text: &str, above: usize, line: usize) -> usize {
    let mut start = line;
    for comment in text.get(above..line).unwrap_or_default().split_inclusive('\n').rev() {
        if !comment.trim_start().starts_with('#') || comment.contains("yaml-language-server") {
            break;
        }
        start -= comment.len();
    }
    start
}
