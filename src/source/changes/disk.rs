//! The only hands of a change on a registry's folder: every step of them happened or did not.
//!
//! Tests cut the power before any step and look at what is left.
#![expect(clippy::disallowed_methods, reason = "source/ writes what a person asked for, and only here")]

#[cfg(test)]
use std::cell::Cell;
use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::source::output::put_new;
use crate::source::{RepoPath, SourceError, WorkTree};

/// The folder of a registry that is being changed.
pub(super) struct Disk<'t> {
    pub(super) tree: &'t WorkTree,
    /// How many steps are left before the power is cut.
    #[cfg(test)]
    pub(super) steps_left: Cell<Option<usize>>,
}

impl<'t> Disk<'t> {
    pub(super) fn new(tree: &'t WorkTree) -> Disk<'t> {
        Disk {
            tree,
            #[cfg(test)]
            steps_left: Cell::new(None),
        }
    }

    /// Where a path of the registry lies.
    pub(super) fn at(&self, path: &RepoPath) -> PathBuf {
        self.tree.on_disk(path)
    }

    /// Makes a folder; tells whether it was not there yet.
    pub(super) fn make_folder(&self, path: &Path) -> Result<bool, SourceError> {
        self.step(path, || match fs::create_dir(path) {
            Ok(()) => Ok(true),
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(cause) => Err(cause),
        })
    }

    /// Makes a folder and those above it, whichever are not there yet.
    pub(super) fn make_folders(&self, path: &Path) -> Result<(), SourceError> {
        if path.is_dir() {
            return Ok(());
        }
        self.step(path, || fs::create_dir_all(path))
    }

    /// Writes a new file through to the disk, with the permissions of the one whose place it is to take.
    pub(super) fn put(
        &self,
        path: &Path,
        bytes: &[u8],
        permissions: Option<Permissions>,
    ) -> Result<(), SourceError> {
        #[cfg(test)]
        if self.steps_left.get() == Some(0) {
            // A kill may come in the middle of a write.
            let _ = fs::write(path, &bytes[..bytes.len() / 2]);
        }
        self.step(path, || {
            put_new(path, bytes)?;
            permissions.map_or(Ok(()), |permissions| fs::set_permissions(path, permissions))
        })
    }

    /// Gives a file a second name; on file systems without links, makes a copy.
    pub(super) fn link_or_copy(&self, from: &Path, to: &Path) -> Result<(), SourceError> {
        self.step(to, || match fs::hard_link(from, to) {
            Err(cause) if cause.kind() != ErrorKind::AlreadyExists => {
                fs::copy(from, to)?;
                fs::File::open(to)?.sync_all()
            }
            done => done,
        })
    }

    /// Gives a file the name `to`, which must be free; on file systems without links it loses its old one.
    pub(super) fn link_or_rename(&self, from: &Path, to: &Path) -> Result<(), SourceError> {
        // Unlike a rename, a link never takes the place of what came meanwhile.
        self.step(to, || match fs::hard_link(from, to) {
            Err(cause) if cause.kind() != ErrorKind::AlreadyExists => fs::rename(from, to),
            done => done,
        })
    }

    /// Puts a file in the place of another.
    pub(super) fn replace(&self, from: &Path, to: &Path) -> Result<(), SourceError> {
        self.step(to, || fs::rename(from, to))
    }

    /// Removes a file or a link; nothing there is fine.
    pub(super) fn remove(&self, path: &Path) -> Result<(), SourceError> {
        self.step(path, || match fs::remove_file(path) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
            done => done,
        })
    }

    /// Removes a folder if it is empty; tells whether it is gone.
    pub(super) fn remove_empty(&self, path: &Path) -> Result<bool, SourceError> {
        self.step(path, || match fs::remove_dir(path) {
            Err(cause) => Ok(cause.kind() == ErrorKind::NotFound),
            Ok(()) => Ok(true),
        })
    }

    /// Waits until what was done to a folder's names is on the disk.
    pub(super) fn sync(&self, folder: &Path) -> Result<(), SourceError> {
        self.step(folder, || {
            // Tests cut between steps, not the power. Elsewhere than on Unix, a folder cannot be opened.
            if cfg!(test) || !cfg!(unix) { Ok(()) } else { fs::File::open(folder)?.sync_all() }
        })
    }

    fn step<T>(&self, path: &Path, act: impl FnOnce() -> io::Result<T>) -> Result<T, SourceError> {
        #[cfg(test)]
        match self.steps_left.get() {
            Some(0) => return Err(failed(path, io::Error::other("killed"))),
            left => self.steps_left.set(left.map(|left| left - 1)),
        }
        act().map_err(|cause| failed(path, cause))
    }
}

pub(super) fn failed(path: &Path, cause: io::Error) -> SourceError {
    SourceError::Disk { path: path.display().to_string(), cause }
}
