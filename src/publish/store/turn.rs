//! One publication, from the moment that all bodies are there.
//!
//! 1. The marker is put: this one publishes, and what is about to come or go is ours. If it is not the marker that was read, another one
//!    publishes, and nothing is done.
//! 2. What is going to be sent is written down, then sent: files named after their bytes, other data, pages, the signature.
//! 3. The manifest is put in place of the one that was there when this began: readers have the new site.
//! 4. What left the site a day ago is deleted.
//! 5. The marker is put again: it is done.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use object_store::UpdateVersion;

use super::journal::{Line, Object};
use super::link::Link;
use super::marker::{MARKER, Marker};
use super::{Next, StoreSink};
use crate::plan::{Fingerprint, Held, SitePath, manifest};
use crate::publish::{PublishError, is_hash_named};

/// What left the site stays for this long, for readers of an old page and for caches between.
const AFTERLIFE: SignedDuration = SignedDuration::from_hours(24);
/// While a publication is under way, the marker is put again this often, so that others know.
const RENEWAL: SignedDuration = SignedDuration::from_mins(5);
/// So many objects or bytes are sent between two looks at the clock.
const BATCH: (usize, u64) = (256, 32 << 20);

/// In which order files are sent: nothing refers to what is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Round {
    Named,
    Data,
    Page,
    Signature,
    Manifest,
}

impl Round {
    fn of(path: &SitePath) -> Round {
        match path.as_str() {
            manifest::NAME => Round::Manifest,
            manifest::SIGNATURE => Round::Signature,
            page if page.ends_with(".html") => Round::Page,
            _ if is_hash_named(path) => Round::Named,
            _ => Round::Data,
        }
    }
}

impl StoreSink {
    /// Brings a generation to the store.
    pub(super) fn publish(&mut self, next: &Next) -> Result<(), PublishError> {
        let is_next = |path: &SitePath| next.files.contains_key(path);
        self.take(&is_next, next.files.keys())?;
        let pointer = self.bucket.version(manifest::NAME)?;
        self.journal.note(next.staged.keys().map(Line::attempt))?;
        self.journal.flush()?;
        for round in [Round::Named, Round::Data, Round::Page, Round::Signature] {
            self.send(next, round)?;
        }
        self.point(next, pointer.as_ref())?;
        self.remember(next)?;
        let manifest = next.files.get(&SitePath::known(manifest::NAME)).map(|file| file.sha256);
        self.settle(&is_next, manifest)
    }

    /// Deletes what is due, though there is nothing to publish.
    pub(super) fn clear_out(&mut self) -> Result<(), PublishError> {
        let marker = self.link()?.marker.clone();
        let is_next = |path: &SitePath| !marker.left.contains_key(path);
        self.take(&is_next, [].iter())?;
        self.settle(&is_next, marker.manifest)
    }

    /// Whether something left the site long enough ago. Of a publication that did not come to its end, the next one takes care.
    pub(super) fn is_due(&self) -> bool {
        let now = (self.clock)();
        let due = |Link { marker, .. }: &Link| {
            marker.is_settled && marker.left.iter().any(|(path, at)| is_due(path, *at, now))
        };
        self.link.as_ref().is_some_and(due)
    }

