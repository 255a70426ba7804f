//! The only hands on an output folder: every change is one step, and a step either happened or did not.
//!
//! Tests cut the power before any step (`kill_after`) and look at what is left.
#![expect(clippy::disallowed_methods, reason = "publish/ writes the site, and only here")]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::PublishError;

/// Changes below one folder.
#[derive(Debug)]
pub(super) struct Disk {
    root: PathBuf,
    #[cfg(test)]
    pub(super) steps_left: Option<usize>,
}

impl Disk {
    pub(super) fn new(root: PathBuf) -> Self {
        Disk {
            root,
            #[cfg(test)]
            steps_left: None,
        }
    }

    /// The same folder by another name of it.
    pub(super) fn moved_to(&mut self, root: PathBuf) {
        self.root = root;
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn at(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    pub(super) fn make_folder(&mut self, path: &Path) -> Result<(), PublishError> {
        self.step("make the folder", path, |path| match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            done => done,
        })
    }

    pub(super) fn make_folders(&mut self, path: &Path) -> Result<(), PublishError> {
        self.step("make the folder", path, |path| fs::create_dir_all(path))
    }

    pub(super) fn write(&mut self, path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
        #[cfg(test)]
        if self.steps_left == Some(0) {
            // A kill may come in the middle of a write.
            let _ = fs::write(path, &bytes[..bytes.len() / 2]);
        }
        self.step("write", path, |path| fs::write(path, bytes))
    }

    /// Writes and waits until the bytes are on the disk.
    pub(super) fn write_through(&mut self, path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
        self.step("write", path, |path| {
            let mut file = fs::File::create(path)?;
            file.write_all(bytes)?;
            // Tests cut between steps, not the power; flushing would only make them slow.
            if cfg!(test) { Ok(()) } else { file.sync_all() }
        })
    }

    /// Writes a file where nothing is yet.
    pub(super) fn write_new(&mut self, path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
        #[cfg(test)]
        if self.steps_left == Some(0) && !path.exists() {
            let _ = fs::write(path, &bytes[..bytes.len() / 2]);
        }
        self.step("write", path, |path| {
            let mut file = fs::File::options().write(true).create_new(true).open(path)?;
            file.write_all(bytes)
        })
    }

    /// Gives a file a second name, where nothing is yet.
    pub(super) fn link(&mut self, file: &Path, name: &Path) -> Result<(), PublishError> {
        self.step("link", name, |name| fs::hard_link(file, name))
    }

    /// Makes a link that says `to`, where nothing is yet.
    pub(super) fn point(&mut self, link: &Path, to: &str) -> Result<(), PublishError> {
        self.step("make the link", link, |link| pointing(link, to))
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> Result<(), PublishError> {
        self.step("move a finished file to", to, |to| fs::rename(from, to))
    }

    /// Removes a file or a link; nothing there is fine.
    pub(super) fn remove_file(&mut self, path: &Path) -> Result<(), PublishError> {
        self.step("remove", path, |path| gone(fs::remove_file(path)))
    }

    /// Removes a folder of ours with all it holds; nothing there is fine.
    pub(super) fn remove_tree(&mut self, path: &Path) -> Result<(), PublishError> {
        self.step("remove", path, |path| gone(fs::remove_dir_all(path)))
    }

    /// Removes a folder if it is empty, and says whether it did.
    pub(super) fn remove_if_empty(&mut self, path: &Path) -> Result<bool, PublishError> {
        let mut removed = false;
        self.step("remove", path, |path| {
            removed = fs::remove_dir(path).is_ok();
            Ok(())
        })?;
        Ok(removed)
    }

    fn step(
        &mut self,
        doing: &'static str,
        path: &Path,
        act: impl FnOnce(&Path) -> io::Result<()>,
    ) -> Result<(), PublishError> {
        #[cfg(test)]
        match &mut self.steps_left {
            Some(0) => {
                return Err(fail(doing, path, io::Error::other("killed")));
            }
            Some(left) => *left -= 1,
            None => {}
        }
        act(path).map_err(|source| fail(doing, path, source))
    }
}

#[cfg(unix)]
fn pointing(link: &Path, to: &str) -> io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

#[cfg(not(unix))]
fn pointing(_: &Path, _: &str) -> io::Result<()> {
    Err(io::Error::other("this system has no links that can be replaced; write `current: pointer`"))
}

fn gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if is_absence(error.kind()) => Ok(()),
        done => done,
    }
}

/// A file where a folder of the path should be means as well that nothing is there.
fn is_absence(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

pub(super) fn fail(doing: &'static str, path: &Path, source: io::Error) -> PublishError {
    PublishError::Io { doing, path: path.to_owned(), source }
}
