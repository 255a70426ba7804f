//! One publisher at a time: a lock of the system, which ends with the process however it ends.
//!
//! Where a file system has no locks, or they do not reach other machines, the fencing number of the marker holds late publishers off.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use crate::publish::PublishError;
use crate::publish::disk::fail;

/// Of a lock no more is read than this, in bytes.
const MOST: u64 = 4 << 10;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// Takes the lock of a folder.
    ///
    /// # Errors
    /// Another one has it, or the disk does not answer.
    pub(super) fn take(path: &Path, place: &Path) -> Result<Lock, PublishError> {
        let open = File::options().read(true).write(true).create(true).truncate(false).open(path);
        let file = open.map_err(|source| fail("open", path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(taken(place, path)),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(Lock(file)),
            Err(TryLockError::Error(source)) => Err(fail("lock", path, source)),
        }
    }

    /// Writes down who has it.
    pub(super) fn note(&mut self, owner: &str, fence: u64) -> io::Result<()> {
        self.0.set_len(0)?;
        self.0.rewind()?;
        writeln!(self.0, "{owner}\nfence {fence}")
    }
}

impl Drop for Lock {
    /// Closing the file is not enough: a program that another thread is just starting holds it open a moment longer.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// Another one has the folder: what its lock says of whom.
pub(super) fn taken(place: &Path, lock: &Path) -> PublishError {
    let mut text = String::new();
    let _ = File::open(lock).and_then(|file| file.take(MOST).read_to_string(&mut text));
    let owner = match text.lines().next() {
        Some(owner) if !owner.is_empty() => owner.to_owned(),
        _ => "another publisher".to_owned(),
    };
    PublishError::Taken { place: place.display().to_string(), owner }
}
