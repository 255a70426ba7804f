//! Publishes into an object store: S3 and what speaks like it, Azure Blob Storage, Google Cloud Storage.
//!
//! 1. Whoever comes looks at the place first (`link`): whose it is (`marker`), and what of it is known (`journal`).
//! 2. Bodies are kept in a file (`spool`) until all are there. Only what differs from what the store holds is sent.
//! 3. Then the site goes out in an order in which nothing refers to what is not there yet, the manifest last (`turn`).
//! 4. What left the site is deleted a day later.
//!
//! A store has no generations: each page is the old or the new one, whole, until the manifest is the new one and all it lists is there.
//! Killed at any point, the next publication goes on from what the journal says, or without it from what the store says of itself.

mod bucket;
mod journal;
mod link;
mod marker;
mod pulse;
mod spool;
mod turn;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::Value;

use self::bucket::Bucket;
use self::journal::Journal;
use self::link::Link;
use self::spool::{Piece, Spool};
use super::{PULSE, PublishError, Published, Sink};
use crate::model::Sight;
use crate::plan::{Fingerprint, Held, SitePath, manifest};
use crate::source::FileLock;
use crate::source::objects::{self, Patience};

/// What tells the time.
pub type StoreClock = Box<dyn Fn() -> Timestamp + Send + Sync>;

/// Where a site goes in a store, and what is needed to get there.
pub struct StorePlace {
    /// `s3://bucket/below`, `az://container/below` or `gs://bucket/below`.
    pub url: String,
    /// The store's own options, such as `endpoint` and `region`; none is a secret.
    pub options: Vec<(String, String)>,
    /// Names and values of the environment, in which secrets are.
    pub environment: Vec<(String, String)>,
    /// A folder for what is known of stores; each has its own below it.
    pub folder: PathBuf,
    /// Who publishes, as another process on this machine is told.
    pub process: String,
    /// What time it is.
    pub now: StoreClock,
}

/// A bucket, or a folder of one.
pub struct StoreSink {
    bucket: Bucket,
    journal: Journal,
    spool: Spool,
    clock: StoreClock,
    /// What this publisher is called among others: by chance, and the same for as long as its folder is kept.
    owner: String,
    /// Whom the site is for, as a manifest writes it.
    sees: Option<Value>,
    /// Nothing until the place was looked at, and again after a failure.
    link: Option<Link>,
    next: Option<Next>,
    is_published: bool,
    /// Nobody else writes into the journal.
    _lock: FileLock,
    /// When the last sign of life was given, and what state it told.
    pulsed: Option<(Timestamp, Option<String>)>,
}

/// A generation in the making.
#[derive(Debug, Default)]
struct Next {
    files: BTreeMap<SitePath, Held>,
    staged: BTreeMap<SitePath, Piece>,
}

impl StoreSink {
    /// Opens a place. It is looked at by [`StoreSink::look`], or when the first generation comes.
    ///
    /// # Errors
    /// The address or an option is not understood, or the disk does not answer.
    pub fn open(place: StorePlace) -> Result<StoreSink, PublishError> {
        let opened = objects::open(&place.url, &place.options, &place.environment, Patience::SENDING);
        let refused = |what| PublishError::Elsewhere { place: place.url.clone(), what };
        let endpoint = place.options.iter().find(|(name, _)| name.eq_ignore_ascii_case("endpoint"));
        let endpoint = endpoint.map_or("", |(_, value)| value);
        let own = Fingerprint::of_parts([place.url.as_bytes(), endpoint.as_bytes()]).short();
        let bucket = Bucket::new(opened.map_err(refused)?, &place.url)?;
        StoreSink::on(bucket, &place.folder.join(own), &place.process, place.now)
    }

    fn on(
        bucket: Bucket,
        folder: &Path,
        process: &str,
        clock: StoreClock,
    ) -> Result<StoreSink, PublishError> {
        let lock = journal::lock(folder, process)?.map_err(|owner| bucket.taken(owner))?;
        Ok(StoreSink {
            owner: journal::name_of(folder)?,
            journal: Journal::open(folder)?,
            bucket,
            _lock: lock,
            spool: Spool::new(folder.join("spool")),
            clock,
            sees: None,
            link: None,
            next: None,
            is_published: false,
            pulsed: None,
        })
    }

