//! One value in place of another, with the comment behind it left where it is.

use super::block::comment;
use super::lines::{Lines, Splice};
use super::place::{Place, Shape, Slot, next_line, same_line};
use crate::source::Span;
use crate::yaml::tree::Value;
use crate::yaml::write::{Indents, Out, inline};

/// The value at `place` replaced; `None` where that cannot be done without harm.
pub(super) fn replace(text: &str, place: &Place<'_>, value: &Out, indents: Indents) -> Option<Vec<Splice>> {
    if place.slot.flow {
        return Some(vec![in_brackets(text, place, value)]);
    }
    let column = place.slot.column?;
    let old = Old::of(text, place)?;
    let comments = old.ends().map(|end| comments_below(text, end, column)).max();
    let indents = indents.beyond(comments.unwrap_or_default(), column);
    let new = match (place.slot.dash, value) {
        // A comment behind the dash is none of the first field's.
        (true, Out::Map(entries)) if !old.comment.is_empty() && !entries.is_empty() => {
            format!("\n{}", indents.entries(entries, column + 2))
        }
        (true, _) => indents.behind_dash(value, column),
        (false, _) => indents.behind_key(value, column),
    };
    let (first, rest) = new.split_once('\n')?;
    if rest.is_empty() && old.is_inline && first.trim_end() == first {
        return Some(vec![Splice::new(place.node.span, first.trim_start())]);
    }
    // A comment between the name and the value would be lost.
    if old.is_below && !text[place.slot.after..place.start(text)].trim().is_empty() {
        return None;
    }
    let mut splices = vec![Splice::new(old.first, format!("{first}{}\n{rest}", old.comment))];
    splices.extend(old.more.map(Splice::cut));
    Some(splices)
}

impl Indents {
    /// With texts that stand further to the right than comments below them, which would be part of them.
    fn beyond(self, comments: usize, column: usize) -> Indents {
        Indents { text: self.text.max((comments + 1).saturating_sub(column)), ..self }
    }
}

/// The column of the comment that is furthest to the right of those below a value which are indented as it is.
fn comments_below(text: &str, end: usize, column: usize) -> usize {
    let column_of = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let lines = text[end..].lines().filter(|line| !line.trim().is_empty());
    lines
        .take_while(|line| line.trim_start().starts_with('#') && column_of(line) > column)
        .map(column_of)
        .max()
        .unwrap_or_default()
}

/// The same within brackets.
fn in_brackets(text: &str, place: &Place<'_>, value: &Out) -> Splice {
    let new = inline(value, true);
    let Slot { after, dash, .. } = place.slot;
    match place.is_absent() {
        true if dash => Splice::new(place.node.span, new),
        true if text[..after].ends_with(':') => Splice::insert(after, format!(" {new}")),
        true => Splice::insert(after, format!(": {new}")),
        false => Splice::new(place.node.span, new),
    }
}

/// What stands in the place now.
struct Old<'t> {
    /// From the colon or dash to the end of the value's line, or lines.
    first: Span,
    /// The lines of a value that begins further below.
    more: Option<Span>,
    /// Behind the colon, or behind a value on the same line.
    comment: &'t str,
    /// Whether it is a scalar, or in brackets.
    is_inline: bool,
    /// Whether such a value stands on a line below.
    is_below: bool,
}

impl<'t> Old<'t> {
    /// Where its lines end.
    fn ends(&self) -> impl Iterator<Item = usize> {
        self.more.into_iter().chain([self.first]).map(|span| span.end)
    }

    fn of(text: &'t str, place: &Place<'_>) -> Option<Old<'t>> {
        let after = place.slot.after;
        let start = place.start(text);
        let line = next_line(text, after);
        let below = !same_line(text, start, after);
        let old = |first: usize, comment: &'t str| Old {
            first: Span::new(after, first),
            more: None,
            comment,
            is_inline: false,
            is_below: false,
        };
        if place.is_absent() {
            return Some(old(line, comment(text, after)?));
        }
        let scalar = matches!(place.node.value, Value::Scalar { .. });
        match place.shape(text) {
            Shape::Block => {
                let lines = Lines::of(text, place)?;
                let (first, end) = (lines.entries[0].start, lines.end());
                Some(match below {
                    true => Old { more: Some(Span::new(first, end)), ..old(line, comment(text, after)?) },
                    false => old(end, ""),
                })
            }
            _ if scalar && text[start..].starts_with(['|', '>']) => {
                let header = text[start..].trim_start_matches(['|', '>', '+', '-']);
                let header = header.trim_start_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
                let header = text.len() - header.len();
                let content = text[..place.node.span.end].trim_end().len().max(header);
                let old = old(next_line(text, content), comment(text, header)?);
                (!below).then_some(old)
            }
            _ => {
                let end = place.node.span.end;
                let old = old(next_line(text, end), comment(text, end)?);
                Some(Old { is_inline: true, is_below: below, ..old })
            }
        }
    }
}
