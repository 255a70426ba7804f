//! Says that a folder of generations is ours, whom its site is for, and who published to it last.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::layout::{LOCK, MARKER, STAGING};
use crate::model::Sight;
use crate::plan::manifest;
use crate::publish::PublishError;
use crate::publish::disk::fail;

/// The form of the folder.
const FORMAT: u32 = 1;

/// What the marker says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Marker {
    /// Counts those who opened the folder to publish: the one with the highest number has it.
    pub(super) fence: u64,
    /// Whom the generations are for, once that was told.
    pub(super) sight: Option<Sight>,
}

#[derive(Serialize, Deserialize)]
struct Raw {
    connectory: u32,
    kind: String,
    fence: u64,
    #[serde(default)]
    sees: Option<Value>,
}

/// Of a marker, only so much as every kind of folder says.
#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// Whether the text of a marker is that of a folder of generations.
pub(in crate::publish) fn is_of_generations(text: &str) -> bool {
    serde_json::from_str::<Kind>(text).is_ok_and(|found| found.kind.as_deref() == Some("generations"))
}

impl Marker {
    /// Reads a folder's marker; nothing where the folder is free for us.
    pub(super) fn read(root: &Path) -> Result<Option<Marker>, PublishError> {
        let path = root.join(MARKER);
        let damaged = |why: String| PublishError::Manifest { path: path.clone(), why };
        let text = match fs::symlink_metadata(&path) {
            Ok(found) if !found.is_file() => return Err(damaged("it is not a file".to_owned())),
            Ok(_) => fs::read_to_string(&path).map_err(|source| fail("read", &path, source))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_free(root)? => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(PublishError::ForeignFolder(root.to_owned()));
            }
            Err(source) => return Err(fail("read", &path, source)),
        };
        if !is_of_generations(&text) && serde_json::from_str::<Kind>(&text).is_ok() {
            let found = "a site that `build` or `watch` wrote in place";
            return Err(PublishError::OtherKind { folder: root.to_owned(), found });
        }
        let raw: Raw = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
        if raw.connectory != FORMAT {
            return Err(damaged(format!(
                "format {} is not {FORMAT}, which this version writes",
                raw.connectory
            )));
        }
        let sight = match &raw.sees {
            None | Some(Value::Null) => None,
            Some(sees) => {
                Some(manifest::sight(sees).ok_or_else(|| damaged("`sees` names no audience".to_owned()))?)
            }
        };
        Ok(Some(Marker { fence: raw.fence, sight }))
    }

    /// The marker's text.
    pub(super) fn print(&self) -> String {
        let sees = self.sight.as_ref().map(manifest::sees);
        let (kind, fence) = ("generations".to_owned(), self.fence);
        let raw = Raw { connectory: FORMAT, kind, fence, sees };
        let text = serde_json::to_string(&raw).expect("numbers and texts can be written");
        text + "\n"
    }
}

/// Whether nothing lies in the folder but what a first opening may have left that was killed.
fn is_free(root: &Path) -> Result<bool, PublishError> {
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(source) => return Err(fail("list", root, source)),
    };
    for entry in entries {
        let entry = entry.map_err(|source| fail("list", root, source))?;
        let is_empty_lock = entry.file_name() == LOCK
            && entry.metadata().is_ok_and(|found| found.is_file() && found.len() == 0);
        if entry.file_name() != STAGING && !is_empty_lock {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_a_marker_says_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let groups = Sight::Groups(BTreeSet::from(["north".to_owned()]));
        for sight in [None, Some(Sight::All), Some(Sight::Nothing), Some(groups)] {
            let marker = Marker { fence: 7, sight };
            fs::write(folder.path().join(MARKER), marker.print()).unwrap();
            assert_eq!(Marker::read(folder.path()).unwrap(), Some(marker));
        }
    }
}
