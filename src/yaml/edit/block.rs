//! Changes of collections that stand on lines of their own.

use super::lines::{Entry, Lines, Splice};
use crate::source::Span;
use crate::yaml::blocks::{line_end, line_start};
use crate::yaml::tree::Value;

use super::place::{Place, body_end};

/// Puts the lines of a new field below entry `after`, or above all where there is none.
pub(super) fn add_field(lines: &Lines, after: Option<usize>, new: &str) -> Vec<Splice> {
    match after {
        Some(after) => vec![Splice::insert(lines.entries[after].end, new)],
        None => vec![above(lines, 0, new)],
    }
}

/// Puts the lines of a new item above item `before`, or below all.
pub(super) fn add_item(text: &str, lines: &Lines, before: usize, new: &str) -> Vec<Splice> {
    let spacing = lines.spacing(text);
    match before < lines.entries.len() {
        true => vec![above(lines, before, &format!("{new}{spacing}"))],
        false => vec![Splice::insert(lines.end(), format!("{spacing}{new}"))],
    }
}

/// Takes entry `at` away, which is not the only one, and the empty lines on one side of it where there are some on both.
pub(super) fn remove(text: &str, lines: &Lines, at: usize) -> Vec<Splice> {
    let entry = &lines.entries[at];
    if lines.behind_dash && at == 0 {
        return remove_behind_dash(text, lines);
    }
    let blank = |gap: Span| gap.start < gap.end && text[gap.range()].trim().is_empty();
    let above = at.checked_sub(1).map(|above| lines.gap(above)).unwrap_or_default();
    let below = lines.gap(at);
    let span = match () {
        () if at + 1 == lines.entries.len() => Span::new(above_blank_lines(text, above), entry.end),
        () if blank(below) && (blank(above) || at == 0) => Span::new(entry.start, below.end),
        () => Span::new(entry.start, entry.end),
    };
    vec![Splice::cut(span)]
}

/// Where the empty lines at the end of a gap begin.
fn above_blank_lines(text: &str, gap: Span) -> usize {
    let lines = text[gap.range()].split_inclusive('\n').rev();
    gap.end - lines.take_while(|line| line.trim().is_empty()).map(str::len).sum::<usize>()
}

/// Takes the first field of an item away, which stands behind the dash; the next one comes in its place.
fn remove_behind_dash(text: &str, lines: &Lines) -> Vec<Splice> {
    let (first, next) = (&lines.entries[0], &lines.entries[1]);
    match text[first.end..next.head].trim().is_empty() {
        true => vec![Splice::cut(Span::new(first.head, next.head))],
        // Comments keep their lines, below the dash.
        false => {
            let dash = text[..first.head].trim_end().len();
            vec![Splice::new(Span::new(dash, first.end), "\n")]
        }
    }
}

/// Takes the only entry away.
pub(super) fn empty(text: &str, place: &Place<'_>, lines: &Lines) -> Vec<Splice> {
    let Entry { start, head, end } = lines.entries[0];
    let is_list = matches!(place.node.value, Value::List(_));
    let none = if is_list { "[]" } else { "{}" };
    match place.slot.column {
        None if is_list => vec![Splice::new(Span::new(start, end), format!("{none}\n"))],
        // An empty document. The empty line that parts a comment from the first field goes too.
        None => {
            let above = text[..start].trim_end_matches(['\r', '\n']).len();
            let blank = text[above..start].matches('\n').count() > 1;
            let newline = line_end(text).len();
            vec![Splice::cut(Span::new(if blank { start - newline } else { start }, end))]
        }
        Some(_) if lines.behind_dash => {
            vec![Splice::new(Span::new(head, end), format!("{none}\n"))]
        }
        Some(_) => {
            vec![Splice::insert(place.slot.after, format!(" {none}")), Splice::cut(Span::new(start, end))]
        }
    }
}

/// Moves an entry above or below others.
pub(super) fn shift(text: &str, lines: &Lines, from: usize, to: usize) -> Vec<Splice> {
    let mut order: Vec<usize> = (0..lines.entries.len()).collect();
    let moved = order.remove(from);
    order.insert(to, moved);
    let mut out = String::new();
    for (place, &from) in order.iter().enumerate() {
        let entry = &lines.entries[from];
        match (lines.behind_dash, place, from) {
            (true, 0, _) if from == 0 || entry.start == line_start(text, entry.head) => {
                out.push_str(&text[entry.head..entry.end]);
            }
            // Behind a dash there is no line for a comment; it keeps its own, below the dash.
            (true, 0, _) => out.push_str(&format!("{}{}", line_end(text), &text[entry.start..entry.end])),
            (true, _, 0) => out.push_str(&format!("{}{}", lines.indent(), &text[entry.head..entry.end])),
            _ => out.push_str(&text[entry.start..entry.end]),
        }
        out.push_str(&text[lines.gap(place).range()]);
    }
    let first = lines.entries[0].start;
    let start = if out.starts_with(line_end(text)) { text[..first].trim_end().len() } else { first };
    vec![Splice::moved(Span::new(start, lines.end()), out)]
}

fn above(lines: &Lines, before: usize, new: &str) -> Splice {
    let entry = &lines.entries[before];
    match lines.behind_dash && before == 0 {
        true => Splice::insert(entry.head, format!("{}{}", new.trim_start_matches(' '), lines.indent())),
        false => Splice::insert(entry.start, new),
    }
}

/// A comment that stands behind a value, with the space before it. `None` where anything else stands there.
pub(super) fn comment(text: &str, from: usize) -> Option<&str> {
    let rest = text[from..body_end(text, from)].trim_end();
    (rest.is_empty() || rest.trim_start().starts_with('#')).then_some(rest)
}
