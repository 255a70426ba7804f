//! Publishes into a folder of generations, of which one is current: readers see a whole site, and then the next whole site.
//!
//! ```text
//! OUT/.connectory          whose the folder is, whom its site is for, who has it (a fencing number)
//! OUT/lock                 held while a publisher is open; says who
//! OUT/generations/000042/  a whole site
//! OUT/ledgers/000042.json  what it holds
//! OUT/current              -> generations/000042 (or `current.txt`, which says so)
//! ```
//!
//! 1. `begin` removes what was begun and never shown, and generations that are kept no longer.
//! 2. `put` writes new files into `.connectory-new`; what stays is only noted.
//! 3. `finish`, if anything changed, completes the new generation by links to the files that stay, flushes it, writes its ledger, moves it
//!    to `generations`, and shows it: one renaming.
//! 4. Then it removes what is older than the three generations before.
//!
//! Killed at any point, what was shown is shown, and whole; the next `begin` finds its way alone. Nothing is deleted that no ledger lists.

mod flush;
mod layout;
mod lock;
mod making;
mod marker;
mod old;
mod record;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

pub use layout::Swap;
pub(super) use marker::is_of_generations;

use self::layout::{GENERATIONS, LEDGERS, LOCK, MARKER, STAGING};
use self::lock::Lock;
use self::making::Making;
use self::marker::Marker;
use self::record::{Entry, Record};
use super::disk::{Disk, fail};
use super::memory::{File, Generation};
use super::{Content, PULSE, PublishError, Published, Sink, Site};
use crate::model::Sight;
use crate::plan::manifest;
use crate::plan::{Grounds, Held, SitePath};

/// A folder of generations, held until it is dropped.
#[derive(Debug)]
pub struct GenerationSink {
    disk: Disk,
    swap: Swap,
    marker: Marker,
    lock: Lock,
    /// The generation that readers see, and what it holds.
    shown: Option<u64>,
    record: Record,
    /// On what it stands, where that was told since the folder was opened.
    grounds: Option<Grounds>,
    making: Option<Making>,
    /// Whether what is remembered may not be what is there.
    unsure: bool,
    /// Whether a folder of another audience is emptied rather than refused.
    renews: bool,
    site: OnceLock<Site>,
}

impl GenerationSink {
    /// Takes the folder, which may be absent, empty or one of ours. `owner` is what others are told who want it meanwhile, in a line.
    ///
    /// # Errors
    /// Another one publishes to it, it is somebody else's, or the disk does not answer.
    pub fn open(folder: &Path, swap: Swap, owner: &str) -> Result<Self, PublishError> {
        let root = std::path::absolute(folder).map_err(|source| fail("find", folder, source))?;
        Self::open_on(Disk::new(root), swap, owner)
    }

    fn open_on(mut disk: Disk, swap: Swap, owner: &str) -> Result<Self, PublishError> {
        let root = disk.root().to_owned();
        // Whose the folder is, is found out before anything is put into it.
        Marker::read(&root)?;
        disk.make_folders(&root)?;
        let root = fs::canonicalize(&root).map_err(|source| fail("open", &root, source))?;
        let lock = Lock::take(&root.join(LOCK), &root)?;
        let mut marker = Marker::read(&root)?.unwrap_or_default();
        marker.fence += 1;
        disk.moved_to(root);
        let mut sink = GenerationSink {
            disk,
            swap,
            marker,
            lock,
            shown: None,
            record: Record::default(),
            grounds: None,
            making: None,
            unsure: false,
            renews: false,
            site: OnceLock::new(),
        };
        sink.write_marker()?;
        let place = sink.disk.at(LOCK);
        sink.lock.note(owner, sink.marker.fence).map_err(|source| fail("write", &place, source))?;
        sink.look()?;
        Ok(sink)
    }

    /// The same, with a handle that readers look through already.
    pub fn shown_at(self, site: Site) -> Self {
        site.swap(self.generation());
        GenerationSink { site: OnceLock::from(site), ..self }
    }

    /// The same for a folder that nobody else reads: one that was made for another audience is emptied rather than refused.
    pub fn renewing(self) -> Self {
        GenerationSink { renews: true, ..self }
    }

    /// The handle readers look through: the current generation, file by file where it lies.
    pub fn site(&self) -> Site {
        let fresh = || {
            let site = Site::default();
            site.swap(self.generation());
            site
        };
        self.site.get_or_init(fresh).clone()
    }

    /// Where whatever is not finished lies. It is this opening's own: one that lost the folder puts nothing into another's.
    fn staging(&self) -> PathBuf {
        self.disk.at(STAGING).join(self.marker.fence.to_string())
    }

    fn make_staging(&mut self) -> Result<PathBuf, PublishError> {
        let (all, own) = (self.disk.at(STAGING), self.staging());
        self.disk.make_folder(&all)?;
        self.disk.make_folder(&own)?;
        Ok(own)
    }

