//! The picture in a package: a data URI, decoded and measured without drawing it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A decoded icon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Icon {
    /// `image/png`, `image/jpeg`, `image/gif`, `image/webp` or `image/svg+xml`; the bytes begin as that type does.
    pub media_type: String,
    /// The picture.
    pub bytes: Vec<u8>,
    /// Width in pixels as the header gives it; None for SVG and WebP and when the header gives none.
    pub width: Option<u32>,
    /// Height in pixels, like the width.
    pub height: Option<u32>,
}

/// What the bytes of a picture are, by its header alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// `image/png`, `image/jpeg`, `image/gif`, `image/webp` or `image/svg+xml`.
    pub media_type: &'static str,
    /// Width in pixels; None for SVG and WebP and when the header gives none.
    pub width: Option<u32>,
    /// Height in pixels, like the width.
    pub height: Option<u32>,
}

/// A kind of picture: its media type, and what reads the size.
type Kind = (&'static str, fn(&[u8]) -> Size);

/// The kinds that a page can show.
const KINDS: [Kind; 5] = [
    ("image/png", png_size),
    ("image/jpeg", jpeg_size),
    ("image/gif", gif_size),
    ("image/webp", webp_size),
    ("image/svg+xml", svg_size),
];

/// Decodes `data:image/...;base64,...`. None when it is not one, when the base64 is broken, or when the bytes do not
/// begin as their media type does: a picture that claims to be another kind is not shown.
pub fn icon(data_uri: &str) -> Option<Icon> {
    decode(data_uri).ok()
}

/// Decodes a picture as [`icon`] does.
///
/// # Errors
/// Says what is wrong, as the end of a sentence that begins with the picture.
pub fn decode(data_uri: &str) -> Result<Icon, String> {
    let parts = data_uri.trim().strip_prefix("data:").and_then(|rest| rest.split_once(','));
    let (head, data) = parts.ok_or("is no data URI; expected `data:image/png;base64,...`")?;
    let kind = head.strip_suffix(";base64").ok_or("is a data URI that is not in base64")?;
    let media_type = kind.split(';').next().unwrap_or_default().to_ascii_lowercase();
    let known = KINDS.iter().find(|(name, _)| *name == media_type);
    let (_, size) =
        known.ok_or_else(|| format!("is said to be `{media_type}`, which is no picture to show"))?;
    let bytes = STANDARD.decode(data).map_err(|_| "is broken: its base64 cannot be decoded".to_owned())?;
    let Some(size) = size(&bytes) else {
        return Err(match measure(&bytes) {
            Some(found) => format!("is said to be `{media_type}` and is `{}`", found.media_type),
            None => format!("is said to be `{media_type}`, and its bytes are no picture"),
        });
    };
    Ok(Icon {
        media_type,
        bytes,
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
    })
}

/// What kind of picture the bytes are, and how large; None for anything else.
pub fn measure(bytes: &[u8]) -> Option<Measured> {
    let found = KINDS.iter().find_map(|(media_type, size)| Some((*media_type, size(bytes)?)));
    found.map(|(media_type, size)| Measured {
        media_type,
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
    })
}

/// Width and height; the outer None for bytes of another kind, the inner for a header without a size.
type Size = Option<Option<(u32, u32)>>;

/// The size in the IHDR chunk (PNG, 11.2.1).
fn png_size(bytes: &[u8]) -> Size {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let Some((b"IHDR", fields)) = rest.get(4..).and_then(|chunk| chunk.split_at_checked(4)) else {
        return Some(None);
    };
    let number = |at: usize| fields.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    Some(number(0).zip(number(4)))
}

/// The size in the logical screen descriptor (GIF89a, 18).
fn gif_size(bytes: &[u8]) -> Size {
    let rest = bytes.strip_prefix(b"GIF89a").or_else(|| bytes.strip_prefix(b"GIF87a"))?;
    let number =
        |at: usize| rest.get(at..at + 2)?.try_into().ok().map(|pair| u32::from(u16::from_le_bytes(pair)));
    Some(number(0).zip(number(2)))
}

/// The size in the first start-of-frame segment (JPEG, B.2.2).
fn jpeg_size(bytes: &[u8]) -> Size {
    let mut rest = bytes.strip_prefix(b"\xFF\xD8")?;
    if rest.first() != Some(&0xFF) {
        return None;
    }
    while let [0xFF, marker, after @ ..] = rest {
        let number = |at: usize| {
            after.get(at..at + 2)?.try_into().ok().map(|pair| u32::from(u16::from_be_bytes(pair)))
        };
        match marker {
            // Any marker may be preceded by fill bytes.
            0xFF => rest = rest.get(1..).unwrap_or_default(),
            // The frame headers, without the tables that share their range.
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Some(number(5).zip(number(3)));
            }
            _ => {
                let length = number(0).unwrap_or(0).max(2) as usize;
                rest = after.get(length..).unwrap_or_default();
            }
        }
    }
    Some(None)
}

