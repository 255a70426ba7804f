//! Characters that nobody sees, in the texts of a YAML file.

use crate::diag::first_hidden;
use crate::source::{Span, Spanned};
use crate::yaml::{Node, Reader, Value};

/// The code of the finding.
pub(super) const CODE: &str = "text-invisible";
/// The fields whose text has one line.
const SHORT: [&str; 8] = ["name", "title", "category", "owner", "owners", "tags", "connection", "source"];

/// Reports the first invisible character of every text below `node`, keys included.
pub(super) fn report(reader: &mut Reader<'_>, bytes: &[u8], node: &Node) {
    let mut ahead: Vec<(&str, &Node)> = vec![("", node)];
    while let Some((field, node)) = ahead.pop() {
        match &node.value {
            Value::Scalar { text, .. } => report_in(reader, bytes, field, (text, node.span)),
            Value::List(items) => ahead.extend(items.iter().map(|item| (field, item))),
            Value::Map(entries) => {
                for (Spanned { value: key, span }, value) in entries {
                    report_in(reader, bytes, "", (key, *span));
                    ahead.push((key, value));
                }
            }
        }
    }
}

fn report_in(reader: &mut Reader<'_>, bytes: &[u8], field: &str, (text, span): (&str, Span)) {
    let Some(hidden) = first_hidden(text, !SHORT.contains(&field)) else { return };
    let what = if field.is_empty() { "the key".to_owned() } else { format!("`{field}`") };
    let message = format!("{what} holds the invisible character U+{:04X}{}", u32::from(hidden), name(hidden));
    reader
        .at(CODE, place(bytes, span, hidden), message)
        .fix("delete it, or delete the word and type it again");
}

/// Where the character stands in the file; the whole text where it is written as an escape.
fn place(bytes: &[u8], span: Span, hidden: char) -> Span {
    let written = bytes.get(span.range()).and_then(|written| std::str::from_utf8(written).ok());
    match written.and_then(|written| written.find(hidden)) {
        // A line end that is a fault of its text ends every line.
        Some(at) if hidden != '\n' => Span::new(span.start + at, span.start + at + hidden.len_utf8()),
        _ => span,
    }
}

/// What it is, where it has a name that tells something.
fn name(c: char) -> &'static str {
    match c {
        '\n' | '\r' => " (a line end)",
        '\t' => " (a tab)",
        '\u{ad}' => " (a soft hyphen)",
        '\u{200b}' => " (a blank of no width)",
        '\u{200c}' | '\u{200d}' => " (a joiner)",
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            " (it changes the direction of writing)"
        }
        '\u{feff}' => " (a byte order mark)",
        c if c.is_control() => " (a control character)",
        _ => "",
    }
}
