//! Which files are worth packing.

/// Whether it is text, which packs well.
pub(super) fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.contains("json") || kind.contains("xml")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::media::content_type;

    #[test]
    fn text_packs_and_what_is_packed_already_does_not() {
        for name in
            ["a.html", "a.css", "a.js", "a.json", "a.svg", "a.atom", "a.xml", "a.csv", "a.ics", "a.md"]
        {
            assert!(is_text(content_type(name)), "{name}");
        }
        for name in ["a.png", "a.jpg", "a.woff2", "a.xmp", "a.zip", "a", "a.ico"] {
            assert!(!is_text(content_type(name)), "{name}");
        }
    }
}
