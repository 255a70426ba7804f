//! Characters that nobody sees, where a text should have none.

use super::is_hidden;

/// Without width, and yet needed: some scripts write otherwise with them, and some pictures are made of several.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// The first character that nobody sees; line ends and tabs count in a text that is not `long`. What joins letters is needed
/// where it stands between them.
pub(crate) fn first_hidden(text: &str, long: bool) -> Option<char> {
    // Most texts are ASCII; one look at their bytes is enough.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return None;
    }
    let mut before = ' ';
    let mut ahead = text.chars().peekable();
    while let Some(c) = ahead.next() {
        let needs = |c: char| !c.is_ascii() && !c.is_whitespace() && !c.is_control();
        let joins = JOINERS.contains(&c) && needs(before) && ahead.peek().is_some_and(|next| needs(*next));
        let ends = long && matches!(c, '\n' | '\r' | '\t');
        if is_hidden(c) && !joins && !ends {
            return Some(c);
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_needs_is_no_fault() {
        for text in ["", "Flow Meter", "می\u{200c}خواهم", "क्\u{200d}ष", "👩\u{200d}🔧 Größe", "日本 µ"]
        {
            assert_eq!(first_hidden(text, false), None, "{text}");
        }
        assert_eq!(first_hidden("one\n\ttwo\r\n", true), None);
    }

    #[test]
    fn the_first_character_that_nobody_sees_is_found() {
        for (text, hidden) in [
            ("Flow\u{200b}Meter\u{ad}", '\u{200b}'),
            ("Flow\u{200d}Meter", '\u{200d}'),
            ("\u{202e}reteM", '\u{202e}'),
            ("a\nb", '\n'),
            ("a\u{1b}[31m", '\u{1b}'),
            ("\u{feff}x", '\u{feff}'),
            ("\u{3164}", '\u{3164}'),
        ] {
            assert_eq!(first_hidden(text, false), Some(hidden), "{text:?}");
        }
    }
}
