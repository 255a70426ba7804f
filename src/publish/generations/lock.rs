//! One publisher at a time. Where a file system has no locks, or they do not reach other machines, the fencing number of the marker holds
//! late publishers off.

use std::io;
use std::path::Path;

use crate::publish::PublishError;
use crate::publish::disk::fail;
use crate::source::{FileLock, NotLocked};

/// The lock of a folder.
#[derive(Debug)]
pub(super) struct Lock(FileLock);

impl Lock {
    /// Takes the lock of a folder.
    ///
    /// # Errors
    /// Another one has it, or the disk does not answer.
    pub(super) fn take(path: &Path, place: &Path) -> Result<Lock, PublishError> {
        match FileLock::take_where_there_are_locks(path) {
            Ok(lock) => Ok(Lock(lock)),
            Err(NotLocked::Taken(_)) => Err(taken(place, path)),
            Err(NotLocked::Disk(source)) => Err(fail("lock", path, source)),
        }
    }

    /// Writes down who has it.
    pub(super) fn note(&mut self, owner: &str, fence: u64) -> io::Result<()> {
        self.0.note(&format!("{owner}\nfence {fence}"))
    }
}

/// Another one has the folder: what its lock says of whom.
pub(super) fn taken(place: &Path, lock: &Path) -> PublishError {
    let owner = FileLock::owner(lock).unwrap_or_else(|| "another publisher".to_owned());
    PublishError::Taken { place: place.display().to_string(), owner }
}
