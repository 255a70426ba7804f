//! From values to YAML, as a person would have written it: block style, quotes only where they matter, long text as it
//! stands. The same values give the same bytes, and reading them gives the same values.

/// A value to be written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Out {
    /// A number, `true`, `false` or `null`: written as it is.
    Plain(String),
    /// A text, in quotes where it could be read as anything else.
    Text(String),
    /// A text that is always in quotes, such as a version.
    Quoted(String),
    /// A list, one item a line.
    List(Vec<Out>),
    /// A list of scalars in brackets.
    Words(Vec<Out>),
    /// A mapping, one entry a line.
    Map(Vec<(String, Out)>),
    /// A mapping of scalars in braces.
    Row(Vec<(String, Out)>),
}

impl Out {
    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Out {
        Out::Text(text.into())
    }

    /// `null`.
    pub(crate) fn null() -> Out {
        Out::Plain("null".to_owned())
    }
}

/// How far the values of a mapping's fields stand to the right of their names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Indents {
    /// Those of a mapping.
    pub(super) map: usize,
    /// Those of a list: its dashes.
    pub(super) list: usize,
    /// The lines of a text, also of one behind a dash.
    pub(super) text: usize,
}

impl Indents {
    /// As new files are written.
    pub(super) const USUAL: Indents = Indents { map: 2, list: 2, text: 2 };
}

/// The document of a mapping.
pub(crate) fn document(entries: &[(String, Out)]) -> String {
    entries.iter().map(|(key, value)| Indents::USUAL.entry(key, value, 0)).collect()
}

/// `text` as a scalar on one line, in quotes where it needs them.
pub(crate) fn scalar(text: &str) -> String {
    if is_plain(text, false) { text.to_owned() } else { quoted(text) }
}

impl Indents {
    /// The lines of a field whose name stands in column `indent`.
    pub(super) fn entry(self, key: &str, value: &Out, indent: usize) -> String {
        format!("{:indent$}{}:{}", "", scalar(key), self.behind_key(value, indent))
    }

    /// The lines of an item whose dash stands in column `indent`.
    pub(super) fn item(self, item: &Out, indent: usize) -> String {
        format!("{:indent$}-{}", "", self.behind_dash(item, indent))
    }

    /// What stands behind the colon of a field, to the end of its last line.
    pub(super) fn behind_key(self, value: &Out, indent: usize) -> String {
        match value {
            Out::List(items) if !items.is_empty() => {
                let lines = items.iter().map(|item| self.item(item, indent + self.list));
                format!("\n{}", lines.collect::<String>())
            }
            Out::Map(entries) if !entries.is_empty() => {
                format!("\n{}", self.entries(entries, indent + self.map))
            }
            Out::Text(text) if is_block(text) => block(text, indent + self.text),
            other => format!(" {}\n", inline(other, false)),
        }
    }

    /// What stands behind the dash of an item, to the end of its last line.
    pub(super) fn behind_dash(self, item: &Out, indent: usize) -> String {
        match item {
            // The first entry stands behind the dash.
            Out::Map(entries) if !entries.is_empty() => {
                self.entries(entries, indent + 2).split_off(indent + 1)
            }
            Out::Text(text) if is_block(text) => block(text, indent + self.text),
            other => format!(" {}\n", inline(other, false)),
        }
    }

    /// The lines of all fields of a mapping.
    pub(super) fn entries(self, entries: &[(String, Out)], indent: usize) -> String {
        entries.iter().map(|(key, value)| self.entry(key, value, indent)).collect()
    }
}