    fn write_marker(&mut self) -> Result<(), PublishError> {
        let (beside, place) = (self.make_staging()?.join("marker"), self.disk.at(MARKER));
        let text = self.marker.print();
        self.disk.write_through(&beside, text.as_bytes())?;
        self.disk.rename(&beside, &place)
    }

    /// Refuses to go on when another one opened the folder since: where locks do not hold, the later one has it.
    fn check_fence(&self) -> Result<(), PublishError> {
        let root = self.disk.root();
        match Marker::read(root)? {
            Some(marker) if marker.fence == self.marker.fence => Ok(()),
            Some(_) => Err(lock::taken(root, &root.join(LOCK))),
            None => Err(fail("read", &root.join(MARKER), std::io::ErrorKind::NotFound.into())),
        }
    }

    /// The generation that readers are pointed to, by the way that is asked for or else the other one.
    fn pointed(&self) -> Result<Option<u64>, PublishError> {
        let root = self.disk.root();
        let shown = self.swap.shown(root)?;
        Ok(shown.or_else(|| self.swap.other().shown(root).unwrap_or_default()))
    }

    /// Finds out which generation is shown and what it holds. What is not known of it will be made again.
    fn look(&mut self) -> Result<(), PublishError> {
        self.shown = self.pointed()?;
        let ledger = self.shown.map(|shown| layout::ledger(self.disk.root(), shown));
        self.record = ledger.and_then(|ledger| Record::read(&ledger).ok().flatten()).unwrap_or_default();
        self.grounds = None;
        self.unsure = false;
        self.show_site();
        Ok(())
    }

    fn shown_folder(&self) -> PathBuf {
        // Without a generation nothing is recorded, and nothing looked for there.
        layout::generation(self.disk.root(), self.shown.unwrap_or_default())
    }

    /// The file of an entry.
    fn file(&self, path: &SitePath) -> PathBuf {
        self.shown_folder().join(path.as_str())
    }

    fn show_site(&self) {
        if let Some(site) = self.site.get() {
            site.swap(self.generation());
        }
    }

    fn generation(&self) -> Generation {
        let number = self.shown.unwrap_or_default();
        let folder: Arc<Path> = self.shown_folder().into();
        let file = |entry: &Entry| File::of(Content::Disk(folder.clone(), entry.path.clone()), entry.held);
        let site = self.record.site().map(|entry| (entry.path.clone(), file(entry)));
        let retired = self.record.0.iter().filter(|entry| entry.age > 0);
        let last = |entry: &Entry| number.saturating_sub(u64::from(entry.age));
        let retired = retired.map(|entry| (entry.path.clone(), (file(entry), last(entry))));
        Generation { number, files: site.collect(), retired: retired.collect() }
    }

    /// Makes the generation that is complete in `staged` the one that readers see.
    fn publish(&mut self, staged: &Path, record: &Record) -> Result<u64, PublishError> {
        let root = self.disk.root().to_owned();
        let number = self.next_number()?;
        let (ledger, place) = (layout::ledger(&root, number), layout::generation(&root, number));
        self.disk.write_with(&ledger, |to| record.write(to))?;
        self.check_fence()?;
        self.disk.rename(staged, &place)?;
        flush::folder(&root.join(LEDGERS))?;
        flush::folder(&root.join(GENERATIONS))?;
        self.point(number)?;
        Ok(number)
    }

    fn next_number(&self) -> Result<u64, PublishError> {
        let of = |folder| layout::numbers(&self.disk.at(folder));
        let taken = of(GENERATIONS)?.into_iter().chain(of(LEDGERS)?).chain(self.shown).max();
        Ok(taken.unwrap_or_default() + 1)
    }

    /// The step that readers see.
    fn point(&mut self, number: u64) -> Result<(), PublishError> {
        let root = self.disk.root().to_owned();
        let (to, beside) = (layout::pointing_to(number), self.staging().join("current"));
        match self.swap {
            Swap::Link => self.disk.point(&beside, &to)?,
            Swap::Pointer => self.disk.write_through(&beside, format!("{to}\n").as_bytes())?,
        }
        // What stands there is ours, or it stays; and so does the folder when another one has it now.
        self.swap.shown(&root)?;
        self.check_fence()?;
        self.disk.rename(&beside, &root.join(self.swap.name()))?;
        flush::folder(&root)?;
        let other = self.swap.other();
        match other.shown(&root) {
            Ok(Some(_)) => self.disk.remove_file(&root.join(other.name())),
            _ => Ok(()),
        }
    }

    /// Whether nothing would change for any reader.
    fn is_shown(&self, making: &Making) -> Result<bool, PublishError> {
        let shown = self.swap.shown(self.disk.root())?;
        Ok(shown.is_some() && shown == self.shown && !making.differs(&self.record))
    }

    /// Whom what lies in the folder was made for; of what nobody said so, it is not known whom it is not for.
    fn made_for(&self) -> Result<Option<Sight>, PublishError> {
        match &self.marker.sight {
            Some(sight) => Ok(Some(sight.clone())),
            None => Ok((self.next_number()? > 1).then_some(Sight::All)),
        }
    }
}

