//! JSON values to text, laid out as Package Manager's export is: indented by two, one member a line, no line feed at
//! the end.

use std::fmt::Write;

use super::value::{Json, Kind};

/// The document.
pub(super) fn print(value: &Json<'_>) -> String {
    let mut out = String::new();
    put(&mut out, value, 0);
    out
}

fn put(out: &mut String, value: &Json<'_>, depth: usize) {
    match &value.kind {
        Kind::Null => out.push_str("null"),
        Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Kind::Number(digits) => out.push_str(digits),
        Kind::Text(text) => put_text(out, text),
        Kind::List(items) if items.is_empty() => out.push_str("[]"),
        Kind::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                line(out, at, depth + 1);
                put(out, item, depth + 1);
            }
            line(out, 0, depth);
            out.push(']');
        }
        Kind::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Kind::Object(entries) => {
            out.push('{');
            for (at, entry) in entries.iter().enumerate() {
                line(out, at, depth + 1);
                put_text(out, &entry.name);
                out.push_str(": ");
                put(out, &entry.value, depth + 1);
            }
            line(out, 0, depth);
            out.push('}');
        }
    }
}

/// Begins the line of the item with the index `at`.
fn line(out: &mut String, at: usize, depth: usize) {
    out.push_str(if at == 0 { "\n" } else { ",\n" });
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Writes a string, escaping what Package Manager's writer escapes and nothing else.
fn put_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..'\u{20}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
