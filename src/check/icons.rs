//! The pictures that stand for connectors: in packages, and `icon.png` beside them.

use super::Context;
use crate::diag::Place;

/// A picture that stands for a connector.
pub(super) struct IconFound {
    /// Its file, or the package it is in.
    pub(super) place: Place,
    /// What it is called in a message.
    pub(super) name: &'static str,
    /// Its size in bytes; 0 where it could not be decoded.
    pub(super) size: u64,
    /// Width and height in pixels, as far as its header tells.
    pub(super) pixels: Option<(u32, u32)>,
    /// Why it cannot be shown, as the end of a sentence that begins with its name.
    pub(super) fault: Option<String>,
}

/// The pictures that stand for connectors now, also those that cannot be shown.
pub(super) fn icons(context: &Context<'_>) -> Vec<IconFound> {
    let mut icons = Vec::new();
    for found in context.latest_packages() {
        let (place, name) = (found.place(), "the package's icon");
        if let Some(icon) = &found.facts.icon {
            let pixels = icon.width.zip(icon.height);
            let fault = blank(&icon.media_type, pixels);
            icons.push(IconFound { place, name, size: icon.bytes.len() as u64, pixels, fault });
        } else if let Some(fault) = &found.facts.icon_fault {
            icons.push(IconFound { place, name, size: 0, pixels: None, fault: Some(fault.clone()) });
        }
    }
    for picture in context.registry.connectors.iter().filter_map(|connector| connector.icon.as_ref()) {
        let pixels = picture.measured.and_then(|measured| measured.width.zip(measured.height));
        let fault = match picture.measured.map(|measured| measured.media_type) {
            Some(kind @ ("image/png" | "image/jpeg")) => blank(kind, pixels),
            Some(kind) => Some(format!("is `{kind}`; expected `image/png` or `image/jpeg`")),
            None => Some("is no picture; expected a PNG or a JPEG".to_owned()),
        };
        let place = Place::file(&picture.path);
        icons.push(IconFound { place, name: "`icon.png`", size: picture.size, pixels, fault });
    }
    icons
}

/// Why a picture whose kind is right shows nothing. The size of WebP and SVG is not read.
fn blank(media_type: &str, pixels: Option<(u32, u32)>) -> Option<String> {
    match pixels {
        None if matches!(media_type, "image/png" | "image/jpeg" | "image/gif") => {
            Some("is cut short: its header gives no size".to_owned())
        }
        Some((0, _) | (_, 0)) => Some("has no pixels".to_owned()),
        _ => None,
    }
}
