//! A generation in the making, beside those that readers see.
//!
//! 1. Files with new bytes are written as they come; what stays is only noted.
//! 2. Once it is known that something changed, what stays gets a second name here: a hard link, or a copy where there are none.
//! 3. `manifest.json` is put in last, and all of it flushed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::flush;
use super::layout::parent;
use super::record::{Entry, Record, Stamp};
use crate::plan::manifest;
use crate::plan::{Fingerprint, Grounds, Held, SitePath};
use crate::publish::disk::{Disk, fail};
use crate::publish::tree::{BELOW_A_FILE, ancestors};
use crate::publish::{AFTERLIFE, PublishError, is_hash_named};

const TWICE: &str = "it came twice";

/// What becomes the next generation.
#[derive(Debug)]
pub(super) struct Making {
    /// Its folder.
    folder: PathBuf,
    /// Files with new bytes, which lie there already.
    pub(super) written: Vec<Entry>,
    /// Files that stay as they are.
    pub(super) kept: Vec<Entry>,
    /// On what the generation stands.
    pub(super) grounds: Option<Grounds>,
    /// The manifest and its signature, with new bytes.
    last: Vec<(SitePath, Held, Vec<u8>)>,
    /// Files that stay, but have no second name.
    copied: Vec<SitePath>,
    /// The folder that was made last, below the generation's.
    made: String,
    /// Whether the file system gives a file no second name.
    has_no_links: bool,
}

impl Making {
    pub(super) fn new(folder: PathBuf) -> Making {
        Making {
            folder,
            written: Vec::new(),
            kept: Vec::new(),
            grounds: None,
            last: Vec::new(),
            copied: Vec::new(),
            made: String::new(),
            has_no_links: false,
        }
    }

    /// Notes a file that stays as it was recorded; what it was made from may be another.
    pub(super) fn keep(&mut self, path: SitePath, held: Held, recorded: &Entry) {
        self.kept.push(Entry { path, held, stamp: recorded.stamp, age: 0 });
    }

    /// Adds a file with new bytes.
    pub(super) fn add(
        &mut self,
        disk: &mut Disk,
        path: SitePath,
        held: Held,
        bytes: Vec<u8>,
    ) -> Result<(), PublishError> {
        if [manifest::NAME, manifest::SIGNATURE].contains(&path.as_str()) {
            self.last.push((path, held, bytes));
            return Ok(());
        }
        let entry = self.write(disk, path, held, &bytes)?;
        self.written.push(entry);
        Ok(())
    }

    /// Whether the site it would be is another than the one that is recorded.
    pub(super) fn differs(&self, from: &Record) -> bool {
        let is_same = |entry: &Entry| from.get(&entry.path).is_some_and(|known| known.held == entry.held);
        let is_whole = || self.kept.iter().all(is_same) && self.kept.len() == from.site().count();
        !self.written.is_empty() || !self.last.is_empty() || !is_whole()
    }

    /// Puts what stays beside what is new, `from` the folder of the generation before, of which `before` is the record; then what
    /// only readers of older pages ask for.
    pub(super) fn complete(
        &mut self,
        disk: &mut Disk,
        from: &Path,
        before: &Record,
    ) -> Result<Record, PublishError> {
        let mut entries = Vec::with_capacity(self.written.len() + self.kept.len() + self.last.len());
        let mut kept = std::mem::take(&mut self.kept);
        kept.sort_by(|a, b| a.path.cmp(&b.path));
        for entry in kept {
            match self.link(disk, from, &entry)? {
                Some(stamp) => entries.push(Entry { stamp, ..entry }),
                None => return Err(PublishError::NotHeld(entry.path)),
            }
        }
        for (path, held, bytes) in std::mem::take(&mut self.last) {
            let entry = self.write(disk, path, held, &bytes)?;
            self.written.push(entry);
        }
        entries.extend(self.written.iter().cloned());
        let site = Record::of(entries);
        if let Some(pair) = site.0.windows(2).find(|pair| pair[0].path == pair[1].path) {
            return Err(PublishError::BadPath(pair[0].path.clone(), TWICE));
        }
        let retired = self.retire(disk, from, before, &site)?;
        let record = Record::of(site.0.into_iter().chain(retired).collect());
        self.flush(&record)?;
        Ok(record)
    }

