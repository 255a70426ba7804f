//! The daemon's own folder: one daemon at a time, and what it must not forget.
#![expect(clippy::disallowed_methods, reason = "the daemon keeps its own folder, and only here")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::source::{FileLock, NotLocked};

/// A daemon's folder, held until it is dropped.
#[derive(Debug)]
pub struct StateFolder {
    path: PathBuf,
    _lock: FileLock,
}

/// Why a daemon cannot have its folder.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another daemon has it.
    #[error("`{}` is in use by {owner}; stop that one first, or give this one another folder with `state:`", path.display())]
    Taken {
        /// The folder.
        path: PathBuf,
        /// Who has it.
        owner: String,
    },
    /// The disk does not answer.
    #[error("cannot use the folder `{}` for the daemon's state: {cause}", path.display())]
    Disk {
        /// The folder or a file in it.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

impl StateFolder {
    /// Takes the folder, which is made if need be. `owner` is what another daemon is told, in a line.
    ///
    /// # Errors
    /// Another daemon has it, or the disk does not answer.
    pub fn take(path: &Path, owner: &str) -> Result<StateFolder, StateError> {
        let failed = |cause| StateError::Disk { path: path.to_owned(), cause };
        fs::create_dir_all(path).map_err(failed)?;
        let path = fs::canonicalize(path).map_err(failed)?;
        let file = path.join("lock");
        let failed = |cause| StateError::Disk { path: file.clone(), cause };
        let mut lock = match FileLock::take(&file) {
            Ok(lock) => lock,
            Err(NotLocked::Disk(cause)) => return Err(failed(cause)),
            Err(NotLocked::Taken(owner)) => {
                let owner = owner.unwrap_or_else(|| "another daemon".to_owned());
                return Err(StateError::Taken { path, owner });
            }
        };
        lock.note(owner).map_err(failed)?;
        Ok(StateFolder { path, _lock: lock })
    }

    /// A file or folder of it.
    pub fn at(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// What a file of it holds; nothing where there is none, or where it is no text.
    pub fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path.join(name)).ok()
    }

    /// Puts a file into it, entirely or not at all.
    ///
    /// # Errors
    /// The disk does not answer; what was there stays.
    pub fn write(&self, name: &str, text: &str) -> Result<(), StateError> {
        let (place, beside) = (self.path.join(name), self.path.join(format!("{name}.new")));
        let write = || {
            let mut file = File::create(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, &place)
        };
        write().map_err(|cause| StateError::Disk { path: place.clone(), cause })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_daemon_is_refused_and_told_whom_the_folder_has() {
        let root = tempfile::tempdir().unwrap();
        let first = StateFolder::take(&root.path().join("state"), "process 17 on plant").unwrap();
        let second = StateFolder::take(&root.path().join("state"), "process 18 on plant").unwrap_err();
        assert!(
            matches!(&second, StateError::Taken { owner, .. } if owner == "process 17 on plant"),
            "{second}"
        );
        first.write("findings.json", "{}").unwrap();
        assert_eq!(first.read("findings.json").as_deref(), Some("{}"));
        drop(first);
        let third = StateFolder::take(&root.path().join("state"), "process 19 on plant").unwrap();
        assert_eq!(third.read("findings.json").as_deref(), Some("{}"), "what is known stays");
        assert_eq!(third.read("lock").as_deref(), Some("process 19 on plant\n"));
    }
}
