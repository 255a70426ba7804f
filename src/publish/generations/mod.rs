//! Publishes into a folder of generations, of which readers see one at a time.
//!
//! ```text
//! OUT/.connectory                        that the folder is ours, and for whom it was made
//! OUT/lock                               who publishes to it
//! OUT/generations/000042/                a whole site
//! OUT/ledgers/000042                     what is in it
//! OUT/current -> generations/000042      where readers look
//! ```
//!
//! 1. `begin` removes what a killed publisher left, and opens a folder that no reader knows.
//! 2. `put` links what stays as it is to the file of the last generation, and writes what is new.
//! 3. `finish` keeps the hash-named files of the last three generations, for readers of an older page; has everything reach the disk; writes
//!    the ledger; makes the generation current in one step; and removes those that are too old.
//!
//! Killed at any point, the last generation is whole and current, and the next `begin` puts the rest right.

mod ledger;
mod lock;
mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

pub use place::Swap;

use super::disk::{Disk, fail};
use super::folder::{ancestors, check_folders};
use super::memory::{Content, File, Generation, Site};
use super::{PULSE, PublishError, Published, Sink, is_hash_named};
use crate::model::Sight;
use crate::plan::{Held, SitePath};
use ledger::{Ledger, Record, modified};
use lock::Lock;
use place::{GENERATIONS, LEDGERS, Marker, current, make_current, name, number_of, replace};

/// As many generations are kept besides the current one; hash-named files outlive their last use by as many.
const KEPT: u64 = 3;

/// A folder of generations.
#[derive(Debug)]
pub struct GenerationSink {
    disk: Disk,
    swap: Swap,
    lock: Lock,
    marker: Marker,
    /// What the current generation holds.
    ledger: Ledger,
    next: Option<Next>,
    site: Site,
}

/// A generation in the making.
#[derive(Debug)]
struct Next {
    folder: PathBuf,
    ledger: Ledger,
    written: Vec<SitePath>,
    /// Folders that were made in it.
    made: BTreeSet<String>,
}

impl GenerationSink {
    /// Opens the folder, which may be absent, empty or one of ours. `owner` is what another publisher is told, in a line.
    ///
    /// # Errors
    /// Another one publishes to it, it holds something else, or the disk does not answer.
    pub fn open(folder: &Path, swap: Swap, owner: &str) -> Result<Self, PublishError> {
        GenerationSink::on(Disk::new(folder.to_owned()), swap, owner)
    }

    fn on(mut disk: Disk, swap: Swap, owner: &str) -> Result<Self, PublishError> {
        let root = disk.root().to_owned();
        disk.make_folders(&root)?;
        let root = fs::canonicalize(&root).map_err(|source| fail("open", &root, source))?;
        disk.moved_to(root.clone());
        if !is_ours_or_free(&root)? {
            return Err(PublishError::ForeignFolder(root));
        }
        let lock = Lock::take(&root, owner)?;
        let marker = Marker::of(&mut disk)?;
        let mut sink = GenerationSink {
            ledger: Ledger::default(),
            disk,
            swap,
            lock,
            marker,
            next: None,
            site: Site::default(),
        };
        sink.learn()?;
        Ok(sink)
    }

    /// The handle through which a server reads the current generation.
    pub fn site(&self) -> Site {
        self.site.clone()
    }

    /// Takes another handle, at which readers look already.
    pub fn shown_at(mut self, site: Site) -> Self {
        self.site = site;
        self.show();
        self
    }

    /// What the current generation holds. Of one whose ledger is not whole nothing is known, so that all of it is made again.
    fn learn(&mut self) -> Result<(), PublishError> {
        let Some(number) = current(&self.disk, self.swap)? else { return Ok(()) };
        let text = fs::read_to_string(self.disk.at(&format!("{LEDGERS}/{}", name(number)))).ok();
        let ledger = text.and_then(|text| Ledger::parse(&text)).filter(|ledger| ledger.number == number);
        self.ledger = ledger.unwrap_or(Ledger { number, records: BTreeMap::new() });
        self.show();
        Ok(())
    }

