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

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn at(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The same folder by another name of it.
    pub(super) fn moved_to(&mut self, root: PathBuf) {
        self.root = root;
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

    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> Result<(), PublishError> {
        self.step("move a finished file to", to, |to| fs::rename(from, to))
    }

    /// Lets `to` be the same file as `from`; where the system cannot, a copy, of which what the system says is given.
    pub(super) fn link_or_copy(
        &mut self,
        from: &Path,
        to: &Path,
    ) -> Result<Option<fs::Metadata>, PublishError> {
        let mut copied = None;
        self.step("link", to, |to| {
            if fs::hard_link(from, to).is_err() {
                fs::copy(from, to)?;
                copied = Some(fs::symlink_metadata(to)?);
            }
            Ok(())
        })?;
        Ok(copied)
    }

    /// Makes a link that leads to `target`, as seen from its own folder.
    pub(super) fn link_to(&mut self, target: &str, link: &Path) -> Result<(), PublishError> {
        self.step("make the link", link, |link| symbolic(target, link))
    }

    /// Waits until everything below `folder` is on the disk; `written` are the files of it that are new.
    pub(super) fn sync_tree<'p>(
        &mut self,
        folder: &Path,
        written: impl Iterator<Item = &'p str>,
    ) -> Result<(), PublishError> {
        self.step("flush", folder, |folder| if cfg!(test) { Ok(()) } else { flushed(folder, written) })
    }

    /// Waits until the names in the folder itself are on the disk.
    pub(super) fn sync_folder(&mut self) -> Result<(), PublishError> {
        let root = self.root.clone();
        // Systems without folders that can be opened keep names by themselves.
        self.step("flush", &root, |root| match fs::File::open(root) {
            Ok(folder) if !cfg!(test) => folder.sync_all().or(Ok(())),
            _ => Ok(()),
        })
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
fn symbolic(target: &str, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn symbolic(target: &str, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}

/// One request flushes the whole file system: cheaper than one for each of thousands of files.
#[cfg(target_os = "linux")]
fn flushed<'p>(folder: &Path, _written: impl Iterator<Item = &'p str>) -> io::Result<()> {
    Ok(rustix::fs::syncfs(fs::File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn flushed<'p>(folder: &Path, written: impl Iterator<Item = &'p str>) -> io::Result<()> {
    for path in written {
        fs::File::options().write(true).open(folder.join(path))?.sync_all()?;
    }
    Ok(())
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
