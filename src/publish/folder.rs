//! Publishes into a plain folder that any host serves.
//!
//! 1. `begin` marks the folder as ours with an empty manifest, if it is new.
//! 2. `put` writes a changed file into `.connectory-new`; readers see nothing of it.
//! 3. `finish` lists what it will touch, moves the files in (pages after the rest, so that none refers to what is not there yet, and the site's manifest last),
//!    replaces the ledger,
//!    removes what the site no longer has, and drops the list. Hash-named files stay for three publications more: a page that a reader
//!    opened before asks for them.
//!
//! Killed at any point, the next build puts the folder right: the list says which files cannot be trusted. Nothing is flushed to the disk but
//! the manifest and the list; after a power cut a file may be short, which its recorded size tells.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use super::disk::{Disk, fail};
use super::ledger::{Ledger, MANIFEST, PENDING, STAGING, print_manifest, print_pending};
use super::tree::{ancestors, check_folders};
use super::{AFTERLIFE, PublishError, Published, Sink, is_hash_named};
use crate::plan::manifest::{self, Manifest, Sight};
use crate::plan::{Fingerprint, Grounds, Held, SitePath};

/// A folder of files, `index.html` at its top.
#[derive(Debug)]
pub struct FolderSink {
    disk: Disk,
    ledger: Ledger,
    /// On what the site stands, where this opening made it. It is in no file: the folder holds the same bytes whoever made it.
    grounds: Option<Grounds>,
    next: Option<Next>,
    verify: bool,
    unsure: bool,
    /// Whether what the site showed before is for other readers, so that nothing of it may stay.
    forgets: bool,
    /// The folder looked at last and whether it is a real one; files come in path order.
    parent: Mutex<Option<(String, bool)>>,
}

#[derive(Debug, Default)]
struct Next {
    records: BTreeMap<SitePath, Held>,
    grounds: Option<Grounds>,
    /// Files with new bytes, each with the number that it has as a name meanwhile.
    staged: BTreeMap<SitePath, usize>,
}

impl Next {
    /// Whether a file at this path would be in the way of the site.
    fn is_in_the_way(&self, path: &SitePath) -> bool {
        let is_file = |path: &str| SitePath::new(path).is_some_and(|path| self.records.contains_key(&path));
        let below = format!("{path}/");
        is_file(path.as_str())
            || ancestors(path.as_str()).any(is_file)
            || self.records.keys().any(|record| record.as_str().starts_with(&below))
    }
}

