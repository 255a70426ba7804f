//! The fields of a mapping as blocks of lines, each with the comments above it, so that they can be moved or one be added.

use crate::source::Span;

/// A field as it was written: its name, and where the name and the value stand.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) key: Span,
    pub(crate) value: Span,
}

/// The lines of one field.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    /// Where its comments begin, or else its name's line; behind the dash for the first field of a list's item.
    start: usize,
    /// Where its name begins.
    key: usize,
    /// Where its last line ends.
    end: usize,
}

/// Where a field may be written above all others of a file: behind what stands at the head of it. `None` where the
/// fields do not begin lines.
pub(crate) fn first_line(text: &str, first: Span) -> Option<usize> {
    let line = line_start(text, first.start);
    (line == first.start).then(|| head(text, line))
}

/// How the lines of a text end.
pub(crate) fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The fields written in another order: the bytes that change, and what comes in their place. Empty lines between fields
/// stay where they are. `None` where the fields do not stand on lines of their own.
pub(crate) fn reordered(text: &str, fields: &[Written], order: &[usize]) -> Option<(Span, String)> {
    let blocks = blocks(text, fields)?;
    let (first, last) = (blocks.first()?, blocks.last()?);
    let in_item = first.start > line_start(text, first.start);
    let indent = " ".repeat(column(text, first.key));
    let newline = line_end(text);
    let mut out = String::new();
    for (place, &from) in order.iter().enumerate() {
        let block = &blocks[from];
        let moved = match (in_item, place, from) {
            // Behind a dash there is no line for a comment.
            (true, 0, _) if block.start < line_start(text, block.key) => return None,
            (true, 0, _) => text[block.key..block.end].to_owned(),
            (true, _, 0) => format!("{indent}{}", &text[block.key..block.end]),
            _ => text[block.start..block.end].to_owned(),
        };
        out.push_str(&moved);
        if !moved.ends_with('\n') {
            out.push_str(newline);
        }
        if let Some(next) = blocks.get(place + 1) {
            out.push_str(&text[blocks[place].end..next.start]);
        }
    }
    if !text[..last.end].ends_with('\n') {
        out.truncate(out.len() - newline.len());
    }
    Some((Span::new(first.start, last.end), out))
}

fn blocks(text: &str, fields: &[Written]) -> Option<Vec<Block>> {
    let column = column(text, fields.first()?.key.start);
    let mut blocks: Vec<Block> = Vec::with_capacity(fields.len());
    for (at, field) in fields.iter().enumerate() {
        let line = line_start(text, field.key.start);
        let before = &text[line..field.key.start];
        let start = match blocks.last() {
            _ if before.len() != column => return None,
            Some(above) if before.trim_matches(' ').is_empty() => lead(text, above.end, line)?,
            None if before.is_empty() => head(text, line),
            // The first field of a list's item.
            None if before.trim_matches(' ') == "-" => field.key.start,
            _ => return None,
        };
        let limit = fields.get(at + 1).map_or(text.len(), |next| line_start(text, next.key.start));
        let end = end(text, Span::new(field.key.end, field.value.end), column, limit)?;
        blocks.push(Block { start, key: field.key.start, end });
    }
    Some(blocks)
}

/// Where the lines of a field (or item) end: those of what stands behind its name (or dash), and comments that are indented
/// as its value is. `column` is the one in which it begins, `limit` where the next one's line does.
pub(super) fn end(text: &str, behind: Span, column: usize, limit: usize) -> Option<usize> {
    let value = text.get(behind.start..behind.end.min(limit)).unwrap_or_default();
    let last = behind.start + value.trim_end().len();
    let mut end = text[last..].find('\n').map_or(text.len(), |at| last + at + 1);
    let mut at = end;
    for line in text.get(end..limit)?.split_inclusive('\n') {
        at += line.len();
        let body = line.trim_start_matches([' ', '\t']);
        match body.starts_with('#') {
            true if line.len() - body.len() > column => end = at,
            // What comes here belongs to another collection.
            false if !body.trim().is_empty() => break,
            _ => {}
        }
    }
    Some(end)
}

/// Where the comments above a field begin, between the field above it and its line.
fn lead(text: &str, above: usize, line: usize) -> Option<usize> {
    let between = text.get(above..line)?;
    let blank = between.split_inclusive('\n').take_while(|line| line.trim().is_empty());
    Some(above + blank.map(str::len).sum::<usize>())
}

