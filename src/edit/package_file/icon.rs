//! The icon: a picture's bytes and the data URI that a package holds.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::package;

/// The kinds of picture: media type, extension, first bytes.
const KINDS: [(&str, &str, &[u8]); 3] = [
    ("image/png", "png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", "jpg", b"\xFF\xD8\xFF"),
    ("image/gif", "gif", b"GIF8"),
];

/// The data URI of a picture; none when its bytes are no picture that a page could show.
pub(super) fn data_uri(bytes: &[u8]) -> Option<String> {
    let (media_type, _) = kind(bytes)?;
    let uri = format!("data:{media_type};base64,{}", STANDARD.encode(bytes));
    package::icon(&uri).is_some().then_some(uri)
}

/// The file name and bytes of the picture in a data URI; none when the file would not give the same URI again.
pub(super) fn file(uri: &str) -> Option<(String, Vec<u8>)> {
    let icon = package::icon(uri)?;
    let (_, extension) = kind(&icon.bytes)?;
    (data_uri(&icon.bytes)? == uri).then(|| (format!("icon.{extension}"), icon.bytes))
}

/// The media type and extension, by the first bytes.
fn kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(("image/webp", "webp"));
    }
    let found = KINDS.iter().find(|(_, _, first)| bytes.starts_with(first));
    let text = || std::str::from_utf8(bytes).is_ok_and(|text| text.contains("<svg"));
    found
        .map(|(media_type, extension, _)| (*media_type, *extension))
        .or_else(|| text().then_some(("image/svg+xml", "svg")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_picture_comes_back_as_the_same_uri() {
        let webp = b"RIFF\x08\0\0\0WEBPVP8 ";
        for (bytes, name) in [
            (b"\x89PNG\r\n\x1a\n\0\0".as_slice(), "icon.png"),
            (b"\xFF\xD8\xFF\xE0", "icon.jpg"),
            (b"GIF89a\x01\0\x01\0", "icon.gif"),
            (b"<svg/>", "icon.svg"),
            (webp, "icon.webp"),
        ] {
            let uri = data_uri(bytes).expect("a picture");
            assert_eq!(file(&uri), Some((name.to_owned(), bytes.to_vec())));
        }
    }

    #[test]
    fn a_uri_that_a_file_would_not_give_again_stays_a_uri() {
        for uri in [
            "data:image/PNG;base64,iVBORw0KGgo=",
            "data:image/png;charset=x;base64,iVBORw0KGgo=",
            "data:image/png;base64,R0lGODlh",
            "https://example.com/icon.png",
            "",
        ] {
            assert_eq!(file(uri), None, "{uri}");
        }
        assert_eq!(data_uri(b"MZ"), None);
    }
}