    /// Lets the server read the current generation.
    fn show(&self) {
        let folder = self.folder(self.ledger.number);
        let file = |(path, record): (&SitePath, &Record)| {
            let content = Content::Disk(folder.join(path.as_str()));
            (path.clone(), File::of(content, record.held))
        };
        let (parts, retired): (Vec<_>, Vec<_>) =
            self.ledger.records.iter().partition(|(_, record)| record.last == self.ledger.number);
        if self.ledger.records.is_empty() {
            return;
        }
        let retired = retired.into_iter().map(|(path, record)| {
            let (path, file) = file((path, record));
            (path, (file, record.last))
        });
        let files = parts.into_iter().map(file).collect();
        self.site.swap(Generation { number: self.ledger.number, files, retired: retired.collect() });
    }

    fn folder(&self, number: u64) -> PathBuf {
        self.disk.at(&format!("{GENERATIONS}/{}", name(number)))
    }

    /// Where a file of the current generation lies, if it is what the ledger says.
    fn sound(&self, path: &SitePath, record: &Record) -> Option<PathBuf> {
        let file = self.folder(self.ledger.number).join(path.as_str());
        let found = fs::symlink_metadata(&file).ok()?;
        let is_sound =
            found.is_file() && found.len() == record.held.size && modified(&found) == record.modified;
        is_sound.then_some(file)
    }

