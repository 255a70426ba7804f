//! What a file is, by its name.

/// A page.
pub(super) const HTML: &str = "text/html; charset=utf-8";
const PACKAGE: &str = "application/octet-stream";

/// The media type.
pub(super) fn media_type(name: &str) -> &'static str {
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
        "txt" | "md" | "minisig" => super::reply::TEXT,
        _ => PACKAGE,
    }
}

/// A package is kept, never opened in the browser.
pub(super) fn is_download(kind: &str) -> bool {
    kind == PACKAGE
}

/// Whether it is text, which packs well.
pub(super) fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.contains("json") || kind.contains("xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_packs_and_what_is_packed_already_does_not() {
        for name in
            ["a.html", "a.css", "a.js", "a.json", "a.svg", "a.atom", "a.xml", "a.csv", "a.ics", "a.md"]
        {
            assert!(is_text(media_type(name)), "{name}");
        }
        for name in ["a.png", "a.jpg", "a.woff2", "a.xmp", "a.zip", "a", "a.ico"] {
            assert!(!is_text(media_type(name)), "{name}");
        }
    }
}
