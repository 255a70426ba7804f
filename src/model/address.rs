//! Addresses from data: only those that a reader may safely follow.

/// An address of the kinds that a page may link to: `http`, `https` or `mailto`. Escaping alone would let
/// `javascript:` through.
pub(crate) fn web(text: &str) -> Option<&str> {
    let text = text.trim();
    let (scheme, rest) = text.split_once(':')?;
    let known = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
        }
        "mailto" => rest.contains('@'),
        _ => false,
    };
    let plain =
        |c: char| !c.is_control() && !c.is_whitespace() && !is_bidi_control(c) && !"\"'<>`\\".contains(c);
    (known && text.chars().all(plain)).then_some(text)
}

/// Characters that turn the direction of the text after them.
pub(crate) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_schemes_are_followed() {
        for hostile in [
            "javascript:alert(1)",
            " java\nscript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "vbscript:x",
            "x",
            "https:/x",
            "http://",
            "https://a\"b",
            "file:///etc/passwd",
            "https:\\\\x",
            "mailto:nobody",
        ] {
            assert_eq!(web(hostile), None, "{hostile:?}");
        }
        assert_eq!(web(" HTTPS://example.com/a?b=c#d "), Some("HTTPS://example.com/a?b=c#d"));
        assert_eq!(web("mailto:a@example.com"), Some("mailto:a@example.com"));
    }
}
