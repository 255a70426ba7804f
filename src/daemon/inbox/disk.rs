//! The only hands on an inbox: a dropped file is renamed from one of its folders to another, whole and at once, and what is written
//! beside it has another name until the file is there.
//!
//! Tests cut the power before any step (`steps_left`) and look at what is left.
#![expect(clippy::disallowed_methods, reason = "the inbox moves what was dropped, and only here")]

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use super::names::{self, ACCEPTED, JSON, REJECTED, TAKEN, TEXT};
use super::patience::Sight;

/// An inbox's folder.
#[derive(Debug)]
pub(super) struct Disk {
    root: PathBuf,
    #[cfg(test)]
    pub(super) steps_left: Option<usize>,
}

/// Something in a folder of an inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: OsString,
    /// How it looks, where it is an ordinary file; else what it is.
    pub(super) file: Result<Sight, &'static str>,
}

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is another one than was seen, or becomes one.
    Changes,
    /// It is larger than may be.
    TooLarge,
    /// The disk did not answer.
    Disk(io::Error),
}

impl Disk {
    /// The inbox in `root`, whose folders are made if need be.
    pub(super) fn open(root: &Path) -> io::Result<Disk> {
        fs::create_dir_all(root)?;
        let disk = Disk {
            root: root.to_owned(),
            #[cfg(test)]
            steps_left: None,
        };
        disk.make_folders()?;
        Ok(disk)
    }

