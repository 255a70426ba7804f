//! The folder: its marker, its generations, and which of them is current.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lock::LOCK;
use crate::model::Sight;
use crate::plan::manifest;
use crate::publish::PublishError;
use crate::publish::disk::{Disk, fail};

pub(super) const MARKER: &str = ".connectory";
pub(super) const GENERATIONS: &str = "generations";
pub(super) const LEDGERS: &str = "ledgers";
const LINK: &str = "current";
const POINTER: &str = "current.txt";
const FORMAT: u32 = 1;

/// How readers find the current generation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Swap {
    /// Through the link `current`.
    #[default]
    Link,
    /// Through the file `current.txt`, which holds the generation's folder.
    Pointer,
}

impl Swap {
    fn name(self) -> &'static str {
        match self {
            Swap::Link => LINK,
            Swap::Pointer => POINTER,
        }
    }
}

/// What says that the folder is ours.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Marker {
    generations: u32,
    /// What its readers may see, once it is known.
    sees: Option<Value>,
}

impl Marker {
    fn new() -> Marker {
        Marker { generations: FORMAT, sees: None }
    }

    /// Reads the folder's marker, or makes one where the folder is free.
    pub(super) fn of(disk: &mut Disk) -> Result<Marker, PublishError> {
        let path = disk.at(MARKER);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if !is_free(disk.root())? {
                    return Err(PublishError::ForeignFolder(disk.root().to_owned()));
                }
                let marker = Marker::new();
                marker.put(disk)?;
                return Ok(marker);
            }
            Err(source) => return Err(fail("read", &path, source)),
        };
        let wrong = |why: String| PublishError::Manifest { path: path.clone(), why };
        let marker: Marker = serde_json::from_str(&text).map_err(|_| {
            wrong("it is not of a folder of generations, but perhaps of a site that `build` or `watch` made in place".into())
        })?;
        match marker.generations {
            FORMAT => Ok(marker),
            other => Err(wrong(format!("format {other} is not {FORMAT}, which this version writes"))),
        }
    }

    fn put(&self, disk: &mut Disk) -> Result<(), PublishError> {
        let text = serde_json::to_string(self).expect("a marker is JSON") + "\n";
        replace(disk, MARKER, text.as_bytes())
    }

    /// Refuses other readers than those the folder was made for: its older generations would show them what is not theirs.
    pub(super) fn meant_for(&mut self, sight: &Sight, disk: &mut Disk) -> Result<(), PublishError> {
        let sees = manifest::sees(sight);
        match &self.sees {
            Some(known) if *known == sees => Ok(()),
            Some(known) => Err(PublishError::Elsewhere {
                place: disk.root().display().to_string(),
                what: format!(
                    "it was made for readers who see {known}, and this site is for those who see {sees}: its older generations would show them what is not theirs; give another folder, or remove this one first"
                ),
            }),
            None => {
                let marker = Marker { sees: Some(sees), ..self.clone() };
                marker.put(disk)?;
                *self = marker;
                Ok(())
            }
        }
    }
}

/// Whether nothing but what a publisher makes first lies in the folder.
pub(super) fn is_free(root: &Path) -> Result<bool, PublishError> {
    let entries = fs::read_dir(root).map_err(|source| fail("list", root, source))?;
    for entry in entries {
        let name = entry.map_err(|source| fail("list", root, source))?.file_name();
        if name != LOCK && name != beside(MARKER).as_str() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What stands beside a file of our own until it is whole.
fn beside(name: &str) -> String {
    match name.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/.{name}.new"),
        None => format!(".{}.new", name.trim_start_matches('.')),
    }
}

/// Puts a file of our own into the folder, entirely or not at all.
pub(super) fn replace(disk: &mut Disk, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
    let new = disk.at(&beside(name));
    disk.write_through(&new, bytes)?;
    let place = disk.at(name);
    disk.rename(&new, &place)
}

/// The folder's name of a generation.
pub(super) fn name(number: u64) -> String {
    format!("{number:06}")
}

/// Which generation is current.
pub(super) fn current(disk: &Disk, swap: Swap) -> Result<Option<u64>, PublishError> {
    let path = disk.at(swap.name());
    let read = match swap {
        Swap::Link => fs::read_link(&path),
        Swap::Pointer => fs::read_to_string(&path).map(|text| PathBuf::from(text.trim_end())),
    };
    let target = match read {
        Ok(target) => target,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(_) => return Err(PublishError::ForeignFile(path)),
    };
    let number = target.strip_prefix(GENERATIONS).ok().and_then(Path::to_str).and_then(number_of);
    number.map(Some).ok_or(PublishError::ForeignFile(path))
}

/// Makes a generation current, for all readers at once.
pub(super) fn make_current(disk: &mut Disk, swap: Swap, number: u64) -> Result<(), PublishError> {
    let target = format!("{GENERATIONS}/{}", name(number));
    match swap {
        Swap::Pointer => replace(disk, POINTER, format!("{target}\n").as_bytes())?,
        Swap::Link => {
            let new = disk.at(&beside(LINK));
            disk.remove_file(&new)?;
            disk.link_to(&target, &new)?;
            let place = disk.at(LINK);
            disk.rename(&new, &place)?;
        }
    }
    disk.sync_folder()
}

/// The number of a generation's folder or ledger.
pub(super) fn number_of(name: &str) -> Option<u64> {
    let number: u64 = name.parse().ok()?;
    (name == self::name(number)).then_some(number)
}
