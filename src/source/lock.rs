//! A file that one process has at a time, and that says which: the system lets go of it when the process ends, however it ends.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::Path;

/// Of what a lock says no more is read than this, in bytes.
const MOST: u64 = 4 << 10;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct FileLock(File);

/// Why a lock cannot be had.
#[derive(Debug)]
pub enum NotLocked {
    /// Another one has it; what it says of itself, which may be nothing.
    Taken(Option<String>),
    /// The disk does not answer, or knows no locks.
    Disk(io::Error),
}

impl FileLock {
    /// Takes the lock at `path`, a file that is made if need be.
    ///
    /// # Errors
    /// Another one has it, or the disk does not answer or knows no locks.
    pub fn take(path: &Path) -> Result<FileLock, NotLocked> {
        let open = File::options().read(true).write(true).create(true).truncate(false).open(path);
        let file = open.map_err(NotLocked::Disk)?;
        match file.try_lock() {
            Ok(()) => Ok(FileLock(file)),
            Err(TryLockError::WouldBlock) => Err(NotLocked::Taken(FileLock::owner(path))),
            Err(TryLockError::Error(cause)) => Err(NotLocked::Disk(cause)),
        }
    }

    /// The same, but where the disk knows no locks everybody has it: for places that something else guards as well.
    ///
    /// # Errors
    /// Another one has it, or the disk does not answer.
    pub fn take_where_there_are_locks(path: &Path) -> Result<FileLock, NotLocked> {
        match FileLock::take(path) {
            Err(NotLocked::Disk(cause)) if cause.kind() == ErrorKind::Unsupported => {
                File::options().read(true).write(true).open(path).map(FileLock).map_err(NotLocked::Disk)
            }
            taken => taken,
        }
    }

    /// Writes down who has it; the first line is what others are told.
    ///
    /// # Errors
    /// The disk does not answer.
    pub fn note(&mut self, text: &str) -> io::Result<()> {
        self.0.set_len(0)?;
        self.0.rewind()?;
        writeln!(self.0, "{text}")
    }

    /// What whoever has the lock at `path` says of itself.
    pub fn owner(path: &Path) -> Option<String> {
        let mut text = String::new();
        File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text)).ok()?;
        text.lines().next().filter(|line| !line.is_empty()).map(str::to_owned)
    }
}

impl Drop for FileLock {
    /// Closing the file is not enough: a program that another thread is just starting holds it open a moment longer.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_it_at_a_time_and_the_other_is_told_whom() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("lock");
        let mut first = FileLock::take(&path).unwrap();
        assert!(matches!(FileLock::take(&path), Err(NotLocked::Taken(None))), "it says nothing yet");
        first.note("the first of all\nfence 1").unwrap();
        first.note("the first\nfence 2").unwrap();
        assert!(matches!(FileLock::take(&path), Err(NotLocked::Taken(Some(owner))) if owner == "the first"));
        assert!(matches!(FileLock::take_where_there_are_locks(&path), Err(NotLocked::Taken(_))));
        drop(first);
        assert!(FileLock::take(&path).is_ok());
        assert!(matches!(FileLock::take(root.path()), Err(NotLocked::Disk(_))), "a folder is no lock");
    }

    #[test]
    fn it_is_free_as_soon_as_it_is_dropped_though_a_program_inherited_it() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("lock");
        let lock = FileLock::take(&path).unwrap();
        let inherited = lock.0.try_clone().unwrap();
        drop(lock);
        assert!(FileLock::take(&path).is_ok());
        drop(inherited);
    }
}