/// Where the head of a file ends: its byte order mark, directives, a line for editors, and comments that an empty line
/// parts from the first field.
fn head(text: &str, first: usize) -> usize {
    let (mut end, mut at) = (mark(text), mark(text));
    for line in text[at..first].split_inclusive('\n') {
        at += line.len();
        let is_head = line.trim().is_empty()
            || line.starts_with("---")
            || line.starts_with('%')
            || line.contains("yaml-language-server");
        if is_head {
            end = at;
        }
    }
    end
}

pub(super) fn mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(mark(text), |end| end + 1)
}

/// How many bytes stand before `at` in its line.
pub(super) fn column(text: &str, at: usize) -> usize {
    at - line_start(text, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Node, Value, parse};

    fn written(text: &str) -> Vec<Written> {
        let Some(Node { value, .. }) = parse(text).expect("parses") else { panic!("a value") };
        let entries = match value {
            Value::Map(entries) => entries,
            Value::List(mut items) => match items.remove(0).value {
                Value::Map(entries) => entries,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        let field = |(name, value): (crate::source::Spanned<String>, Node)| Written {
            key: name.span,
            name: name.value,
            value: value.span,
        };
        entries.into_iter().map(field).collect()
    }

    /// The text with its fields in the alphabet's order.
    fn sorted(text: &str) -> Option<String> {
        let fields = written(text);
        let mut order: Vec<usize> = (0..fields.len()).collect();
        order.sort_by_key(|at| &fields[*at].name);
        let (span, new) = reordered(text, &fields, &order)?;
        Some(format!("{}{new}{}", &text[..span.start], &text[span.end..]))
    }

    #[test]
    fn blocks_move_with_their_comments_and_gaps_stay() {
        let text = "# Of the file.\n\n# Of c.\nc: 1 # one\n# Of b.\n\n# More of b.\nb:\n  - x\n  # - y\n\na: |\n  t\n\n# end\n";
        let expected = "# Of the file.\n\na: |\n  t\n# Of b.\n\n# More of b.\nb:\n  - x\n  # - y\n\n# Of c.\nc: 1 # one\n\n# end\n";
        assert_eq!(sorted(text).as_deref(), Some(expected));
        assert_eq!(sorted(expected).as_deref(), Some(expected));
    }

    #[test]
    fn the_head_of_a_file_stays() {
        let head = "\u{feff}# yaml-language-server: $schema=x\n---\n";
        let sorted = sorted(&format!("{head}# b\nb: 1\na: 2\n"));
        assert_eq!(sorted, Some(format!("{head}a: 2\n# b\nb: 1\n")));
    }

    #[test]
    fn line_ends_stay_what_they_are() {
        assert_eq!(sorted("b: 1\r\na:\r\n  - 2").as_deref(), Some("a:\r\n  - 2\r\nb: 1"));
        assert_eq!(sorted("b: 1\na: 2").as_deref(), Some("a: 2\nb: 1"));
        assert_eq!(sorted("\u{feff}b: 1\r\na: 2\r\n").as_deref(), Some("\u{feff}a: 2\r\nb: 1\r\n"));
    }

    #[test]
    fn fields_of_a_lists_item_move_behind_its_dash() {
        let text = "- b: 1 # one\n  # of c\n  c: 3\n  a: 2\n\n# next\n- z: 1\n";
        let expected = "- a: 2\n  b: 1 # one\n  # of c\n  c: 3\n\n# next\n- z: 1\n";
        assert_eq!(sorted(text).as_deref(), Some(expected));
        assert_eq!(sorted("- b: 1\n  # of a\n  a: 2\n"), None);
    }

    #[test]
    fn what_does_not_begin_a_line_is_left_alone() {
        for text in ["{b: 1, a: 2}\n", "{ b: 1,\n  a: 2 }\n", "? b\n: 1\n? a\n: 2\n", "- {b: 1, a: 2}\n"] {
            assert_eq!(sorted(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_first_line_goes_behind_the_head() {
        let at = |text: &str| first_line(text, written(text)[0].key);
        assert_eq!(at("b: 1\n"), Some(0));
        assert_eq!(at("\u{feff}# Of b.\r\nb: 1\r\n"), Some(3));
        assert_eq!(at("# yaml-language-server: $schema=x\n# Of b.\nb: 1\n"), Some(34));
        assert_eq!(at("# Of the file.\n\nb: 1\n"), Some(16));
        assert_eq!(at("--- # x\nb: 1\n"), Some(8));
        for none in ["{b: 1}\n", "  b: 1\n", "? b\n: 1\n"] {
            assert_eq!(at(none), None, "{none:?}");
        }
    }
}