    /// Brings along what pages of the last generations ask for.
    fn retire(
        &mut self,
        disk: &mut Disk,
        from: &Path,
        before: &Record,
        site: &Record,
    ) -> Result<Vec<Entry>, PublishError> {
        let is_asked_for = |entry: &&Entry| {
            entry.age < AFTERLIFE && is_hash_named(&entry.path) && site.get(&entry.path).is_none()
        };
        let mut retired = Vec::new();
        for entry in before.0.iter().filter(is_asked_for) {
            match self.link(disk, from, entry) {
                Ok(Some(stamp)) => retired.push(Entry { stamp, age: entry.age + 1, ..entry.clone() }),
                // It is gone, damaged, or in the way of a file of the site.
                Ok(None) | Err(PublishError::BadPath(..)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(retired)
    }

    fn write(
        &mut self,
        disk: &mut Disk,
        path: SitePath,
        held: Held,
        bytes: &[u8],
    ) -> Result<Entry, PublishError> {
        self.make_parents(disk, &path)?;
        let file = self.folder.join(path.as_str());
        disk.write_new(&file, bytes).map_err(|error| self.is_taken(error, &path))?;
        let found = fs::symlink_metadata(&file).map_err(|source| fail("look at", &file, source))?;
        Ok(Entry { path, held, stamp: Stamp::of(&found), age: 0 })
    }

    /// Gives a file that is as it was recorded a second name here, and tells its stamp; `None` if it is not as recorded.
    fn link(&mut self, disk: &mut Disk, from: &Path, entry: &Entry) -> Result<Option<Stamp>, PublishError> {
        self.make_parents(disk, &entry.path)?;
        let (file, name) = (from.join(entry.path.as_str()), self.folder.join(entry.path.as_str()));
        if self.has_no_links {
            return self.copy(disk, &file, entry);
        }
        match disk.link(&file, &name) {
            Ok(()) => {}
            Err(PublishError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                return Ok(None);
            }
            Err(error) if is_refusal(&error) => {
                self.has_no_links = is_unsupported(&error);
                return self.copy(disk, &file, entry);
            }
            Err(error) => return Err(self.is_taken(error, &entry.path)),
        }
        // Looked at under its new name: what is done to the old one meanwhile does not matter.
        if !entry.is_at(&name) {
            disk.remove_file(&name)?;
            return Ok(None);
        }
        let found = fs::symlink_metadata(&name).map_err(|source| fail("look at", &name, source))?;
        Ok(Some(Stamp::of(&found)))
    }

    fn copy(&mut self, disk: &mut Disk, file: &Path, entry: &Entry) -> Result<Option<Stamp>, PublishError> {
        let bytes = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(fail("read", file, source)),
        };
        if Fingerprint::of(&bytes) != entry.held.sha256 {
            return Ok(None);
        }
        let written = self.write(disk, entry.path.clone(), entry.held, &bytes)?;
        self.copied.push(entry.path.clone());
        Ok(Some(written.stamp))
    }

    fn make_parents(&mut self, disk: &mut Disk, path: &SitePath) -> Result<(), PublishError> {
        let above = parent(path.as_str());
        if above == self.made {
            return Ok(());
        }
        for folder in ancestors(path.as_str()) {
            let is_made =
                self.made.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if is_made {
                continue;
            }
            let place = self.folder.join(folder);
            disk.make_folder(&place).map_err(|error| match place.is_file() {
                true => PublishError::BadPath(path.clone(), BELOW_A_FILE),
                false => error,
            })?;
        }
        above.clone_into(&mut self.made);
        Ok(())
    }

    /// What it means that something stands where a file of the site goes: here is nothing but the site.
    fn is_taken(&self, error: PublishError, path: &SitePath) -> PublishError {
        match &error {
            PublishError::Io { source, .. } if source.kind() == io::ErrorKind::AlreadyExists => {
                let is_folder = self.folder.join(path.as_str()).is_dir();
                let why = if is_folder { "it is a folder of the site, too" } else { TWICE };
                PublishError::BadPath(path.clone(), why)
            }
            _ => error,
        }
    }

    fn flush(&self, record: &Record) -> Result<(), PublishError> {
        let written = self.written.iter().map(|entry| entry.path.as_str());
        let files: Vec<&str> = written.chain(self.copied.iter().map(SitePath::as_str)).collect();
        let mut folders = vec![""];
        folders.extend(record.0.iter().flat_map(|entry| ancestors(entry.path.as_str())));
        folders.sort_unstable();
        folders.dedup();
        flush::site(&self.folder, &files, &folders)
    }
}

/// Whether a second name is what was refused, and not the disk that is in trouble.
fn is_refusal(error: &PublishError) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, TooManyLinks};
    let kinds = [CrossesDevices, PermissionDenied, TooManyLinks];
    matches!(error, PublishError::Io { source, .. } if kinds.contains(&source.kind()))
        || is_unsupported(error)
}

fn is_unsupported(error: &PublishError) -> bool {
    matches!(error, PublishError::Io { source, .. } if source.kind() == io::ErrorKind::Unsupported)
}
