//! The forms a package comes in: what Package Manager writes, its JSON export, and a zip of that export and the files.
//!
//! 1. [`container`] tells by the first bytes which form it is, and names what is none.
//! 2. [`read`] takes any of them; [`write_as`] makes any of them of the same package.
//! 3. [`bulk`] is the one file of many packages that App Designer takes at once.

pub mod bulk;
mod foreign;
mod json;
mod zip;

use std::fmt;

use super::{Limits, Package, ReadError, WriteError, document};

pub use self::zip::{ArchiveEntry, archives_inside, list_archive};
use json::Contents;

macro_rules! containers {
    ($($(#[$doc:meta])* $name:ident $word:literal,)*) => {
        /// A form of a package.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Container {
            $($(#[$doc])* $name,)*
        }

        impl Container {
            /// Every form.
            pub const ALL: &[Container] = &[$(Container::$name,)*];

            /// Its name: one lower-case word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Container::$name => $word,)*
                }
            }
        }
    };
}

containers! {
    /// .NET Binary XML, which Package Manager writes and App Designer takes.
    Binary "binary",
    /// The JSON export: one text, for review and source control.
    Json "json",
    /// A zip of the JSON export, `manifest.json`, and the referenced files beside it.
    Zip "zip",
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Tells by their beginning which form of a package the bytes are, never by a name.
///
/// # Errors
/// They are empty, zeros, text, XML or a Git LFS pointer, each named for what it is.
pub fn container(bytes: &[u8]) -> Result<Container, ReadError> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if bytes.starts_with(b"PK\x03\x04") {
        Ok(Container::Zip)
    } else if text.starts_with(b"{") {
        Ok(Container::Json)
    } else {
        foreign::what(bytes).map_or(Ok(Container::Binary), |what| Err(ReadError::new(0, what)))
    }
}

/// Reads a package in any form. From the binary one the reference contents borrow from `bytes`; everything else is
/// owned.
///
/// # Errors
/// The bytes are not a package, are cut short or go on too long, break a limit, or lack what every package has. A zip of
/// many packages ([`bulk`]) is named for what it is.
pub fn read<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, ReadError> {
    match container(bytes)? {
        Container::Binary => document::read(bytes, limits),
        Container::Json => json::read(bytes, limits, Contents::Inside),
        Container::Zip => zip::read(bytes, limits),
    }
}

/// Reads a package as [`read`] does, or a JSON export whose files lie beside it: each is asked of `beside` by its name,
/// which is a stranger's.
///
/// # Errors
/// As [`read`]; or a file is not to be had, and `beside` says why, as the end of a sentence.
pub fn read_with_files<'a>(
    bytes: &'a [u8],
    limits: &Limits,
    beside: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<Package<'a>, ReadError> {
    match container(bytes)? {
        Container::Json => json::read_beside(bytes, limits, beside),
        _ => read(bytes, limits),
    }
}

/// Writes a package in a form.
///
/// # Errors
/// The form cannot hold the package: a zip no two files of one name, JSON no member whose name begins with `$`, the
/// binary form no number of an export in the place of a word.
pub fn write_as(package: &Package<'_>, container: Container) -> Result<Vec<u8>, WriteError> {
    match container {
        Container::Binary => match json::unnamed(package) {
            None => Ok(document::write(package)),
            Some(number) => Err(WriteError::new(format!(
                "{number}, a number whose word in the binary form is not known; write the word in the JSON instead"
            ))),
        },
        Container::Json => json::write(package, Contents::Inside),
        Container::Zip => zip::write(package),
    }
}
