//! `theme` in `registry.yaml`, and the picture that it names.

use super::{Loader, connectors};
use crate::diag::{Place, nearest};
use crate::model::{Colour, Picture, Theme};
use crate::source::{Entry, RepoPath, Spanned};
use crate::yaml::{Node, Reader};

/// The most bytes, and pixels in each direction, of a logo.
const MOST_BYTES: u64 = 256 << 10;
const MOST_PIXELS: u32 = 1024;
/// The kinds of picture that can hold no script.
const KINDS: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Reads `theme` but for its logo, of which it returns the path.
pub(super) fn read(reader: &mut Reader<'_>, node: Node, theme: &mut Theme) -> Option<Spanned<String>> {
    let mut fields = reader.map(node, "`theme`")?;
    let logo = fields.text("logo", reader);
    theme.accent = fields.parsed("accent", reader, Colour::parse).map(|accent| accent.value);
    theme.footer = fields.text("footer", reader).map(|text| text.value).unwrap_or_default();
    fields.finish(reader);
    logo
}

/// The picture at the path that `registry.yaml` names; `None`, and a finding, where it cannot be shown.
pub(super) fn logo(
    loader: &mut Loader<'_>,
    policy: &RepoPath,
    named: &Spanned<String>,
    branding: &[Entry],
) -> Option<Picture> {
    let Some(entry) = branding.iter().find(|entry| entry.path.as_str() == named.value) else {
        let known: Vec<&str> = branding.iter().map(|entry| entry.path.as_str()).collect();
        let meant = nearest(&named.value, &known).map(str::to_owned);
        let message = format!("logo `{}`: there is no such file in `branding/`", named.value);
        let finding = loader.error("field-value", policy, message);
        finding.place = Place::at(policy, named.span);
        finding.fix(match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "put the picture there, and write its path: branding/logo.png".to_owned(),
        });
        return None;
    };
    let picture = connectors::picture(loader, entry)?;
    let Some(fault) = fault(&picture) else { return Some(picture) };
    loader.error("file-unreadable", &entry.path, format!("the logo cannot be shown: {fault}"));
    None
}

/// Why a picture is no logo.
fn fault(picture: &Picture) -> Option<String> {
    let Some(measured) = picture.measured.filter(|measured| KINDS.contains(&measured.media_type)) else {
        let kind =
            picture.measured.map_or("no picture".to_owned(), |other| format!("`{}`", other.media_type));
        return Some(format!("it is {kind}; expected a PNG, JPEG, GIF or WebP"));
    };
    if picture.size > MOST_BYTES {
        return Some(format!("it is {} bytes large; {MOST_BYTES} is the most", picture.size));
    }
    let is_webp = measured.media_type == "image/webp";
    match measured.width.zip(measured.height) {
        None if is_webp => None,
        None | Some((0, _) | (_, 0)) => Some("its header gives no size".to_owned()),
        Some((width, height)) if width.max(height) > MOST_PIXELS => Some(format!(
            "it is {width} by {height} pixels large; {MOST_PIXELS} by {MOST_PIXELS} is the most"
        )),
        Some(_) => None,
    }
}