impl FolderSink {
    /// Opens the folder, which may be absent, empty or an earlier site of ours.
    pub fn open(folder: &Path) -> Result<Self, PublishError> {
        let root = match fs::canonicalize(folder) {
            Ok(root) => root,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                std::path::absolute(folder).map_err(|source| fail("find", folder, source))?
            }
            Err(source) => return Err(fail("open", folder, source)),
        };
        Ok(FolderSink {
            ledger: Ledger::read(&root)?,
            disk: Disk::new(root),
            grounds: None,
            next: None,
            verify: false,
            unsure: false,
            forgets: false,
            parent: Mutex::new(None),
        })
    }

    /// The same for those who may see `sight`, as [`Sink::meant_for`].
    ///
    /// # Errors
    /// The folder holds a site that shows everything, and they may not see everything.
    pub fn for_audience(mut self, sight: &Sight) -> Result<Self, PublishError> {
        self.meant_for(sight)?;
        Ok(self)
    }

    /// Trusts no file by its size: reads each one and compares its hash.
    pub fn verifying(mut self) -> Self {
        self.verify = true;
        self
    }

    fn is_as_recorded(&self, path: &SitePath, record: &Held) -> bool {
        if !self.has_real_parent(path) {
            return false;
        }
        let file = self.disk.at(path.as_str());
        let same_size =
            fs::symlink_metadata(&file).is_ok_and(|found| found.is_file() && found.len() == record.size);
        same_size
            && (!self.verify || fs::read(&file).is_ok_and(|bytes| Fingerprint::of(&bytes) == record.sha256))
    }

    fn has_real_parent(&self, path: &SitePath) -> bool {
        let Some((parent, _)) = path.as_str().rsplit_once('/') else {
            return true;
        };
        let mut last = self.parent.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match &*last {
            Some((known, real)) if known == parent => *real,
            _ => {
                let real = ancestors(path.as_str()).all(|folder| is_real_folder(&self.disk.at(folder)));
                *last = Some((parent.to_owned(), real));
                real
            }
        }
    }

    fn forget_parent(&mut self) {
        self.parent = Mutex::new(None);
    }

    fn stage(&mut self, path: &SitePath, bytes: &[u8]) -> Result<usize, PublishError> {
        let next = self.next.as_ref().ok_or(PublishError::NotBegun)?;
        let staging = self.disk.at(STAGING);
        if next.staged.is_empty() {
            self.disk.make_folder(&staging)?;
        }
        let occupied = fs::symlink_metadata(self.disk.at(path.as_str())).is_ok();
        if occupied && !self.ledger.owns(path) && !self.is_folder_of_ours(path) {
            return Err(PublishError::ForeignFile(self.disk.at(path.as_str())));
        }
        let number = next.staged.len();
        self.disk.write(&staging.join(number.to_string()), bytes)?;
        Ok(number)
    }

    /// A folder may become a file, when all it holds is ours and goes; `finish` finds out.
    fn is_folder_of_ours(&self, path: &SitePath) -> bool {
        is_real_folder(&self.disk.at(path.as_str()))
            && self.ledger.ours().iter().any(|ours| ours.as_str().starts_with(&format!("{path}/")))
    }

    /// Writes a file of our own so that it is there entirely or not at all.
    fn replace(&mut self, name: &str, text: &str) -> Result<(), PublishError> {
        let staging = self.disk.at(STAGING);
        self.disk.make_folder(&staging)?;
        let beside = staging.join(name);
        self.disk.write_through(&beside, text.as_bytes())?;
        let place = self.disk.at(name);
        self.disk.rename(&beside, &place)
    }

    /// What is no part of the next site, but stays for readers of an older page.
    fn retired(&self, next: &Next) -> BTreeMap<SitePath, (Held, u8)> {
        let before = self.ledger.settled.iter().map(|(path, held)| (path, *held, 0));
        let before = before.chain(self.ledger.retired.iter().map(|(path, (held, age))| (path, *held, *age)));
        let stays = |(path, held, age): &(&SitePath, Held, u8)| {
            !self.forgets
                && *age < AFTERLIFE
                && is_hash_named(path)
                && !next.is_in_the_way(path)
                && self.is_as_recorded(path, held)
        };
        before.filter(stays).map(|(path, held, age)| (path.clone(), (held, age + 1))).collect()
    }

    fn publish(
        &mut self,
        next: &Next,
        retired: &BTreeMap<SitePath, (Held, u8)>,
        removed: &[SitePath],
    ) -> Result<(), PublishError> {
        let touched: BTreeSet<&SitePath> = next.staged.keys().chain(removed).collect();
        if !touched.is_empty() {
            self.replace(PENDING, &print_pending(touched.into_iter()))?;
        }
        self.clear_the_way(next, removed)?;
        let mut staged: Vec<_> = next.staged.iter().collect();
        staged.sort_by_key(|(path, _)| turn(path));
        let folder = self.disk.at(STAGING);
        for (path, number) in staged {
            self.place(path, &folder.join(number.to_string()))?;
        }
        self.replace(MANIFEST, &print_manifest(&next.records, retired))?;
        for path in removed {
            self.remove(path)?;
        }
        let pending = self.disk.at(PENDING);
        self.disk.remove_file(&pending)?;
        let staging = self.disk.at(STAGING);
        self.disk.remove_tree(&staging)
    }

    /// Where a file becomes a folder or a folder a file, the one that goes must go first.
    fn clear_the_way(&mut self, next: &Next, removed: &[SitePath]) -> Result<(), PublishError> {
        let is_file = |path: &SitePath| next.staged.contains_key(path);
        let going: BTreeSet<SitePath> = removed.iter().cloned().collect();
        for path in removed {
            if ancestors(path.as_str()).filter_map(SitePath::new).any(|above| is_file(&above)) {
                self.remove(path)?;
            }
        }
        for path in next.staged.keys() {
            for above in ancestors(path.as_str()).filter_map(SitePath::new) {
                if going.contains(&above) {
                    self.remove(&above)?;
                }
            }
        }
        Ok(())
    }

    fn place(&mut self, path: &SitePath, staged: &Path) -> Result<(), PublishError> {
        for folder in ancestors(path.as_str()) {
            let folder = self.disk.at(folder);
            match fs::symlink_metadata(&folder) {
                Ok(found) if found.is_dir() => {}
                // Through a link we would write outside the folder.
                Ok(_) => return Err(PublishError::ForeignFile(folder)),
                Err(_) => self.disk.make_folder(&folder)?,
            }
        }
        let place = self.disk.at(path.as_str());
        if is_real_folder(&place) {
            return Err(PublishError::ForeignFile(place));
        }
        self.disk.rename(staged, &place)
    }

    fn remove(&mut self, path: &SitePath) -> Result<(), PublishError> {
        if !ancestors(path.as_str())
            .all(|folder| !fs::symlink_metadata(self.disk.at(folder)).is_ok_and(|f| f.is_symlink()))
        {
            return Ok(());
        }
        let file = self.disk.at(path.as_str());
        // A folder made by hand where our file was is not ours.
        if !is_real_folder(&file) {
            self.disk.remove_file(&file)?;
        }
        let folders: Vec<&str> = ancestors(path.as_str()).collect();
        for folder in folders.into_iter().rev() {
            let folder = self.disk.at(folder);
            if folder.exists() && !self.disk.remove_if_empty(&folder)? {
                break;
            }
        }
        Ok(())
    }
}

impl Sink for FolderSink {
    fn held(&self, path: &SitePath) -> Option<Held> {
        let record = self.ledger.settled.get(path)?;
        self.is_as_recorded(path, record).then_some(*record)
    }