impl Sink for GenerationSink {
    fn held(&self, path: &SitePath) -> Option<Held> {
        let entry = self.record.get(path)?;
        entry.is_at(&self.file(path)).then_some(entry.held)
    }

    /// Old generations and what only older pages ask for stay for a while: none of it may be anything that the new readers must not
    /// see.
    fn meant_for(&mut self, sight: &Sight) -> Result<(), PublishError> {
        self.check_fence()?;
        match self.made_for()? {
            Some(held) if !sight.covers(&held) && self.renews => self.empty()?,
            Some(held) if !sight.covers(&held) => {
                let folder = self.disk.root().to_owned();
                let (held, wanted) = (manifest::sees(&held).to_string(), manifest::sees(sight).to_string());
                return Err(PublishError::OtherAudience { folder, held, wanted });
            }
            _ => {}
        }
        if self.marker.sight.as_ref() != Some(sight) {
            self.marker.sight = Some(sight.clone());
            // It is said before the first file comes: a crash leaves nothing that is for more readers than it says.
            self.write_marker()?;
        }
        Ok(())
    }

    fn grounds(&self) -> Option<&Grounds> {
        self.grounds.as_ref()
    }

    fn stand_on(&mut self, grounds: Grounds) {
        if let Some(making) = &mut self.making {
            making.grounds = Some(grounds);
        }
    }

    fn begin(&mut self) -> Result<(), PublishError> {
        self.making = None;
        self.check_fence()?;
        if self.unsure || self.pointed()? != self.shown {
            self.look()?;
        }
        let staging = self.disk.at(STAGING);
        self.disk.remove_tree(&staging)?;
        for folder in [GENERATIONS, LEDGERS] {
            let folder = self.disk.at(folder);
            self.disk.make_folder(&folder)?;
        }
        // An old generation that cannot be removed, because somebody reads it, stops no new one.
        let _ = self.remove_old();
        let folder = self.make_staging()?.join("site");
        self.disk.make_folder(&folder)?;
        self.making = Some(Making::new(folder));
        Ok(())
    }

    fn put(&mut self, path: SitePath, file: Held, body: Option<Vec<u8>>) -> Result<(), PublishError> {
        if path.as_str() == PULSE {
            return Err(PublishError::BadPath(path, "the name is kept for the sign of life"));
        }
        let known = self.record.get(&path).filter(|known| match &body {
            None => known.held == file,
            Some(_) => known.held.sha256 == file.sha256 && known.is_at(&self.file(&path)),
        });
        let making = self.making.as_mut().ok_or(PublishError::NotBegun)?;
        match (known, body) {
            (Some(known), _) => making.keep(path, file, known),
            (None, Some(bytes)) => making.add(&mut self.disk, path, file, bytes)?,
            (None, None) => return Err(PublishError::NotHeld(path)),
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Published, PublishError> {
        let mut making = self.making.take().ok_or(PublishError::NotBegun)?;
        let staged = self.staging().join("site");
        if self.is_shown(&making)? {
            self.disk.remove_tree(&staged)?;
            self.grounds = making.grounds;
            return Ok(Published { kept: making.kept.len(), ..Published::default() });
        }
        self.unsure = true;
        let from = self.shown_folder();
        let record = making.complete(&mut self.disk, &from, &self.record)?;
        // The sign of life is the daemon's: without one, or with an old one, the site is whole.
        let _ = self.disk.link(&from.join(PULSE), &staged.join(PULSE));
        let number = self.publish(&staged, &record)?;
        let published = compared(&making, &self.record, &record);
        (self.shown, self.record, self.unsure) = (Some(number), record, false);
        self.grounds = making.grounds;
        self.show_site();
        // What could not be removed now is removed by the next `begin`.
        let _ = self.remove_old();
        Ok(published)
    }

    fn abandon(&mut self) {
        if self.making.take().is_some() {
            let staged = self.staging().join("site");
            let _ = self.disk.remove_tree(&staged);
        }
    }

    fn pulse(&mut self, body: &[u8]) -> Result<(), PublishError> {
        if self.shown.is_none() {
            return Ok(());
        }
        self.check_fence()?;
        let (beside, place) = (self.make_staging()?.join(PULSE), self.shown_folder().join(PULSE));
        self.disk.write(&beside, body)?;
        self.disk.rename(&beside, &place)
    }
}

fn compared(making: &Making, before: &Record, after: &Record) -> Published {
    let mut written: Vec<SitePath> = making.written.iter().map(|entry| entry.path.clone()).collect();
    written.sort();
    let removed = before.site().filter(|entry| after.get(&entry.path).is_none());
    Published {
        kept: after.site().count() - written.len(),
        removed: removed.map(|entry| entry.path.clone()).collect(),
        written,
    }
}

#[cfg(test)]
mod tests;
