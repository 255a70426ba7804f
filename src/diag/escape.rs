//! Makes text from data harmless on a terminal and in a CI log.

/// Escapes control, bidirectional and invisible characters, and breaks up what CI runners take for commands:
/// `##[` anywhere (GitHub, Azure), `##vso[` (Azure), `::` at the start of a line (GitHub). Line ends are escaped too.
pub fn printable(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { clean.extend(c.escape_default()) } else { clean.push(c) }
    }
    unhook(&clean)
}

/// Writes hidden characters of a JSON text as `\u` with digits, and breaks up `##[` and `##vso[` in the same way: whoever
/// reads the JSON gets them back, whoever prints it does nothing. All of them can only stand in strings.
pub(super) fn inert_json(text: &str) -> String {
    let text = text.replace("##[", "#\\u0023[").replace("##vso[", "#\\u0023vso[");
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || !is_hidden(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}

/// Replaces hidden characters (but not line ends) by visible ones of the same length in bytes, so that places stay right.
pub fn same_length(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut ahead = text.chars().peekable();
    while let Some(c) = ahead.next() {
        shown.push(match (c, c.len_utf8()) {
            ('\n' | '\t', _) => c,
            ('\r', _) if ahead.peek() == Some(&'\n') => c,
            _ if !is_hidden(c) => c,
            (_, 1) => '?',
            (_, 2) => '\u{bf}',
            (_, 3) => '\u{fffd}',
            _ => '\u{1fbc4}',
        });
    }
    shown
}

/// Breaks up CI commands in a text of several lines.
pub(super) fn unhook(text: &str) -> String {
    let text = text.replace("##[", "# #[").replace("##vso[", "# #vso[");
    if !text.contains("::") {
        return text;
    }
    let unhooked = text.split_inclusive('\n').map(|line| {
        let body = line.trim_start();
        let indent = &line[..line.len() - body.len()];
        // Three colons are the renderer's own and no command: a runner reads a name from the third on.
        if body.starts_with("::") && !body.starts_with(":::") {
            format!("{indent}: {}", &body[1..])
        } else {
            line.to_owned()
        }
    });
    unhooked.collect()
}

/// Controls, bidirectional overrides and isolates, zero-width characters, fillers, tags and line separators.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_terminal_or_runner_command_survives() {
        assert_eq!(printable("a\u{1b}[31mb\nc"), "a\\u{1b}[31mb\\nc");
        assert_eq!(printable("x ##[error]y ##vso[task]z"), "x # #[error]y # #vso[task]z");
        assert_eq!(printable("::error::x"), ": :error::x");
        assert_eq!(printable("safe \u{202e}txt"), "safe \\u{202e}txt");
    }

    #[test]
    fn replaced_characters_keep_their_length() {
        assert_eq!(same_length("a\r\nb\rc"), "a\r\nb?c");
        for hostile in ["a\u{1b}b", "\u{85}", "\u{202e}x", "\u{e0041}", "tab\tok\n"] {
            let clean = same_length(hostile);
            assert_eq!(clean.len(), hostile.len());
            assert!(!clean.chars().any(|c| is_hidden(c) && c != '\n' && c != '\t'), "{clean:?}");
        }
    }

    #[test]
    fn json_gives_back_what_it_does_not_show() {
        let hostile = "\u{9b}31m \u{202e}x \u{e0041} ##[error]y \\##vso[task]z";
        let text = inert_json(&serde_json::to_string(hostile).expect("a text"));
        assert_eq!(serde_json::from_str::<String>(&text).expect("JSON"), hostile);
        assert!(!text.contains(is_hidden) && !text.contains("##"), "{text}");
    }

    #[test]
    fn every_line_of_a_text_is_unhooked() {
        assert_eq!(unhook("a\n  ::warning::b\nc::d"), "a\n  : :warning::b\nc::d");
    }
}
