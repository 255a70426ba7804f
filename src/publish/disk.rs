//! The only hands on an output folder: every change is one step, and a step either happened or did not.
//!
//! Tests cut the power before any step (`kill_after`) and look at what is left.
#![expect(clippy::disallowed_methods, reason = "publish/ writes the site, and only here")]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

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
        self.write_with(path, |file| file.write_all(bytes))
    }

    /// The same for what is too much to be in memory twice.
    pub(super) fn write_with(
        &mut self,
        path: &Path,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), PublishError> {
        self.step("write", path, |path| {
            let mut file = io::BufWriter::new(fs::File::create(path)?);
            write(&mut file)?;
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
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

    /// Removes many files, several at once; those that are not there are fine.
    pub(super) fn remove_files(&mut self, paths: &[PathBuf]) -> Result<(), PublishError> {
        if self.is_counting() {
            return paths.iter().try_for_each(|path| self.remove_file(path));
        }
        at_once(paths, |path| gone(fs::remove_file(path)).map_err(|source| fail("remove", path, source)))
    }

    /// Removes those of many folders that are empty, several at once.
    pub(super) fn remove_those_empty(&mut self, paths: &[PathBuf]) -> Result<(), PublishError> {
        if self.is_counting() {
            return paths.iter().try_for_each(|path| self.remove_if_empty(path).map(drop));
        }
        at_once(paths, |path| {
            let _ = fs::remove_dir(path);
            Ok(())
        })
    }

    /// Whether a test counts steps, which then come one after the other.
    fn is_counting(&self) -> bool {
        #[cfg(test)]
        let is_counting = self.steps_left.is_some();
        #[cfg(not(test))]
        let is_counting = false;
        is_counting
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

/// As many wait for the disk at once.
const AT_ONCE: usize = 8;

/// Does something with each of these, in any order. What the disk has to be asked for thousands of times takes a fraction of the time when
/// several ask. After a failure no more is begun.
pub(super) fn at_once<T: Sync>(
    all: &[T],
    act: impl Fn(&T) -> Result<(), PublishError> + Sync,
) -> Result<(), PublishError> {
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(None));
    let work = || {
        while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = act(one) {
                next.store(all.len(), Ordering::Relaxed);
                *failed.lock().unwrap_or_else(|lock| lock.into_inner()) = Some(error);
            }
        }
    };
    std::thread::scope(|scope| {
        // Few are done before a thread would have started.
        for _ in 1..(all.len() / AT_ONCE).min(AT_ONCE) {
            scope.spawn(work);
        }
        work();
    });
    failed.into_inner().unwrap_or_else(|lock| lock.into_inner()).map_or(Ok(()), Err)
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
