//! Where a value stands: behind which colon or dash, in which column, within brackets or on lines of its own.

use super::{Refused, Step};
use crate::source::Span;
use crate::yaml::blocks::{column, line_start, mark};
use crate::yaml::tree::{Node, Value};

/// What a value stands behind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// The byte behind the colon or the dash; behind the head of the file for the whole document.
    pub(super) after: usize,
    /// The column of the name or the dash; `None` for the whole document.
    pub(super) column: Option<usize>,
    pub(super) dash: bool,
    /// Whether it stands within brackets.
    pub(super) flow: bool,
}

/// A value and what it stands behind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'n> {
    pub(super) node: &'n Node,
    pub(super) slot: Slot,
}

/// A field or an item: its name (its dash; an empty place within brackets), and its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) head: Span,
    pub(super) value: Span,
}

/// How a collection is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Block,
    Flow,
    /// A field in a list's brackets without braces of its own.
    Bare,
}

impl Slot {
    /// Of the whole document.
    pub(super) fn root(text: &str) -> Slot {
        Slot { after: document_start(text), column: None, dash: false, flow: false }
    }
}

impl<'n> Place<'n> {
    /// Where the value at `path` stands.
    pub(super) fn find(text: &str, root: &'n Node, path: &[Step<'_>]) -> Result<Place<'n>, Refused> {
        let mut place = Place { node: root, slot: Slot::root(text) };
        for (at, step) in path.iter().enumerate() {
            let index =
                index(place.node, *step, &path[..=at])?.ok_or_else(|| Refused::missing(&path[..=at]))?;
            place = place.child(text, index).ok_or_else(|| Refused::harm(path))?;
        }
        Ok(place)
    }

    /// Where the first thing behind the colon or dash stands that is no comment.
    pub(super) fn start(&self, text: &str) -> usize {
        skip(text, self.slot.after)
    }

    /// Whether the value is an empty place.
    pub(super) fn is_absent(&self) -> bool {
        self.node.is_null() && self.node.span.start == self.node.span.end
    }

    pub(super) fn shape(&self, text: &str) -> Shape {
        let bracket = text[self.start(text)..].starts_with(['[', '{']);
        match (&self.node.value, self.slot.flow) {
            (Value::Scalar { .. }, _) => Shape::Bare,
            _ if bracket => Shape::Flow,
            (_, true) => Shape::Bare,
            (_, false) => Shape::Block,
        }
    }

    /// The fields of a mapping or items of a list. `None` where a dash is not where it should be.
    pub(super) fn parts(&self, text: &str) -> Option<Vec<Part>> {
        match &self.node.value {
            Value::Scalar { .. } => None,
            Value::Map(entries) => {
                Some(entries.iter().map(|(key, node)| Part { head: key.span, value: node.span }).collect())
            }
            Value::List(items) if self.shape(text) == Shape::Block => dashed(text, self.slot.after, items),
            Value::List(items) => Some(
                items
                    .iter()
                    .map(|item| Part { head: Span::new(item.span.start, item.span.start), value: item.span })
                    .collect(),
            ),
        }
    }

    /// The value of the field or item at `index`.
    pub(super) fn child(&self, text: &str, index: usize) -> Option<Place<'n>> {
        let part = *self.parts(text)?.get(index)?;
        self.behind(text, part, index)
    }

    /// The values of all fields or items.
    pub(super) fn children(&self, text: &str) -> Vec<Place<'n>> {
        let parts = self.parts(text).unwrap_or_default();
        parts.into_iter().enumerate().filter_map(|(at, part)| self.behind(text, part, at)).collect()
    }

    fn behind(&self, text: &str, part: Part, index: usize) -> Option<Place<'n>> {
        let flow = self.shape(text) != Shape::Block;
        let (node, after, dash) = match &self.node.value {
            Value::Map(entries) => (&entries.get(index)?.1, behind_colon(text, part, flow)?, false),
            Value::List(items) => (items.get(index)?, part.head.end, true),
            Value::Scalar { .. } => return None,
        };
        let column = Some(column(text, part.head.start));
        Some(Place { node, slot: Slot { after, column, dash, flow } })
    }
}

/// The index of the field or item that `path` ends with, of which `step` is the last; `None` where it is not there.
pub(super) fn index(node: &Node, step: Step<'_>, path: &[Step<'_>]) -> Result<Option<usize>, Refused> {
    let above = &path[..path.len().saturating_sub(1)];
    match (&node.value, step) {
        (Value::Map(entries), Step::Key(name)) => {
            let mut found = (0..entries.len()).filter(|at| entries[*at].0.value == name);
            let first = found.next();
            match found.next() {
                Some(_) => Err(Refused::twice(path)),
                None => Ok(first),
            }
        }
        (Value::List(items), Step::Item(at)) => Ok((at < items.len()).then_some(at)),
        _ if node.is_null() => Ok(None),
        (_, Step::Key(_)) => Err(Refused::other(above, node, "a mapping")),
        (_, Step::Item(_)) => Err(Refused::other(above, node, "a list")),
    }
}

/// The first byte from `at` on that is neither white space nor in a comment.
pub(super) fn skip(text: &str, mut at: usize) -> usize {
    loop {
        at = text.len() - text[at..].trim_start_matches([' ', '\t', '\r', '\n']).len();
        if !text[at..].starts_with('#') {
            return at;
        }
        at += text[at..].find('\n').unwrap_or(text.len() - at);
    }
}

/// Where the line that holds `at` ends, without its line end.
pub(super) fn body_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    if text[at..end].ends_with('\r') { end - 1 } else { end }
}

/// Where the line after the one that holds `at` begins.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

pub(super) fn same_line(text: &str, one: usize, other: usize) -> bool {
    line_start(text, one) == line_start(text, other)
}

fn dashed(text: &str, after: usize, items: &[Node]) -> Option<Vec<Part>> {
    let mut at = after;
    let mut parts = Vec::with_capacity(items.len());
    for item in items {
        let mut dash = skip(text, at);
        // A mapping whose last field holds nothing ends with that field's name.
        if text[dash..].starts_with(':') {
            dash = skip(text, dash + 1);
        }
        if !text[dash..].starts_with('-') {
            return None;
        }
        let head = Span::new(dash, dash + 1);
        let value = Span::new(item.span.start.max(head.end), item.span.end.max(head.end));
        at = value.end;
        parts.push(Part { head, value });
    }
    Some(parts)
}

/// The byte behind the colon of a field; behind its name where a field in braces has none.
pub(super) fn behind_colon(text: &str, part: Part, flow: bool) -> Option<usize> {
    let end = part.head.end;
    let spaces = text[end..].len() - text[end..].trim_start_matches([' ', '\t']).len();
    match text[end + spaces..].starts_with(':') {
        true => Some(end + spaces + 1),
        false => flow.then_some(end),
    }
}

/// The byte behind the byte order mark, directives and `---`.
fn document_start(text: &str) -> usize {
    let start = mark(text);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let body = line.trim();
        if line.starts_with("---") && (body.len() == 3 || line[3..].starts_with([' ', '\t'])) {
            return at + 3;
        }
        if !(body.is_empty() || line.starts_with('%') || body.starts_with('#')) {
            break;
        }
        at += line.len();
    }
    start
}