/// A value on one line, as it stands within brackets (`flow`) or outside them.
pub(super) fn inline(value: &Out, flow: bool) -> String {
    let all = |items: &[Out]| items.iter().map(|item| inline(item, true)).collect::<Vec<_>>().join(", ");
    match value {
        Out::Plain(text) => text.clone(),
        Out::Text(text) if is_plain(text, flow) => text.clone(),
        Out::Text(text) | Out::Quoted(text) => quoted(text),
        Out::List(items) | Out::Words(items) => format!("[{}]", all(items)),
        Out::Map(entries) | Out::Row(entries) if entries.is_empty() => "{}".to_owned(),
        Out::Map(entries) | Out::Row(entries) => {
            let pair = |(key, value): &(String, Out)| {
                format!("{}: {}", inline(&Out::text(key.as_str()), true), inline(value, true))
            };
            format!("{{ {} }}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Whether a text is read as itself without quotes, by any reader of YAML 1.1 or 1.2.
fn is_plain(text: &str, flow: bool) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let inner = |c: char| {
        c.is_ascii_alphanumeric()
            || (c.is_alphanumeric() && !is_escaped(c))
            || " _./()-+@%&=*!?'\"$;^".contains(c)
            || (!flow && ",[]{}".contains(c))
    };
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        // A colon ends a key unless a name goes on behind it, as in an address.
        let colon =
            c == ':' && !flow && rest.peek().is_some_and(|next| next.is_ascii_alphanumeric() || *next == '/');
        if !inner(c) && !colon {
            return false;
        }
    }
    let begins = text.starts_with(|c: char| c.is_alphabetic()) || is_guid(text);
    begins && !text.ends_with(' ') && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a text is a GUID, which is no number whatever it begins with.
fn is_guid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Whether a text of several lines can stand as it is, in a literal block.
fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let last = body.rsplit('\n').next().unwrap_or_default();
    text.contains('\n')
        && text.starts_with(|c: char| !c.is_whitespace())
        && !last.trim().is_empty()
        && text.chars().all(|c| matches!(c, '\n' | '\t') || !is_escaped(c))
}

fn block(text: &str, indent: usize) -> String {
    let (body, mut out) = match text.strip_suffix('\n') {
        Some(body) => (body, " |\n".to_owned()),
        None => (text, " |-\n".to_owned()),
    };
    for line in body.split('\n') {
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if !is_escaped(c) => out.push(c),
            c if u32::from(c) <= 0xFF => out.push_str(&format!("\\x{:02X}", u32::from(c))),
            c if u32::from(c) <= 0xFFFF => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

/// Whether a character must be escaped: YAML does not print it, or nobody would see it.
fn is_escaped(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e01ef}')
        || u32::from(c) & 0xFFFE == 0xFFFE
        || (c != ' ' && c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::yaml::tree::{Node, Value, parse};

    /// What is read again from a document, as it was given to be written.
    fn again(node: Node) -> Out {
        match node.value {
            Value::Scalar { text, plain: true } if text.parse::<i64>().is_ok() => Out::Plain(text),
            Value::Scalar { text, .. } => Out::Text(text),
            Value::List(items) => Out::List(items.into_iter().map(again).collect()),
            Value::Map(entries) => {
                Out::Map(entries.into_iter().map(|(key, value)| (key.value, again(value))).collect())
            }
        }
    }

    fn hostile() -> impl Strategy<Value = String> {
        let pieces = [
            "a", " ", "\n", "\t", "\r\n", ":", ": ", " #", "#", "- ", "? ", "|", ">", "'", "\"", "\\", "{",
            "}", "[", "]", ",", "&x", "*x", "!t", "%", "@", "`", "\u{85}", "\u{feff}", "\u{2028}", "\u{7f}",
            "\0", "é", "日本", "😀", "---", "...", "yes", "~", "null", "1.10", "0", "\u{a0}", "\u{fffe}",
            "word",
        ];
        prop_oneof![
            prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..8)
                .prop_map(|pieces| pieces.concat()),
            any::<String>(),
        ]
    }

    fn tree() -> impl Strategy<Value = Out> {
        let leaf =
            prop_oneof![hostile().prop_map(Out::Text), any::<i64>().prop_map(|n| Out::Plain(n.to_string()))];
        leaf.prop_recursive(4, 30, 4, |inner| {
            let entries = prop::collection::vec((hostile(), inner.clone()), 1..4);
            prop_oneof![prop::collection::vec(inner, 1..4).prop_map(Out::List), entries.prop_map(Out::Map)]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same(value in tree(), row in prop::collection::vec(hostile(), 1..4)) {
            let row: Vec<Out> = row.into_iter().map(Out::Text).collect();
            let entries = [
                ("k".to_owned(), value.clone()),
                ("words".to_owned(), Out::Words(row.clone())),
                ("row".to_owned(), Out::Row(vec![("of".to_owned(), row[0].clone())])),
            ];
            let text = document(&entries);
            let read = again(parse(&text).map_err(|fault| TestCaseError::fail(format!("{fault:?}\n{text}")))?.expect("a value"));
            let expected = Out::Map(vec![
                ("k".to_owned(), value),
                ("words".to_owned(), Out::List(row.clone())),
                ("row".to_owned(), Out::Map(vec![("of".to_owned(), row[0].clone())])),
            ]);
            prop_assert_eq!(read, expected, "{}", text);
        }
    }

    #[test]
    fn a_person_could_have_written_it() {
        let entries = [
            ("version".to_owned(), Out::Quoted("1.10".to_owned())),
            ("help".to_owned(), Out::text("Host name, or https://example.com/x.")),
            ("answer".to_owned(), Out::text("yes")),
            ("script".to_owned(), Out::text("if x:\n\ty = 1\n\nreturn\n")),
            (
                "list".to_owned(),
                Out::List(vec![Out::Map(vec![("a".to_owned(), Out::Words(vec![Out::text("b, c")]))])]),
            ),
        ];
        let expected = "version: \"1.10\"\nhelp: Host name, or https://example.com/x.\nanswer: \"yes\"\n\
            script: |\n  if x:\n  \ty = 1\n\n  return\nlist:\n  - a: [\"b, c\"]\n";
        assert_eq!(document(&entries), expected);
    }
}
