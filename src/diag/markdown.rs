//! Makes text from data harmless in Markdown, as in a comment of a pull request.

use super::printable;

/// Words that are to read as they stand: what Markdown, HTML and mentions are made of is escaped, and line ends become
/// visible.
pub fn markdown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Hosts turn a name after @, a number after # and a word before :// into links; an entity does not count as one.
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            ':' => out.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' | '$' | '^' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// A value in a code span. Inside one nothing is markup but the backticks that end it, and in a table the bar.
pub fn markdown_code(value: &str) -> String {
    let shown = printable(value);
    if shown.trim().is_empty() {
        // A code span of blanks is none.
        return "(blank)".to_owned();
    }
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A blank on both sides is taken away again, and keeps backticks of the value from those of the fence.
    let pad = if shown.starts_with(['`', ' ']) || shown.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", shown.replace('|', "\\|"))
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

    /// A table with one cell, as the reviewer of a pull request sees it: its cells, and markup in them.
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
                _ => markup = true,
            }
        }
        (cells, markup)
    }

    #[test]
    fn hostile_words_stay_words_in_their_cell() {
        for text in HOSTILE {
            let (cells, markup) = seen(&markdown_text(text));
            assert_eq!(cells, ["a", "b", &printable(text), "end"], "{text:?}");
            assert!(!markup, "{text:?}");
        }
    }

    #[test]
    fn hostile_values_stay_code_in_their_cell() {
        for text in HOSTILE {
            let (cells, markup) = seen(&markdown_code(text));
            assert_eq!((cells.len(), &*cells[3]), (4, "end"), "{text:?}");
            // A table takes the backslash before a bar away; one that was there before stays.
            assert_eq!(cells[2], printable(text), "{text:?}");
            assert!(!markup, "{text:?}");
        }
        assert_eq!(seen(&markdown_code(" ")).0[2], "(blank)");
    }

    #[test]
    fn nobody_is_called_and_nothing_is_linked() {
        let text = markdown_text("@all see #1 and https://evil.example");
        assert!(!text.contains(['@']) && !text.contains("://") && !text.contains("#1"), "{text}");
    }
}