    /// Looks whether the place can be reached, and is ours or free.
    ///
    /// # Errors
    /// It is not, or another one publishes to it.
    pub fn look(&mut self) -> Result<(), PublishError> {
        self.connect()
    }

    fn link(&self) -> Result<&Link, PublishError> {
        self.link.as_ref().ok_or(PublishError::NotBegun)
    }

    fn link_mut(&mut self) -> Result<&mut Link, PublishError> {
        self.link.as_mut().ok_or(PublishError::NotBegun)
    }

    /// After a failure the place may be another than is remembered of it.
    fn keep_link<T>(&mut self, done: Result<T, PublishError>) -> Result<T, PublishError> {
        if done.is_err() {
            self.link = None;
        }
        done
    }

    fn bring(&mut self, next: &Next, removed: &[SitePath]) -> Result<(), PublishError> {
        let Link { marker, version, .. } = self.link()?;
        let is_as_it_was = next.staged.is_empty()
            && removed.is_empty()
            && version.is_some()
            && marker.is_settled
            && marker.owner == self.owner
            && !next.files.keys().any(|path| marker.left.contains_key(path));
        if !is_as_it_was {
            return self.publish(next);
        }
        self.remember(next)?;
        if self.is_due() { self.clear_out() } else { Ok(()) }
    }
}

impl Sink for StoreSink {
    fn held(&self, path: &SitePath) -> Option<Held> {
        self.journal.ledger().objects.get(path)?.as_ref()?.held()
    }

    /// A place is one audience's. What another one may see would lie in it for a day after it went.
    fn meant_for(&mut self, sight: &Sight) -> Result<(), PublishError> {
        let sees = manifest::sees(sight);
        self.connect()?;
        let Link { marker, version, .. } = self.link()?;
        if version.is_some() && marker.sees != sees {
            return Err(self.bucket.refuse(format!(
                "it holds a site that sees {}, and this one sees {sees}; give another folder of the bucket, or delete everything in this one first",
                marker.sees
            )));
        }
        self.sees = Some(sees);
        Ok(())
    }

    fn begin(&mut self) -> Result<(), PublishError> {
        self.abandon();
        self.connect()?;
        self.next = Some(Next::default());
        Ok(())
    }

    fn put(&mut self, path: SitePath, file: Held, body: Option<Vec<u8>>) -> Result<(), PublishError> {
        let next = self.next.as_mut().ok_or(PublishError::NotBegun)?;
        if path.as_str() == PULSE {
            return Err(PublishError::BadPath(path, "the name is kept for the daemon's sign of life"));
        }
        if next.files.contains_key(&path) {
            return Err(PublishError::BadPath(path, "it came twice"));
        }
        let link = self.link.as_ref().ok_or(PublishError::NotBegun)?;
        if link.strangers.contains(path.as_str()) {
            return Err(self.bucket.refuse(format!(
                "`{path}` was not written by connectory and stands where a file of the site must go; move it away or give another folder of the bucket"
            )));
        }
        let known = self.journal.ledger().objects.get(&path).and_then(Option::as_ref);
        match body {
            None if known.and_then(|object| object.held()) == Some(file) => {}
            None => return Err(PublishError::NotHeld(path)),
            Some(_) if known.is_some_and(|object| object.sha256 == file.sha256) => {}
            Some(bytes) => _ = next.staged.insert(path.clone(), self.spool.add(&bytes)?),
        }
        next.files.insert(path, file);
        Ok(())
    }

    fn finish(&mut self) -> Result<Published, PublishError> {
        let next = self.next.take().ok_or(PublishError::NotBegun)?;
        let left = &self.link()?.marker.left;
        let is_going = |path: &&SitePath| !next.files.contains_key(*path) && !left.contains_key(*path);
        let removed: Vec<SitePath> = self.journal.ledger().objects.keys().filter(is_going).cloned().collect();
        let brought = self.bring(&next, &removed);
        self.spool.clear();
        self.keep_link(brought)?;
        self.is_published = true;
        let kept = next.files.len() - next.staged.len();
        Ok(Published { written: next.staged.into_keys().collect(), kept, removed })
    }

    fn abandon(&mut self) {
        self.next = None;
        self.spool.clear();
    }

    fn pulse(&mut self, body: &[u8]) -> Result<(), PublishError> {
        self.live(body)
    }
}

impl fmt::Debug for StoreSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreSink").field("owner", &self.owner).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
