//! What Git's index knows of the files on disk: a file that it has seen as it is now has the blob it was staged as.
//!
//! A filter may stand between the two (line ends, Git LFS), so only blobs as long as their file are trusted; and, as
//! Git does, only files that were last changed before the index was written.

use std::collections::HashMap;
use std::time::UNIX_EPOCH;

use super::compare::Blobs;
use super::{Entry, Repository, Stamp};

/// Nanoseconds in a second.
const SECOND: i128 = 1_000_000_000;

impl Repository {
    /// The blobs of `entries`, which were listed on disk, as far as the index knows them. Asks for no file's content.
    pub fn blobs(&self, entries: &[Entry]) -> Blobs {
        self.try_blobs(entries).unwrap_or_default()
    }

    fn try_blobs(&self, entries: &[Entry]) -> Option<Blobs> {
        let index = self.git.index().ok()?;
        let written = std::fs::metadata(index.path()?).ok()?.modified().ok()?;
        let written = written.duration_since(UNIX_EPOCH).ok()?.as_nanos() as i128;
        let objects = self.git.odb().ok()?;
        let staged: HashMap<Vec<u8>, git2::IndexEntry> =
            index.iter().map(|entry| (entry.path.clone(), entry)).collect();
        let mut blobs = Blobs::new();
        for entry in entries {
            let Stamp::Stat { size, modified, .. } = entry.stamp else { continue };
            let Ok(path) = self.folder.join(entry.path.as_str()) else { continue };
            let Some(known) = staged.get(path.as_str().as_bytes()) else { continue };
            let same_time = i128::from(known.mtime.seconds()) == modified / SECOND
                && i128::from(known.mtime.nanoseconds()) == modified % SECOND;
            let untouched = same_time && u64::from(known.file_size) == size && modified < written;
            if untouched && objects.read_header(known.id).is_ok_and(|(length, _)| length as u64 == size) {
                let mut id = [0; 20];
                id.copy_from_slice(known.id.as_bytes());
                blobs.insert(entry.path.clone(), Stamp::Blob(id));
            }
        }
        Some(blobs)
    }
}