    /// Makes those of its folders that are not there; none may lead elsewhere.
    pub(super) fn make_folders(&self) -> io::Result<()> {
        for name in [TAKEN, ACCEPTED, REJECTED] {
            let folder = self.root.join(name);
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
                _ if folder.symlink_metadata()?.is_dir() => {}
                _ => return Err(io::Error::new(ErrorKind::NotADirectory, format!("`{name}` is no folder"))),
            }
        }
        Ok(())
    }

    /// A file of it.
    pub(super) fn at(&self, folder: &str, name: &OsStr) -> PathBuf {
        self.root.join(folder).join(name)
    }

    /// What lies in one of its folders, by name; the empty name is the inbox itself.
    pub(super) fn list(&self, folder: &str) -> io::Result<Vec<Found>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(self.root.join(folder))? {
            let entry = entry?;
            // Not followed; one that went away meanwhile is none.
            let Ok(metadata) = entry.path().symlink_metadata() else { continue };
            found.push(Found { name: entry.file_name(), file: sight(&metadata) });
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// The bytes of a file that looks like `seen`, before and after.
    pub(super) fn read(&self, path: &Path, seen: Sight, most: u64) -> Result<Vec<u8>, Unread> {
        let looks = |metadata: io::Result<Metadata>| match metadata.as_ref().map(sight) {
            Ok(Ok(now)) if now == seen => Ok(()),
            Ok(_) => Err(Unread::Changes),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Unread::Changes),
            Err(_) => Err(Unread::Disk(metadata.expect_err("what was no file was an error"))),
        };
        // A pipe would be waited for, a link followed.
        looks(path.symlink_metadata())?;
        if seen.size > most {
            return Err(Unread::TooLarge);
        }
        let file = File::open(path).map_err(Unread::Disk)?;
        looks(file.metadata())?;
        let mut bytes = Vec::with_capacity(usize::try_from(seen.size).unwrap_or_default());
        (&file).take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(Unread::Disk)?;
        looks(file.metadata())?;
        looks(path.symlink_metadata())?;
        if bytes.len() as u64 == seen.size { Ok(bytes) } else { Err(Unread::Changes) }
    }

    /// Moves a file to another of its folders, and gives the name it has there: no other file's.
    pub(super) fn shift(&mut self, from: &Path, folder: &str, name: &OsStr) -> io::Result<OsString> {
        let name = self.free(folder, name);
        self.step(|disk| fs::rename(from, disk.at(folder, &name)))?;
        self.settled(from, folder)?;
        Ok(name)
    }

    /// Moves a file that was decided on, with what is said of it beside it.
    pub(super) fn settle(
        &mut self,
        from: &Path,
        to: (&str, &OsStr),
        text: &str,
        json: &str,
    ) -> io::Result<OsString> {
        let (folder, name) = (to.0, self.free(to.0, to.1));
        for (what, said) in [(TEXT, text), (JSON, json)] {
            let begun = self.at(folder, &names::beside(&name, what).1);
            self.write(&begun, said.as_bytes())?;
        }
        self.step(|disk| fs::rename(from, disk.at(folder, &name)))?;
        self.settled(from, folder)?;
        for what in [TEXT, JSON] {
            let (finished, begun) = names::beside(&name, what);
            self.step(|disk| fs::rename(disk.at(folder, &begun), disk.at(folder, &finished)))?;
        }
        self.sync(&self.root.join(folder))?;
        Ok(name)
    }

    /// Finishes what a kill interrupted: what was written to lie beside a file gets its name where the file is there, and goes where
    /// it is not.
    pub(super) fn mend(&mut self) -> io::Result<()> {
        for folder in [ACCEPTED, REJECTED] {
            for found in self.list(folder)? {
                let Some((of, finished)) = found.name.to_str().and_then(names::begun) else { continue };
                let begun = self.at(folder, &found.name);
                if self.at(folder, OsStr::new(of)).symlink_metadata().is_ok() {
                    self.step(|disk| fs::rename(&begun, disk.at(folder, OsStr::new(finished))))?;
                } else {
                    self.step(|_| fs::remove_file(&begun))?;
                }
            }
            self.sync(&self.root.join(folder))?;
        }
        Ok(())
    }

    /// A step that happens elsewhere.
    pub(super) fn pass(&mut self) -> io::Result<()> {
        self.step(|_| Ok(()))
    }

    fn free(&self, folder: &str, name: &OsStr) -> OsString {
        let is_there = |name: &OsStr| self.at(folder, name).symlink_metadata().is_ok();
        let finished = |name: &OsStr, what| names::beside(name, what).0;
        names::free(name, |name| {
            is_there(name) || [TEXT, JSON].iter().any(|what| is_there(&finished(name, what)))
        })
    }

    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        #[cfg(test)]
        if self.steps_left == Some(0) {
            // A kill may come in the middle of a write.
            let _ = fs::write(path, &bytes[..bytes.len() / 2]);
        }
        self.step(|_| {
            let mut file = File::create(path)?;
            file.write_all(bytes)?;
            // Tests cut between steps, not the power.
            if cfg!(test) { Ok(()) } else { file.sync_all() }
        })
    }

    /// Waits until a move is on the disk: first that the file is at its new place, then that it is not at the old one.
    fn settled(&mut self, from: &Path, folder: &str) -> io::Result<()> {
        self.sync(&self.root.join(folder))?;
        from.parent().map_or(Ok(()), |above| self.sync(above))
    }

    fn sync(&self, folder: &Path) -> io::Result<()> {
        // Elsewhere than on Unix, a folder cannot be opened.
        if cfg!(test) || !cfg!(unix) { Ok(()) } else { File::open(folder)?.sync_all() }
    }

    fn step<T>(&mut self, act: impl FnOnce(&Disk) -> io::Result<T>) -> io::Result<T> {
        #[cfg(test)]
        match &mut self.steps_left {
            Some(0) => return Err(io::Error::other("killed")),
            Some(left) => *left -= 1,
            None => {}
        }
        act(self)
    }
}

/// How a file looks; else what it is.
fn sight(metadata: &Metadata) -> Result<Sight, &'static str> {
    let kind = metadata.file_type();
    if kind.is_symlink() {
        return Err("a link");
    }
    if kind.is_dir() {
        return Err("a folder");
    }
    if !kind.is_file() {
        return Err("no ordinary file");
    }
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    let inode = 0;
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Ok(Sight { size: metadata.len(), modified: modified.unwrap_or(Duration::ZERO), inode })
}
