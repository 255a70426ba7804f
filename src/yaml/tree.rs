//! From text to a tree of values with their places.
//!
//! Built on the events of `granit-parser`, without recursion. Anchors, aliases, tags and several documents are
//! refused (a registry needs none, and aliases are how small files grow large); size, depth and the number of values
//! are capped before anything is built.

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError};

use crate::source::{Span, Spanned};

/// The most bytes of a YAML file.
pub(crate) const MOST_BYTES: u64 = 1 << 20;
const MOST_DEPTH: usize = 32;
const MOST_VALUES: usize = 200_000;

/// A value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A scalar: its text, and whether it stands without quotes.
    Scalar { text: String, plain: bool },
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the file's order, repeated keys included.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// Whether it is an unquoted `null`, `~` or nothing at all.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// What it is, for a message.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            _ if self.is_null() => "nothing",
            Value::Scalar { .. } => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}

/// Why a text is no tree.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) span: Span,
    pub(crate) message: String,
}

/// A collection that is not closed yet.
enum Open {
    List { start: usize, items: Vec<Node> },
    Map { start: usize, entries: Vec<(Spanned<String>, Node)>, key: Option<Spanned<String>> },
}

/// Parses `text`. An empty document is `None`.
pub(crate) fn parse(text: &str) -> Result<Option<Node>, Fault> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = MOST_DEPTH;
    options.block_nesting_limit = MOST_DEPTH;
    let mut builder = Builder { text, open: Vec::new(), root: None, values: 0, documents: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| syntax(text, &error))?;
        builder.take(event, place(text, &span))?;
    }
    Ok(builder.root)
}

struct Builder<'t> {
    text: &'t str,
    open: Vec<Open>,
    root: Option<Node>,
    values: usize,
    documents: usize,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        if event.is_node() {
            self.values += 1;
            self.refuse_extras(&event, span)?;
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(unsupported(
                        span,
                        "a second document begins here; write one document a file",
                    ));
                }
            }
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain;
                let span = if plain { trimmed(self.text, span) } else { span };
                self.put(Node { span, value: Value::Scalar { text: text.into_owned(), plain } })?;
            }
            Event::SequenceStart(..) => {
                self.begin(Open::List { start: span.start, items: Vec::new() }, span)?
            }
            Event::MappingStart(..) => {
                self.begin(Open::Map { start: span.start, entries: Vec::new(), key: None }, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let node = match self.open.pop() {
                    Some(Open::List { start, items }) => {
                        let end = self.closed(span, items.last().map(|item| item.span.end));
                        Node { span: Span::new(start, end), value: Value::List(items) }
                    }
                    Some(Open::Map { start, entries, .. }) => {
                        let end = self.closed(span, entries.last().map(|(_, value)| value.span.end));
                        Node { span: Span::new(start, end), value: Value::Map(entries) }
                    }
                    None => return Ok(()),
                };
                self.put(node)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The end of a collection: its bracket, or the end of its last value, since a block has no bracket.
    fn closed(&self, span: Span, last: Option<usize>) -> usize {
        let bracket = matches!(self.text.get(span.range()), Some("]" | "}"));
        if bracket { span.end } else { last.unwrap_or(span.end) }
    }

    fn begin(&mut self, open: Open, span: Span) -> Result<(), Fault> {
        if self.open.len() >= MOST_DEPTH {
            return Err(too_deep(span));
        }
        self.open.push(open);
        Ok(())
    }

    fn put(&mut self, node: Node) -> Result<(), Fault> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, .. }) => match (key.take(), node.value) {
                (None, Value::Scalar { text, .. }) => *key = Some(Spanned::new(text, node.span)),
                (None, _) => return Err(unsupported(node.span, "a key must be a plain text")),
                (Some(key), value) => entries.push((key, Node { span: node.span, value })),
            },
        }
        Ok(())
    }

    /// The anchor or tag that stands before the value at `span`; `span` itself where none does.
    fn mark_before(&self, span: Span, sign: char) -> Span {
        let line = self.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        match self.text[line..span.start].rfind(sign) {
            Some(at) => Span::new(line + at, line + self.text[line..span.start].trim_end().len()),
            None => span,
        }
    }

    fn refuse_extras(&self, event: &Event<'_>, span: Span) -> Result<(), Fault> {
        if self.values > MOST_VALUES {
            return Err(unsupported(span, format!("the file holds more than {MOST_VALUES} values")));
        }
        if event.is_alias() || event.anchor_id().is_some_and(|id| id != 0) {
            return Err(unsupported(
                self.mark_before(span, '&'),
                "anchors (`&`) and aliases (`*`) are not read; write the value out",
            ));
        }
        if event.tag().is_some() {
            return Err(unsupported(
                self.mark_before(span, '!'),
                "tags (`!`) are not read; write the plain value, in quotes if it begins with `!`",
            ));
        }
        Ok(())
    }
}