/// WebP is a RIFF file of that form (RFC 9649, 2.4); its size is not read.
fn webp_size(bytes: &[u8]) -> Size {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    is_webp.then_some(None)
}

/// SVG is text whose first element is `svg`, after a declaration or comments; its size is not read.
fn svg_size(bytes: &[u8]) -> Size {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{FEFF}').trim_start();
    (text.starts_with('<') && text.contains("<svg")).then_some(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(media_type: &str, bytes: &[u8]) -> String {
        format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR\0\0\0\x32\0\0\0\x33\x08\x06\0\0\0";

    #[test]
    fn the_size_of_a_picture_is_read_from_its_header() {
        let jpeg = b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xFF\xC2\0\x11\x08\0\x20\0\x40";
        for (media_type, bytes, size) in [
            ("image/png", PNG, (50, 51)),
            ("image/gif", b"GIF89a\x10\0\x20\0".as_slice(), (16, 32)),
            ("image/jpeg", jpeg.as_slice(), (64, 32)),
        ] {
            let icon = icon(&uri(media_type, bytes)).unwrap();
            assert_eq!((icon.width, icon.height), (Some(size.0), Some(size.1)), "{media_type}");
            assert_eq!(icon.bytes, bytes);
        }
        assert_eq!(icon(&uri("image/svg+xml", b"<svg/>")).unwrap().width, None);
    }

    #[test]
    fn a_picture_that_claims_another_kind_is_refused() {
        assert_eq!(icon(&uri("image/gif", PNG)), None);
        assert_eq!(icon(&uri("image/svg+xml", PNG)), None);
        assert_eq!(icon(&uri("text/html", b"<svg>")), None);
        assert_eq!(icon("data:image/png;base64,@"), None);
        assert_eq!(icon("data:image/png,abc"), None);
    }

    #[test]
    fn what_is_wrong_with_a_picture_is_said() {
        let cases = [
            ("https://example.com/icon.png".to_owned(), "is no data URI"),
            ("data:image/png,abc".to_owned(), "is a data URI that is not in base64"),
            (uri("text/html", b"<svg>"), "is said to be `text/html`"),
            ("data:image/png;base64,@".to_owned(), "is broken"),
            (uri("image/gif", PNG), "is said to be `image/gif` and is `image/png`"),
            (uri("image/png", b"MZ"), "is said to be `image/png`, and its bytes are no picture"),
        ];
        for (uri, says) in cases {
            let fault = decode(&uri).unwrap_err();
            assert!(fault.starts_with(says), "{uri}: {fault}");
        }
    }

    #[test]
    fn bytes_are_measured_without_being_told_their_kind() {
        let measured = measure(PNG).unwrap();
        assert_eq!((measured.media_type, measured.width, measured.height), ("image/png", Some(50), Some(51)));
        assert_eq!(measure(b"<svg/>").unwrap().media_type, "image/svg+xml");
        assert_eq!(measure(b"MZ"), None);
    }

    #[test]
    fn no_prefix_of_a_picture_panics() {
        let jpeg = b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xFF\xC2\0\x11\x08\0\x20\0\x40";
        for (media_type, bytes) in
            [("image/png", PNG), ("image/jpeg", jpeg), ("image/gif", b"GIF89a\x10\0\x20\0")]
        {
            for end in 0..bytes.len() {
                icon(&uri(media_type, &bytes[..end]));
            }
        }
    }
}