    /// A site for some is not put over one that shows everything: until the last file is in its place, and after a crash for longer,
    /// they would see what is not for them.
    fn meant_for(&mut self, sight: &Sight) -> Result<(), PublishError> {
        let manifest = fs::read(self.disk.at(manifest::NAME)).ok();
        let held = manifest.and_then(|bytes| Manifest::parse(&bytes).ok());
        self.forgets = held.as_ref().is_none_or(|held| !sight.covers(&held.sight));
        let shows_everything = held.is_some_and(|held| held.sight.is_whole());
        match shows_everything && !sight.is_whole() {
            true => Err(PublishError::ShowsEverything(self.disk.root().to_owned())),
            false => Ok(()),
        }
    }

    fn grounds(&self) -> Option<&Grounds> {
        self.grounds.as_ref()
    }

    fn stand_on(&mut self, grounds: Grounds) {
        if let Some(next) = &mut self.next {
            next.grounds = Some(grounds);
        }
    }

    fn begin(&mut self) -> Result<(), PublishError> {
        self.abandon();
        if self.unsure {
            self.ledger = Ledger::read(self.disk.root())?;
            self.grounds = None;
            self.unsure = false;
        }
        let root = self.disk.root().to_owned();
        if !root.is_dir() {
            self.disk.make_folders(&root)?;
        }
        let staging = self.disk.at(STAGING);
        if fs::symlink_metadata(&staging).is_ok() {
            self.disk.remove_tree(&staging)?;
        }
        if !self.ledger.marked {
            self.replace(MANIFEST, &print_manifest(&BTreeMap::new(), &BTreeMap::new()))?;
            self.ledger.marked = true;
        }
        self.next = Some(Next::default());
        Ok(())
    }

    fn put(&mut self, path: SitePath, file: Held, body: Option<Vec<u8>>) -> Result<(), PublishError> {
        let next = self.next.as_ref().ok_or(PublishError::NotBegun)?;
        check(&path, next)?;
        let held = self.ledger.settled.get(&path).copied();
        let staged = match body {
            None if held == Some(file) => None,
            None => return Err(PublishError::NotHeld(path)),
            Some(bytes) => {
                let same =
                    held.is_some_and(|held| held.sha256 == file.sha256 && self.is_as_recorded(&path, &held));
                if same { None } else { Some(self.stage(&path, &bytes)?) }
            }
        };
        let next = self.next.as_mut().ok_or(PublishError::NotBegun)?;
        if let Some(staged) = staged {
            next.staged.insert(path.clone(), staged);
        }
        next.records.insert(path, file);
        Ok(())
    }

    fn finish(&mut self) -> Result<Published, PublishError> {
        let next = self.next.take().ok_or(PublishError::NotBegun)?;
        self.forget_parent();
        check_folders(next.records.keys())?;
        let is_same =
            next.records == self.ledger.settled && self.ledger.unsettled.is_empty() && next.staged.is_empty();
        let is_forgetting = self.forgets && !self.ledger.retired.is_empty();
        if is_same && !is_forgetting {
            self.grounds = next.grounds;
            return Ok(Published { kept: next.records.len(), ..Published::default() });
        }
        let retired = self.retired(&next);
        let is_gone = |path: &&SitePath| !next.records.contains_key(*path) && !retired.contains_key(*path);
        let removed: Vec<SitePath> = self.ledger.ours().into_iter().filter(is_gone).cloned().collect();
        self.unsure = true;
        self.publish(&next, &retired, &removed)?;
        self.unsure = false;
        let kept = next.records.len() - next.staged.len();
        let before: BTreeSet<&SitePath> = self.ledger.settled.keys().chain(&self.ledger.unsettled).collect();
        let left = before.into_iter().filter(|path| !next.records.contains_key(*path));
        let removed = left.cloned().collect();
        self.grounds = next.grounds;
        self.ledger = Ledger { settled: next.records, retired, unsettled: BTreeSet::new(), marked: true };
        Ok(Published { written: next.staged.into_keys().collect(), kept, removed })
    }

    fn abandon(&mut self) {
        self.forget_parent();
        if self.next.take().is_some_and(|next| !next.staged.is_empty()) {
            // What stays behind is removed by the next `begin`.
            let staging = self.disk.at(STAGING);
            let _ = self.disk.remove_tree(&staging);
        }
    }
}

fn check(path: &SitePath, next: &Next) -> Result<(), PublishError> {
    let top = path.as_str().split('/').next().unwrap_or_default();
    if [MANIFEST, PENDING, STAGING].iter().any(|own| top.eq_ignore_ascii_case(own)) {
        let why = "the name is kept for the folder's own record";
        return Err(PublishError::BadPath(path.clone(), why));
    }
    if next.records.contains_key(path) {
        return Err(PublishError::BadPath(path.clone(), "it came twice"));
    }
    Ok(())
}

/// When a file is moved in: pages after what they show, and after both what says that all of it is there.
fn turn(path: &SitePath) -> u8 {
    match path.as_str() {
        manifest::NAME | manifest::SIGNATURE => 2,
        page if page.ends_with(".html") => 1,
        _ => 0,
    }
}

fn is_real_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
