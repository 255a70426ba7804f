//! What is found when a publisher comes to a store: whose it is, what of it is known, and what is not ours.
//!
//! 1. The marker is read. Where another one publishes, nothing is done.
//! 2. All objects are listed, and compared with what is written down: what somebody deleted or replaced is sent again.
//! 3. What is not written down here, because another machine published or the state was lost, is learned from the store's manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use jiff::{SignedDuration, Timestamp};
use object_store::UpdateVersion;

use super::StoreSink;
use super::bucket::Listed;
use super::journal::{Ledger, Line, Object};
use super::marker::{MARKER, Marker};
use super::pulse::Sign;
use crate::plan::manifest::{self, Manifest};
use crate::plan::{Fingerprint, SitePath};
use crate::publish::{PULSE, PublishError};

/// A publication that told nothing of itself for this long is over.
pub(super) const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// What is known of the place since it was looked at.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) marker: Marker,
    /// Which version of the marker that is; `None` where there is none yet.
    pub(super) version: Option<UpdateVersion>,
    /// Objects that are not ours.
    pub(super) strangers: BTreeSet<String>,
}

impl StoreSink {
    /// Looks at the place, unless that was done and nothing went wrong since.
    pub(super) fn connect(&mut self) -> Result<(), PublishError> {
        if self.link.is_some() {
            return Ok(());
        }
        let found = self.bucket.read(MARKER)?;
        let version = found.as_ref().map(|found| found.version.clone());
        let marker = match &found {
            Some(found) => Marker::parse(&found.bytes)
                .map_err(|why| self.bucket.refuse(format!("`{MARKER}` cannot be understood: {why}")))?,
            None => Marker { is_settled: true, ..Marker::default() },
        };
        if version.is_some() {
            self.refuse_living(&marker)?;
        }
        let listed = self.listed()?;
        let is_mine = version.is_none()
            || marker.owner == self.owner
                && [marker.turn, marker.turn + 1].contains(&self.journal.ledger().turn);
        let strangers = match is_mine {
            true => self.audit(&marker, &listed)?,
            false => self.learn(&marker, &listed)?,
        };
        if let (None, Some(stranger)) = (&version, strangers.first()) {
            return Err(self.bucket.refuse(format!(
                "it holds objects that were not written by connectory (such as `{stranger}`) and no `{MARKER}`; give a folder of the bucket that is empty or new"
            )));
        }
        self.link = Some(Link { marker, version, strangers });
        Ok(())
    }

    /// Refuses a place that another one publishes to.
    fn refuse_living(&self, marker: &Marker) -> Result<(), PublishError> {
        if marker.owner == self.owner {
            return Ok(());
        }
        let now = (self.clock)();
        let until = if marker.is_settled {
            let sign = self.bucket.read(PULSE)?.and_then(|found| Sign::parse(&found.bytes));
            sign.filter(|sign| sign.by.as_deref() == Some(&marker.owner)).map(|sign| sign.until())
        } else {
            Some(marker.at.saturating_add(LEASE).unwrap_or(Timestamp::MAX))
        };
        match until.filter(|until| *until > now) {
            None => Ok(()),
            Some(until) => Err(self.bucket.taken(format!(
                "another publisher (`{}`, this one is `{}`); if that one was stopped, this one takes over at {until}",
                marker.owner, self.owner
            ))),
        }
    }

    /// Every object but those that are no part of a site.
    fn listed(&self) -> Result<BTreeMap<String, Listed>, PublishError> {
        let mut listed = BTreeMap::new();
        self.bucket.list(&mut |name, object| {
            if ![MARKER, PULSE].contains(&name) {
                listed.insert(name.to_owned(), object);
            }
            ControlFlow::Continue(())
        })?;
        Ok(listed)
    }