fn unsupported(span: Span, message: impl Into<String>) -> Fault {
    Fault { code: "yaml-unsupported", span, message: message.into() }
}

fn too_deep(span: Span) -> Fault {
    unsupported(span, format!("values are nested more than {MOST_DEPTH} deep"))
}

fn syntax(text: &str, error: &ScanError) -> Fault {
    let start = error
        .marker()
        .byte_offset()
        .unwrap_or_else(|| character(text, error.marker().index()))
        .min(text.len());
    let end = text[start..].chars().next().map_or(start, |c| start + c.len_utf8());
    let span = Span::new(start, end);
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(span);
    }
    Fault { code: "yaml-syntax", span, message: format!("no valid YAML: {}", error.info()) }
}

fn place(text: &str, span: &granit_parser::Span) -> Span {
    match span.byte_range() {
        Some(range) => Span::new(range.start, range.end),
        None => Span::new(character(text, span.start.index()), character(text, span.end.index())),
    }
}

/// The byte at which character `index` begins.
fn character(text: &str, index: usize) -> usize {
    text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
}

/// A plain scalar without the white space and comment that follow it.
fn trimmed(text: &str, span: Span) -> Span {
    let piece = text.get(span.range()).unwrap_or("");
    Span::new(span.start, span.start + piece.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Fault {
        parse(text).expect_err("refused")
    }

    #[test]
    fn values_know_their_bytes() {
        let text = "é: [a, \"b c\"]\nname:   x y  # why\n";
        let Some(Node { value: Value::Map(entries), .. }) = parse(text).expect("parses") else {
            panic!("a map")
        };
        assert_eq!(&text[entries[0].0.span.range()], "é");
        let Value::List(items) = &entries[0].1.value else { panic!("a list") };
        assert_eq!(&text[items[1].span.range()], "\"b c\"");
        assert_eq!(&text[entries[1].1.span.range()], "x y");
    }

    #[test]
    fn a_number_keeps_its_text() {
        let Some(Node { value: Value::Scalar { text, plain }, .. }) = parse("1.10").expect("parses") else {
            panic!("a scalar")
        };
        assert_eq!((text.as_str(), plain), ("1.10", true));
    }

    #[test]
    fn what_could_grow_is_refused() {
        assert_eq!(fault("a: &x [1]\nb: *x\n").code, "yaml-unsupported");
        assert_eq!(fault("a: !!binary aaaa\n").code, "yaml-unsupported");
        assert_eq!(fault("a: 1\n---\nb: 2\n").code, "yaml-unsupported");
        for deep in ["[".repeat(1 << 20), "- ".repeat(1 << 19), "{a: ".repeat(1 << 18)] {
            let fault = fault(&deep);
            assert_eq!(fault.code, "yaml-unsupported");
            assert_eq!(fault.message, "values are nested more than 32 deep");
        }
        assert_eq!(fault(&format!("[{}]", "1,".repeat(MOST_VALUES))).code, "yaml-unsupported");
    }

    #[test]
    fn a_syntax_error_points_at_its_place() {
        let fault = fault("name: x\ndescription: \"open\nid: [1\n");
        assert_eq!(fault.code, "yaml-syntax");
        assert!(fault.span.start > 8, "{fault:?}");
    }

    #[test]
    fn an_empty_document_is_nothing() {
        assert!(parse("").expect("parses").is_none());
        assert!(parse("# only a comment\n").expect("parses").is_none());
    }

    #[test]
    fn byte_order_marks_and_windows_line_ends_are_harmless() {
        let text = "\u{feff}name: x\r\nid: y\r\n";
        let Some(Node { value: Value::Map(entries), .. }) = parse(text).expect("parses") else {
            panic!("a map")
        };
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].0.value, "name");
        assert_eq!(&text[entries[1].1.span.range()], "y");
    }
}