    /// Puts the marker: this one publishes.
    fn take<'p>(
        &mut self,
        is_next: &dyn Fn(&SitePath) -> bool,
        next: impl Iterator<Item = &'p SitePath>,
    ) -> Result<(), PublishError> {
        let sees = self.sees.clone();
        let sees = sees.ok_or_else(|| self.bucket.refuse("it was not said for whom the site is"))?;
        let before = self.link()?.marker.clone();
        let known = self.journal.ledger();
        let turn = known.turn.max(before.turn).saturating_add(1);
        // A page that comes back left when it left, should this fail: what it needs is kept from then on. What others need counts anew.
        let (back, left): (BTreeMap<_, _>, BTreeMap<_, _>) =
            before.left.into_iter().partition(|(path, _)| is_next(path) && Round::of(path) != Round::Page);
        // What an earlier try may have left behind stays ours until one comes to its end.
        let mut pending = if before.is_settled { BTreeSet::new() } else { before.pending };
        let going = known.objects.keys().filter(|path| !is_next(path) && !left.contains_key(*path));
        let coming = next.filter(|path| !known.objects.contains_key(path));
        pending.extend(going.cloned());
        pending.extend(coming.cloned());
        pending.extend(back.into_keys());
        self.journal.note([Line::Turn(turn)])?;
        self.journal.flush()?;
        let (owner, at, manifest) = (self.owner.clone(), (self.clock)(), before.manifest);
        self.mark(Marker { sees, owner, turn, is_settled: false, at, manifest, left, pending })
    }

    /// Puts a marker in place of the one that is known.
    fn mark(&mut self, marker: Marker) -> Result<(), PublishError> {
        let bytes = marker.print();
        let put = self.bucket.put_expecting(MARKER, &bytes, self.link()?.version.as_ref())?;
        let Some(version) = put else { return Err(self.overtaken()) };
        let link = self.link_mut()?;
        (link.marker, link.version) = (marker, Some(version));
        Ok(())
    }

    /// Another one has published meanwhile.
    pub(super) fn overtaken(&self) -> PublishError {
        let there = self.bucket.read(MARKER).ok().flatten();
        let other = there.and_then(|found| Marker::parse(&found.bytes).ok());
        let other =
            other.map_or_else(String::new, |marker| format!(" (`{}`, at {})", marker.owner, marker.at));
        self.bucket.taken(format!(
            "another publisher{other}; this one is `{}`. Let only one publish to a place",
            self.owner
        ))
    }

    /// While a publication takes long, lets others know that it goes on.
    fn renew(&mut self) -> Result<(), PublishError> {
        let (now, marker) = ((self.clock)(), self.link()?.marker.clone());
        match now.duration_since(marker.at) >= RENEWAL {
            true => self.mark(Marker { at: now, ..marker }),
            false => Ok(()),
        }
    }

    fn send(&mut self, next: &Next, round: Round) -> Result<(), PublishError> {
        let mut paths: Vec<_> = next.staged.keys().filter(|path| Round::of(path) == round).collect();
        while !paths.is_empty() {
            self.renew()?;
            let mut bytes = 0;
            let fits = |path: &&&SitePath| {
                bytes += next.staged[**path].length();
                bytes <= BATCH.1
            };
            let count = paths.iter().take(BATCH.0).take_while(fits).count().max(1);
            let batch: Vec<_> = paths.drain(..count).collect();
            let StoreSink { bucket, spool, journal, .. } = self;
            bucket.send(&batch, &|path| spool.read(next.staged[path]), &mut |path, etag| {
                journal.note([Line::has(path, &next.object(path, etag))])
            })?;
        }
        Ok(())
    }

    /// Puts the manifest in place of the one that was there when this began.
    fn point(&mut self, next: &Next, pointer: Option<&UpdateVersion>) -> Result<(), PublishError> {
        self.renew()?;
        let path = SitePath::known(manifest::NAME);
        let Some(piece) = next.staged.get(&path) else { return Ok(()) };
        let bytes = self.spool.read(*piece)?;
        match self.bucket.put_expecting(manifest::NAME, &bytes, pointer)? {
            Some(version) => self.journal.note([Line::has(&path, &next.object(&path, version.e_tag))]),
            None => Err(self.overtaken()),
        }
    }

    /// Writes down of what was not sent that it is made from something else now.
    pub(super) fn remember(&mut self, next: &Next) -> Result<(), PublishError> {
        let mut lines = Vec::new();
        for (path, file) in &next.files {
            let known = self.journal.ledger().objects.get(path).and_then(Option::as_ref);
            if let Some(object) = known.filter(|object| object.fingerprint != Some(file.fingerprint)) {
                lines.push(Line::has(path, &next.object(path, object.etag.clone())));
            }
        }
        self.journal.note(lines)
    }

    /// Deletes what is due, and puts the marker: it is done.
    fn settle(
        &mut self,
        is_next: &dyn Fn(&SitePath) -> bool,
        manifest: Option<Fingerprint>,
    ) -> Result<(), PublishError> {
        self.renew()?;
        let (now, marker) = ((self.clock)(), self.link()?.marker.clone());
        let gone = self.journal.ledger().objects.keys().filter(|path| !is_next(path));
        let mut left: BTreeMap<SitePath, Timestamp> =
            gone.map(|path| (path.clone(), marker.left.get(path).copied().unwrap_or(now))).collect();
        let due: Vec<SitePath> =
            left.iter().filter(|(path, at)| is_due(path, **at, now)).map(|(path, _)| path.clone()).collect();
        let StoreSink { bucket, journal, .. } = self;
        // A page goes before what it needs.
        let (pages, others): (Vec<&SitePath>, Vec<&SitePath>) =
            due.iter().partition(|path| Round::of(path) == Round::Page);
        for paths in [pages, others] {
            bucket.delete(&paths, &mut |path| {
                left.remove(path);
                journal.note([Line::gone(path)])
            })?;
        }
        self.mark(Marker { is_settled: true, at: now, manifest, left, pending: BTreeSet::new(), ..marker })?;
        self.journal.flush()?;
        self.journal.tidy()
    }
}

impl Next {
    /// A file of it as an object.
    fn object(&self, path: &SitePath, etag: Option<String>) -> Object {
        let Held { fingerprint, sha256, size } = self.files[path];
        Object { sha256, size, fingerprint: Some(fingerprint), etag }
    }
}

/// Whether what left the site then is to be deleted. A signature is of no use without its manifest.
fn is_due(path: &SitePath, left: Timestamp, now: Timestamp) -> bool {
    path.as_str() == manifest::SIGNATURE || now.duration_since(left) >= AFTERLIFE
}
