//! What packages say, as text of the registry's own: nothing hidden in it, and in Markdown it shows as it is.

use crate::diag::{is_hidden, joined, markdown_code};
use crate::model::change::{Message, Part};

/// The most characters of one text that are taken over into a draft.
const MOST: usize = 500;

/// A text without what nobody sees, with `\n` for line ends, and without blanks at the ends of its lines.
pub(super) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\t'], " ");
    let lines = text.lines().map(|line| {
        let line: String = line.chars().filter(|c| !is_hidden(*c)).collect();
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// A text in one line, as Markdown that shows it as it is. A long one is cut.
pub(super) fn line(text: &str) -> String {
    let text = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut ahead = text.chars().take(MOST).enumerate().peekable();
    while let Some((at, c)) = ahead.next() {
        let next = ahead.peek().map_or(' ', |(_, next)| *next);
        let marks = match c {
            '\\' | '`' | '*' | '[' => true,
            // Within a word it is a letter like others.
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '<' => next.is_alphabetic() || "/!?".contains(next),
            '&' => next.is_alphanumeric() || next == '#',
            '~' => before == '~' || next == '~',
            '-' | '+' | '#' | '>' | '=' | '|' => at == 0,
            // A list begins with a number.
            '.' | ')' => next == ' ' && at > 0 && text.chars().take(at).all(|c| c.is_ascii_digit()),
            _ => false,
        };
        if marks {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}

/// A text of several lines as Markdown that shows them as they are.
pub(super) fn paragraphs(text: &str) -> String {
    let lines = clean(text).lines().map(line).collect::<Vec<_>>().join("\n");
    lines.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// A name as code. A long one is cut, as in messages.
pub(super) fn code(name: &str) -> String {
    const MOST_OF_A_NAME: usize = 80;
    match name.char_indices().nth(MOST_OF_A_NAME) {
        Some((end, _)) => markdown_code(&format!("{}...", &name[..end])),
        None => markdown_code(name),
    }
}

/// What a message says, as a sentence of Markdown.
pub(super) fn sentence(message: &Message) -> String {
    let words = words(message);
    // Only words of ours begin in lower case by themselves.
    match message.parts().first() {
        Some(Part::Words(_)) => format!("{}.", capital(&words)),
        _ => format!("{words}."),
    }
}

/// What a message says, as Markdown.
pub(super) fn words(message: &Message) -> String {
    spoken(message, markdown_code)
}

/// What a message says, without any markup.
pub(super) fn plain_words(message: &Message) -> String {
    spoken(message, clean)
}

fn spoken(message: &Message, value: impl Fn(&str) -> String) -> String {
    let parts = message.parts().iter().map(|part| match part {
        Part::Words(words) => words.clone(),
        Part::Value(text) => value(text),
    });
    parts.collect()
}

/// The same with a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// The same as the end of a sentence: with a full stop, unless it has one or its like.
pub(super) fn ended(text: &str) -> String {
    let has = text.is_empty() || text.ends_with(['.', '!', '?', ':', '…']);
    if has { text.to_owned() } else { format!("{text}.") }
}

/// Names as people list them: `A, B and C`; of many the first and how many more.
pub(super) fn listed(count: usize, name: impl Fn(usize) -> String) -> String {
    const MOST_NAMES: usize = 5;
    let shown = if count > MOST_NAMES { MOST_NAMES - 1 } else { count };
    let mut names: Vec<String> = (0..shown).map(name).collect();
    if count > shown {
        names.push(format!("{} more", count - shown));
    }
    joined(&names)
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Parser, Tag};

    use super::*;
    use crate::model::help::markdown;

    /// What a reader sees of a bullet, and whether anything in it is markup.
    fn read(text: &str) -> (String, bool) {
        let (mut seen, mut markup) = (String::new(), false);
        for event in Parser::new_ext(&format!("- {}\n", line(text)), markdown()) {
            match event {
                Event::Text(text) => seen.push_str(&text),
                Event::Start(Tag::List(None) | Tag::Item | Tag::Paragraph) | Event::End(_) => {}
                _ => markup = true,
            }
        }
        (seen, markup)
    }

    #[test]
    fn what_a_package_says_shows_as_it_is() {
        for text in [
            "Host name, e.g. `db_1` or my_host_name",
            "<b>bold</b> <!-- x --> a < b",
            "[x](javascript:alert(1)) ![y](z) [r]",
            "**a** __b__ ~~c~~ *d*",
            "1. one",
            "2) two",
            "# three",
            "- four",
            "+ x",
            "> y",
            "=== z",
            "| a | b |",
            "---",
            "&lt; &#64; AT&T & Co",
            "C:\\temp\\*.csv",
            "a_ _b _c_ d__e",
        ] {
            assert_eq!(read(text), (text.to_owned(), false), "{}", line(text));
        }
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        assert_eq!(clean("a\u{202e}b\r\n\u{1b}[31mc \t\rd  \n\n"), "ab\n[31mc   d");
        assert_eq!(line(" a\n\n b\u{200b} "), "a b");
        assert_eq!(paragraphs("a\r\n b\r\n\r\n \n- c\n"), "a\nb\n\n\\- c");
    }

    #[test]
    fn names_are_listed_as_people_do() {
        let listed = |count: usize| listed(count, |at| at.to_string());
        assert_eq!([listed(0), listed(1), listed(2)], ["", "0", "0 and 1"]);
        assert_eq!([listed(5), listed(7)], ["0, 1, 2, 3 and 4", "0, 1, 2, 3 and 3 more"]);
    }
}
