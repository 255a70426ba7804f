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

/// A sentence in which values stand in backticks, as messages are. The values become code; of the rest everything does
/// that is more than a plain word, so that a value may hold backticks, too, and do no harm.
pub fn markdown_text(sentence: &str) -> String {
    let shown = printable(sentence);
    let mut pieces = Vec::new();
    for (at, part) in shown.split('`').enumerate() {
        if at % 2 == 1 {
            put(&mut pieces, true, part);
            continue;
        }
        for word in part.split_inclusive(' ') {
            let (head, core, tail) = taken_apart(word);
            put(&mut pieces, false, head);
            put(&mut pieces, !is_plain(core, tail), core);
            put(&mut pieces, false, tail);
        }
    }
    pieces.into_iter().map(|(code, text)| if code { markdown_code(&text) } else { text }).collect()
}

/// Adds a piece. Code beside code becomes one: the backticks between them would count as a longer fence.
fn put(pieces: &mut Vec<(bool, String)>, code: bool, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some((last, before)) if *last == code => before.push_str(text),
        _ => pieces.push((code, text.to_owned())),
    }
}

/// The marks before a word, the word, and the marks and blanks behind it.
fn taken_apart(word: &str) -> (&str, &str, &str) {
    let rest = word.trim_start_matches(['(', '"', '\'']);
    let core = rest.trim_end_matches([',', ';', ':', '.', ')', '"', '\'', '?', '!', ' ']);
    (&word[..word.len() - rest.len()], core, &rest[core.len()..])
}

/// Whether a word is neither markup nor anything that a host would make a link of.
fn is_plain(core: &str, tail: &str) -> bool {
    let letters = core.contains(char::is_alphabetic)
        && core.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''));
    // A number before a dot or a bracket begins a list.
    let number =
        core.bytes().all(|byte| byte.is_ascii_digit()) && core.len() < 7 && !tail.starts_with(['.', ')']);
    letters || number || core == "->"
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

    /// What a reader sees of a text outside tables, and whether anything in it is markup beside code and paragraphs.
    fn read(text: &str) -> (String, bool) {
        let (mut seen, mut markup) = (String::new(), false);
        for event in Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(text) | Event::Code(text) => seen.push_str(&text),
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                Event::InlineHtml(html) if ["<code>", "</code>"].contains(&&*html) => {}
                _ => markup = true,
            }
        }
        (seen, markup)
    }

    #[test]
    fn a_message_reads_as_a_sentence_with_values_in_code() {
        let text = "version `1.10` of `a|b` (see help.md) is read as 1.1; write \"1.10\" for @edge";
        let expected = "version `1.10` of <code>a&#124;b</code> (see `help.md`) is read as `1.1`; write \"`1.10`\" for `@edge`";
        assert_eq!(markdown_text(text), expected);
        assert_eq!(markdown_text("needs review by @edge or carol"), "needs review by `@edge` or carol");
    }

    #[test]
    fn hostile_values_do_nothing_in_a_sentence() {
        for text in HOSTILE
            .into_iter()
            .chain(["1. x", "- x", "+ x", "> x", "---", "GH-12", "www.x.y", ":+1:", "a@b.c"])
        {
            for sentence in
                [text.to_owned(), format!("the name `{text}` is taken"), format!("{text} `x` {text}")]
            {
                let (seen, markup) = read(&markdown_text(&sentence));
                assert!(!markup, "{sentence:?}: {}", markdown_text(&sentence));
                let plain = |text: &str| text.replace("(blank)", "").replace(['`', ' '], "");
                assert_eq!(plain(&seen), plain(&printable(&sentence)), "{}", markdown_text(&sentence));
                let outside: String = markdown_text(&sentence).split('`').step_by(2).collect();
                assert!(!outside.contains('@') && !outside.contains("www."), "{outside}");
            }
        }
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
