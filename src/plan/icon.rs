//! A connector's picture: its own file, else the package's, else two letters.

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
    fn only_pictures_that_hold_no_script_have_an_extension() {
        assert_eq!(extension(b"\x89PNG\r\n"), Some("png"));
        assert_eq!(extension(b"<svg onload=alert(1)>"), None);
    }
}
