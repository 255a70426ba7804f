//! Makes text from data harmless in Markdown, as in a comment of a pull request.

use std::fmt::Write;

use super::printable;

/// A value as code: nothing in it is markup, links anywhere or calls anyone. (Hosts look for `@name` and `#12` in the
/// finished page, where an escaped sign looks like any other; in code they do not look.) Good in a table and outside.
pub fn markdown_code(value: &str) -> String {
    let shown = printable(value);
    if shown.trim().is_empty() {
        // A code span of blanks is none.
        return "(blank)".to_owned();
    }
    // A bar ends a cell even in a code span, and hosts differ in how a backslash before it counts.
    if shown.contains('|') {
        return format!("<code>{}</code>", entities(&shown));
    }
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A blank on both sides is taken away again, and keeps backticks of the value from those of the fence.
    let pad = if shown.starts_with(['`', ' ']) || shown.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

/// Everything but letters, digits and blanks as an entity.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || c == ' ' {
            out.push(c);
        } else {
            let _ = write!(out, "&#{};", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    const HOSTILE: [&str; 9] = [
        "a | b",
        "`` ` ```",
        "<script>alert(1)</script> <!-- x",
        "[x](javascript:alert(1)) ![y](//evil.example/z.png) https://evil.example",
        "@everyone #12 **bold** __b__ ~~s~~",
        "one\ntwo\r\n\n# three",
        "\\",
        "a\\|b",
        "&lt;b&gt; &#64;",
    ];

    /// What stands in a cell of a table, and whether anything in it is markup beside the code itself.
    fn seen(cell: &str) -> (Vec<String>, bool) {
        let text = format!("| a | b |\n| --- | --- |\n| {cell} | end |\n");
        let (mut cells, mut markup) = (Vec::new(), false);
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Start(Tag::TableCell) => cells.push(String::new()),
                Event::Text(text) | Event::Code(text) => {
                    cells.last_mut().expect("text stands in a cell").push_str(&text);
                }
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow) | Event::End(_) => {}
                Event::InlineHtml(html) if ["<code>", "</code>"].contains(&&*html) => {}
                _ => markup = true,
            }
        }
        (cells, markup)
    }

    #[test]
    fn hostile_values_stay_code_in_their_cell() {
        for text in HOSTILE {
            let code = markdown_code(text);
            assert!(code.starts_with('`') || code.starts_with("<code>"), "{code}");
            let (cells, markup) = seen(&code);
            assert_eq!(cells, ["a", "b", &printable(text), "end"], "{text:?}");
            assert!(!markup, "{text:?}");
        }
        assert_eq!(seen(&markdown_code(" ")).0[2], "(blank)");
    }
}