    /// Removes what a killed publisher left, and generations that are too old.
    fn tidy(&mut self) -> Result<(), PublishError> {
        let current = self.ledger.number;
        let is_kept = |number: u64| number <= current && number + KEPT >= current && number > 0;
        for (folder, is_tree) in [(GENERATIONS, true), (LEDGERS, false)] {
            let path = self.disk.at(folder);
            self.disk.make_folder(&path)?;
            let entries = fs::read_dir(&path).map_err(|source| fail("list", &path, source))?;
            for entry in entries.flatten() {
                let file_name = entry.file_name();
                let Some(text) = file_name.to_str() else { continue };
                // What is named otherwise is not ours.
                let number = number_of(text).filter(|number| !is_kept(*number));
                let begun =
                    text.strip_prefix('.').and_then(|rest| rest.strip_suffix(".new")).and_then(number_of);
                match (number.or(begun), is_tree) {
                    (None, _) => {}
                    (Some(_), true) => self.disk.remove_tree(&entry.path())?,
                    (Some(_), false) => self.disk.remove_file(&entry.path())?,
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, path: &SitePath, record: Record, from: &Path) -> Result<(), PublishError> {
        let to = self.place(path)?;
        let modified = self.disk.link_or_copy(from, &to)?.map_or(record.modified, |found| modified(&found));
        let next = self.next.as_mut().ok_or(PublishError::NotBegun)?;
        next.ledger.records.insert(path.clone(), Record { modified, ..record });
        Ok(())
    }

    fn write(&mut self, path: &SitePath, held: Held, bytes: &[u8]) -> Result<(), PublishError> {
        let to = self.place(path)?;
        self.disk.write(&to, bytes)?;
        let found = fs::symlink_metadata(&to).map_err(|source| fail("read", &to, source))?;
        let next = self.next.as_mut().ok_or(PublishError::NotBegun)?;
        let record = Record { held, modified: modified(&found), last: next.ledger.number };
        next.ledger.records.insert(path.clone(), record);
        next.written.push(path.clone());
        Ok(())
    }

    /// Where a file of the next generation goes, in a folder that is there.
    fn place(&mut self, path: &SitePath) -> Result<PathBuf, PublishError> {
        let next = self.next.as_mut().ok_or(PublishError::NotBegun)?;
        for folder in ancestors(path) {
            if !next.made.contains(folder) {
                self.disk.make_folder(&next.folder.join(folder))?;
                next.made.insert(folder.to_owned());
            }
        }
        Ok(next.folder.join(path.as_str()))
    }

    /// Hash-named files that pages of the last generations may still ask for.
    fn keep_retired(&mut self) -> Result<(), PublishError> {
        let next = &self.next.as_ref().ok_or(PublishError::NotBegun)?.ledger;
        let outlives = |(path, record): &(&SitePath, &Record)| {
            is_hash_named(path) && !next.records.contains_key(path) && record.last + KEPT >= next.number
        };
        let retired = self.ledger.records.iter().filter(outlives);
        let retired: Vec<_> = retired.map(|(path, record)| (path.clone(), *record)).collect();
        for (path, record) in retired {
            // One that somebody took away is no reason not to publish.
            if let Some(from) = self.sound(&path, &record) {
                self.keep(&path, record, &from)?;
            }
        }
        Ok(())
    }

    /// Makes what was put the current generation.
    fn publish(&mut self) -> Result<Next, PublishError> {
        self.keep_retired()?;
        let next = self.next.as_ref().ok_or(PublishError::NotBegun)?;
        let (number, begun) = (next.ledger.number, next.folder.clone());
        self.disk.sync_tree(&begun, next.written.iter().map(SitePath::as_str))?;
        let text = next.ledger.print();
        replace(&mut self.disk, &format!("{LEDGERS}/{}", name(number)), text.as_bytes())?;
        let folder = self.folder(number);
        self.disk.rename(&begun, &folder)?;
        self.lock.still_holds()?;
        make_current(&mut self.disk, self.swap, number)?;
        self.next.take().ok_or(PublishError::NotBegun)
    }
}

impl Sink for GenerationSink {
    fn held(&self, path: &SitePath) -> Option<Held> {
        let record = self.ledger.part(path)?;
        self.sound(path, record).map(|_| record.held)
    }

    fn meant_for(&mut self, sight: &Sight) -> Result<(), PublishError> {
        self.marker.meant_for(sight, &mut self.disk)
    }

    fn begin(&mut self) -> Result<(), PublishError> {
        self.abandon();
        self.lock.still_holds()?;
        self.tidy()?;
        let number = self.ledger.number + 1;
        let folder = self.disk.at(&format!("{GENERATIONS}/.{}.new", name(number)));
        self.disk.make_folder(&folder)?;
        let ledger = Ledger { number, records: BTreeMap::new() };
        self.next = Some(Next { folder, ledger, written: Vec::new(), made: BTreeSet::new() });
        Ok(())
    }

    fn put(&mut self, path: SitePath, file: Held, body: Option<Vec<u8>>) -> Result<(), PublishError> {
        let next = self.next.as_ref().ok_or(PublishError::NotBegun)?;
        let number = next.ledger.number;
        if next.ledger.records.contains_key(&path) {
            return Err(PublishError::BadPath(path, "it came twice"));
        }
        if path.as_str() == PULSE {
            return Err(PublishError::BadPath(path, "the name is kept for the sign of life"));
        }
        let known = self.ledger.records.get(&path).filter(|record| record.held.sha256 == file.sha256);
        let known = known.and_then(|record| Some((*record, self.sound(&path, record)?)));
        match (known, body) {
            (Some((record, from)), _) => {
                self.keep(&path, Record { held: file, last: number, ..record }, &from)
            }
            (None, Some(bytes)) => self.write(&path, file, &bytes),
            (None, None) => Err(PublishError::NotHeld(path)),
        }
    }

    fn finish(&mut self) -> Result<Published, PublishError> {
        let next = self.next.as_ref().ok_or(PublishError::NotBegun)?;
        check_folders(next.ledger.records.keys())?;
        let removed: Vec<SitePath> = self
            .ledger
            .parts()
            .map(|(path, _)| path)
            .filter(|path| !next.ledger.records.contains_key(path))
            .cloned()
            .collect();
        let total = next.ledger.records.len();
        let is_same =
            next.written.is_empty()
                && removed.is_empty()
                && next.ledger.records.iter().all(|(path, record)| {
                    self.ledger.part(path).is_some_and(|known| known.held == record.held)
                });
        if is_same && total > 0 {
            self.abandon();
            return Ok(Published { written: Vec::new(), kept: total, removed });
        }
        let next = self.publish()?;
        self.ledger = next.ledger;
        self.show();
        // The site is published; what is too old is removed now, or by the next publication.
        let _ = self.tidy();
        Ok(Published { kept: total - next.written.len(), written: next.written, removed })
    }

    fn abandon(&mut self) {
        if let Some(next) = self.next.take() {
            // What stays behind is removed by the next `begin`.
            let _ = self.disk.remove_tree(&next.folder);
        }
    }

    fn pulse(&mut self, body: &[u8]) -> Result<(), PublishError> {
        if self.ledger.records.is_empty() {
            return Ok(());
        }
        let new = self.disk.at(&format!(".{PULSE}.new"));
        self.disk.write(&new, body)?;
        let place = self.folder(self.ledger.number).join(PULSE);
        self.disk.rename(&new, &place)
    }
}

/// Whether the folder is empty, or has a marker; what kind of marker is found out under the lock.
fn is_ours_or_free(root: &Path) -> Result<bool, PublishError> {
    if root.join(place::MARKER).symlink_metadata().is_ok() {
        return Ok(true);
    }
    place::is_free(root)
}

#[cfg(test)]
mod tests;
