//! A connector's picture: its own file, else the package's, else two letters.

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::path::SitePath;
use super::shown;
use crate::model::{Connector, Picture};

/// A connector's picture and where the site puts it.
pub(crate) struct SiteIcon<'r> {
    pub(crate) path: SitePath,
    pub(crate) from: IconSource<'r>,
}

/// Where a picture comes from.
pub(crate) enum IconSource<'r> {
    /// A file of the registry.
    File(&'r Picture),
    /// The package of the version that the site shows.
    Package(&'r [u8]),
}

/// The picture of `connector`, where it has one of a format that cannot hold a script.
pub(crate) fn of(connector: &Connector) -> Option<SiteIcon<'_>> {
    let at = |extension: &str| SitePath::known(format!("connectors/{}/icon.{extension}", connector.slug));
    if let Some(picture) = &connector.icon {
        return Some(SiteIcon { path: at("png"), from: IconSource::File(picture) });
    }
    let icon = shown::latest(connector)?.facts()?.icon.as_ref()?;
    let extension = extension(&icon.bytes)?;
    Some(SiteIcon { path: at(extension), from: IconSource::Package(&icon.bytes) })
}

/// How many bytes of icons a page holds itself: those that a reader sees first. Each is a request less.
pub(crate) const INLINE: usize = 24 << 10;

/// The icon of `connector` as an address that holds it, while `spare` bytes last.
pub(crate) fn inline(connector: &Connector, spare: &mut usize) -> Option<String> {
    let icon = of(connector)?;
    let bytes = match &icon.from {
        IconSource::File(picture) => picture.bytes.as_deref()?,
        IconSource::Package(bytes) => bytes,
    };
    let kind = match extension(bytes)? {
        "jpg" => "jpeg",
        other => other,
    };
    *spare = spare.checked_sub(bytes.len())?;
    Some(format!("data:image/{kind};base64,{}", BASE64_STANDARD.encode(bytes)))
}

/// One or two letters that stand in for a picture.
pub(crate) fn letters(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(2).filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// The extension that the first bytes call for; a package's own claim is not believed.
fn extension(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_from_the_first_two_words() {
        assert_eq!(letters("SQL Server"), "SS");
        assert_eq!(letters("modbus"), "M");
        assert_eq!(letters("--"), "");
    }

    #[test]
    fn a_page_holds_icons_while_there_is_room() {
        let registry = crate::plan::fixture::registry();
        let azure = registry.connectors.iter().find(|found| found.icon.is_some()).unwrap();
        let mut with = azure.clone();
        let picture = with.icon.as_mut().unwrap();
        picture.bytes = Some(b"\x89PNG\r\n\x1a\n".as_slice().into());
        let mut spare = 10;
        assert_eq!(inline(&with, &mut spare).as_deref(), Some("data:image/png;base64,iVBORw0KGgo="));
        assert_eq!((spare, inline(&with, &mut spare), spare), (2, None, 2), "no room for a second one");
        with.icon.as_mut().unwrap().bytes = Some(b"<svg onload=alert(1)>".as_slice().into());
        assert_eq!(inline(&with, &mut 1000), None);
    }

    #[test]
    fn only_pictures_that_hold_no_script_have_an_extension() {
        assert_eq!(extension(b"\x89PNG\r\n"), Some("png"));
        assert_eq!(extension(b"<svg onload=alert(1)>"), None);
    }
}
