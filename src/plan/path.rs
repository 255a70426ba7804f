//! Paths inside the site: relative, `/`-separated, safe to write on every system.

use std::fmt;
use std::sync::Arc;

use crate::model::address::is_bidi_control;

/// A checked path of a file in the site. Copies are the same memory: a large site has very many.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Checks `text`: no empty part, no part that begins or ends with a dot or a blank, and no character that some
    /// file system refuses.
    pub fn new(text: &str) -> Option<SitePath> {
        let safe = |part: &str| {
            !part.is_empty()
                && part.len() <= 200
                && !part.starts_with(['.', ' '])
                && !part.ends_with(['.', ' '])
                && !part.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
                && !part.chars().any(|c| c.is_control() || is_bidi_control(c))
        };
        text.split('/').all(safe).then(|| SitePath(text.into()))
    }

    /// A path that the code itself spells or makes of checked parts.
    pub(crate) fn known(text: impl AsRef<str>) -> SitePath {
        SitePath::new(text.as_ref()).expect("a path made of checked parts is well-formed")
    }

    /// The text, with `/` between parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many folders lie above the file.
    pub fn depth(&self) -> usize {
        self.0.matches('/').count()
    }

    /// The text that leads from this file's folder up to the site's root: empty, or `../` once or more.
    pub fn to_root(&self) -> String {
        "../".repeat(self.depth())
    }

    /// The path as an address writes it: everything but letters, digits, `-._~+/` percent-encoded.
    pub fn href(&self) -> String {
        href(&self.0)
    }
}

/// Percent-encodes a path.
pub(crate) fn href(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_leave_the_site_is_refused() {
        let hostile = [
            "",
            "/a",
            "a/",
            "a//b",
            "../a",
            "a/../b",
            "./a",
            ".git/x",
            "a\\b",
            "C:/x",
            "a\nb",
            "a.",
            "a ",
            "a\u{202e}b",
        ];
        for text in hostile {
            assert!(SitePath::new(text).is_none(), "{text:?} was taken");
        }
    }

    #[test]
    fn depth_and_way_to_the_root_agree() {
        let path = SitePath::known("connectors/sql-server/1.38.html");
        assert_eq!((path.depth(), path.to_root().as_str()), (2, "../../"));
        assert_eq!(SitePath::known("index.html").to_root(), "");
    }

    #[test]
    fn addresses_are_percent_encoded() {
        assert_eq!(SitePath::known("a/b c%é.png").href(), "a/b%20c%25%C3%A9.png");
    }
}
