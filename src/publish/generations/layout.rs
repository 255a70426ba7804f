//! Where what lies in a folder of generations.
//!
//! Only what has one of these names is ours; anything else in the folder is left alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::publish::PublishError;
use crate::publish::disk::fail;

pub(super) use crate::publish::ledger::{MANIFEST as MARKER, STAGING};

pub(super) const LOCK: &str = "lock";
pub(super) const GENERATIONS: &str = "generations";
pub(super) const LEDGERS: &str = "ledgers";
pub(super) const LINK: &str = "current";
pub(super) const POINTER: &str = "current.txt";

/// A pointer file is no longer than this, in bytes.
const MOST_POINTER: u64 = 100;

/// How readers find the current generation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Swap {
    /// Through the link `current`.
    #[default]
    Link,
    /// Through the file `current.txt`, which holds the generation's folder: where the system has no links.
    Pointer,
}

impl Swap {
    pub(super) fn name(self) -> &'static str {
        match self {
            Swap::Link => LINK,
            Swap::Pointer => POINTER,
        }
    }

    pub(super) fn other(self) -> Swap {
        match self {
            Swap::Link => Swap::Pointer,
            Swap::Pointer => Swap::Link,
        }
    }

    /// The generation that is shown in this way, if any is.
    ///
    /// # Errors
    /// Something stands there that we did not make.
    pub(super) fn shown(self, root: &Path) -> Result<Option<u64>, PublishError> {
        let path = root.join(self.name());
        let found = match fs::symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(fail("look at", &path, source)),
        };
        let text = match self {
            Swap::Link => fs::read_link(&path).ok().and_then(|to| Some(to.to_str()?.to_owned())),
            Swap::Pointer if found.is_file() && found.len() <= MOST_POINTER => fs::read_to_string(&path).ok(),
            Swap::Pointer => None,
        };
        match text.and_then(|text| pointed_to(&text)) {
            Some(number) => Ok(Some(number)),
            None => Err(PublishError::ForeignFile(path)),
        }
    }
}

/// What is written to show a generation.
pub(super) fn pointing_to(number: u64) -> String {
    format!("{GENERATIONS}/{}", name(number))
}

fn pointed_to(text: &str) -> Option<u64> {
    number(text.trim().trim_end_matches('/').strip_prefix(GENERATIONS)?.strip_prefix('/')?)
}

/// What a generation's folder is called.
pub(super) fn name(number: u64) -> String {
    format!("{number:06}")
}

/// The number of a generation that is called so.
pub(super) fn number(text: &str) -> Option<u64> {
    let number = text.parse().ok()?;
    (name(number) == text).then_some(number)
}

/// The folder of a generation.
pub(super) fn generation(root: &Path, number: u64) -> PathBuf {
    root.join(GENERATIONS).join(name(number))
}

/// The ledger of a generation. It lies outside of the site: it is nobody's business.
pub(super) fn ledger(root: &Path, number: u64) -> PathBuf {
    root.join(LEDGERS).join(format!("{}.json", name(number)))
}

/// The numbers of all generations that have something below this folder, in order.
pub(super) fn numbers(folder: &Path) -> Result<Vec<u64>, PublishError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(fail("list", folder, source)),
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| fail("list", folder, source))?;
        let name = entry.file_name();
        numbers.extend(name.to_str().and_then(|name| number(name.trim_end_matches(".json"))));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// The folder that a path lies in; empty at the top.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_ours_are_numbers() {
        assert_eq!((name(42), number("000042")), ("000042".to_owned(), Some(42)));
        assert_eq!((name(1_234_567), number("1234567")), ("1234567".to_owned(), Some(1_234_567)));
        for foreign in ["42", "0000042", "+00042", "00004x", "", "000042.bak"] {
            assert_eq!(number(foreign), None, "{foreign}");
        }
        assert_eq!(pointed_to("generations/000042\n"), Some(42));
        for foreign in ["000042", "/srv/generations/000042", "../generations/000042", "generations/latest"] {
            assert_eq!(pointed_to(foreign), None, "{foreign}");
        }
    }
}