    /// Compares what is written down with what is there; gives what is not ours.
    fn audit(
        &mut self,
        marker: &Marker,
        listed: &BTreeMap<String, Listed>,
    ) -> Result<BTreeSet<String>, PublishError> {
        let ledger = self.journal.ledger();
        let mut corrections = Vec::new();
        for (path, object) in &ledger.objects {
            match (listed.get(path.as_str()), object) {
                (None, _) => corrections.push(Line::gone(path)),
                (Some(there), Some(object)) if !is_same(object, there, true) => {
                    corrections.push(Line::attempt(path));
                }
                _ => {}
            }
        }
        let mut strangers = BTreeSet::new();
        for name in listed.keys() {
            match SitePath::new(name) {
                Some(path) if ledger.objects.contains_key(&path) => {}
                Some(path) if marker.names(&path) => corrections.push(Line::attempt(&path)),
                _ => _ = strangers.insert(name.clone()),
            }
        }
        self.journal.note(corrections)?;
        Ok(strangers)
    }

    /// Learns what is there from what the store tells of itself; gives what is not ours.
    fn learn(
        &mut self,
        marker: &Marker,
        listed: &BTreeMap<String, Listed>,
    ) -> Result<BTreeSet<String>, PublishError> {
        let told = self.told()?;
        // What a publication that did not come to its end has put over the files of this manifest is not known.
        let is_whole = marker.is_settled && told.sha256.is_some() && told.sha256 == marker.manifest;
        let mut ledger = Ledger { turn: marker.turn, ..Ledger::default() };
        let mut strangers = BTreeSet::new();
        for (name, there) in listed {
            let path = SitePath::new(name)
                .filter(|path| told.files.contains_key(path) || marker.names(path) || is_own(path));
            let Some(path) = path else {
                strangers.insert(name.clone());
                continue;
            };
            let written = self.journal.ledger().objects.get(&path).cloned().flatten();
            let written = written.filter(|object| is_same(object, there, false));
            let listed = || {
                let object = told.files.get(&path).filter(|object| is_whole && object.size == there.size);
                object.map(|object| Object { etag: there.etag.clone(), ..object.clone() })
            };
            ledger.objects.insert(path.clone(), written.or_else(listed));
        }
        self.journal.replace(ledger)?;
        Ok(strangers)
    }

    /// What the manifest of the store says.
    fn told(&self) -> Result<Told, PublishError> {
        let Some(found) = self.bucket.read(manifest::NAME)? else { return Ok(Told::default()) };
        let Ok(manifest) = Manifest::parse(&found.bytes) else { return Ok(Told::default()) };
        let object = |sha256, size| Object { sha256, size, fingerprint: None, etag: None };
        let files = manifest.files.into_iter().map(|file| (file.path, object(file.sha256, file.size)));
        let sha256 = Fingerprint::of(&found.bytes);
        let own = (SitePath::known(manifest::NAME), object(sha256, found.bytes.len() as u64));
        Ok(Told { sha256: Some(sha256), files: files.chain([own]).collect() })
    }
}

/// What a manifest says.
#[derive(Default)]
struct Told {
    sha256: Option<Fingerprint>,
    files: BTreeMap<SitePath, Object>,
}

/// Whether an object is the one that was written down. Where the store does not say which version it is, its size has to do, if nobody
/// else could have written it.
fn is_same(object: &Object, there: &Listed, is_mine: bool) -> bool {
    let bare = |etag: &str| etag.trim_start_matches("W/").trim_matches('"').to_owned();
    let etag = |etag: &Option<String>| etag.as_deref().map(bare);
    object.size == there.size
        && match (etag(&object.etag), etag(&there.etag)) {
            (Some(known), Some(there)) => known == there,
            _ => is_mine,
        }
}

/// Whether a file is of every site, though no manifest lists it.
pub(super) fn is_own(path: &SitePath) -> bool {
    [manifest::NAME, manifest::SIGNATURE].contains(&path.as_str())
}

impl Marker {
    /// Whether the marker says that an object is ours.
    fn names(&self, path: &SitePath) -> bool {
        self.left.contains_key(path) || self.pending.contains(path)
    }
}
