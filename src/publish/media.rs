//! What whoever hands out a file of a site says of it: its kind, how long it may be kept, and whether it is shown or saved.

use super::is_hash_named;
use crate::plan::SitePath;

/// The kind of a page.
pub const HTML: &str = "text/html; charset=utf-8";
/// The kind of what is saved and never opened in a browser.
const BINARY: &str = "application/octet-stream";

/// The kind of a file, by its name.
pub fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "sarif" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "atom" => "application/atom+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "txt" | "md" | "minisig" => "text/plain; charset=utf-8",
        _ => BINARY,
    }
}

/// How long a file may be kept: for ever where its name changes with its bytes, else until asked again.
pub fn cache_control(path: &SitePath) -> &'static str {
    match is_hash_named(path) {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    }
}

/// Whether a file of this kind is saved: a package is never opened in the browser.
pub fn is_download(kind: &str) -> bool {
    kind == BINARY
}

/// Whether a file of this kind is text, which packs well.
pub fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.contains("json") || kind.contains("xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_after_its_bytes_is_kept_for_ever() {
        let cache = |path| cache_control(&SitePath::known(path));
        assert!(cache("assets/site-0a1b2c3d.css").contains("immutable"));
        for path in ["index.html", "manifest.json", "assets/site.css", "connectors/a/1.0.xmp"] {
            assert_eq!(cache(path), "no-cache", "{path}");
        }
    }

    #[test]
    fn what_no_browser_knows_is_saved() {
        for (path, kind, saved) in [
            ("connectors/a/1.0.xmp", BINARY, true),
            ("bundle.zip", BINARY, true),
            ("LICENSE", BINARY, true),
            ("index.html", HTML, false),
            ("feed.atom", "application/atom+xml; charset=utf-8", false),
        ] {
            assert_eq!((content_type(path), is_download(kind)), (kind, saved), "{path}");
        }
    }

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
