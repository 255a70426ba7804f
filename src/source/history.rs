//! When Git first held each package.
//!
//! 1. Walk the first parents of a commit, newest first.
//! 2. Compare each commit's tree with its parent's, skipping equal subtrees (libgit2's own diff costs many
//!    times that on long histories).
//! 3. A blob that the parent does not hold at that path arrived with the commit; the oldest arrival wins.
//!
//! A package is known by its blob, not by its path, so that moving a connector changes no date.
//!
//! The same walk remembers what lay at each version's place, and which connectors went away: a published package is
//! never replaced, an id never used again. And of each commit it remembers which of the registry's files it changed,
//! for the pages that tell what happened.

mod difference;
mod touched;

use std::collections::HashMap;

use git2::Oid;

pub(super) use difference::subtree;
pub use touched::{Part, PastBytes, PastCommit, Touched};

use super::git::git;
use super::{Entry, RepoPath, Repository, SourceError, Stamp};
use difference::arrivals;

/// The commit that first held something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The commit's id.
    pub commit: String,
    /// When it was committed, in seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
}

/// The first arrival of every package, up to one commit. Asked again for a later commit of the same folder, it walks
/// only the new part.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The commit walked to, and the folder in it.
    walked: Option<(Oid, RepoPath)>,
    arrivals: HashMap<Oid, (Oid, i64)>,
    current: HashMap<RepoPath, Oid>,
    /// What arrived at each version's place (`slug/versions/1.0.xmp`), newest first.
    places: HashMap<String, Vec<PastBlob>>,
    /// Every `connector.yaml` that went away, newest first.
    gone: Vec<(RepoPath, PastBlob)>,
    /// Every commit that changed something of the registry, oldest first.
    commits: Vec<PastCommit>,
    /// The first commit of a shallow clone, as if it had brought the applications that it holds.
    beginning: Option<PastCommit>,
    /// How many commits were walked in all.
    walked_commits: u64,
}

/// A blob, and the commit that brought it or took it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastBlob {
    blob: Oid,
    commit: Oid,
    seconds: i64,
}

impl PastBlob {
    /// The commit, and when it was made.
    pub fn seen(&self) -> Seen {
        Seen { commit: self.commit.to_string(), seconds: self.seconds }
    }
}

impl Repository {
    /// The bytes of what was held once, up to `limit`; `None` above it.
    ///
    /// # Errors
    /// When Git does not answer, as in a partial clone that does not hold it.
    pub fn held(&self, held: &PastBlob, limit: u64) -> Result<Option<Vec<u8>>, SourceError> {
        self.blob(held.blob, limit).map_err(|cause| git(format!("object {}", held.blob), cause))
    }

    /// The bytes of a file of the past, up to `limit`; `None` above it, and where the repository does not hold them, as a
    /// partial clone.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn bytes(&self, bytes: PastBytes, limit: u64) -> Result<Option<Vec<u8>>, SourceError> {
        match self.blob(bytes.0, limit) {
            Err(missing) if missing.code() == git2::ErrorCode::NotFound => Ok(None),
            found => found.map_err(|cause| git(format!("object {}", bytes.0), cause)),
        }
    }

    fn blob(&self, blob: Oid, limit: u64) -> Result<Option<Vec<u8>>, git2::Error> {
        let (size, _) = self.git.odb()?.read_header(blob)?;
        if size as u64 > limit {
            return Ok(None);
        }
        Ok(Some(self.git.find_blob(blob)?.content().to_vec()))
    }

    /// Whether its history ends before the first commit.
    pub fn is_shallow(&self) -> bool {
        self.git.is_shallow()
    }
}

impl History {
    /// Walks to `revision`, continuing from the commit walked before if it lies on the way.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn walk(
        &mut self,
        repository: &Repository,
        revision: &str,
        folder: &RepoPath,
    ) -> Result<(), SourceError> {
        let head = repository.commit(revision)?.id();
        let shallow = repository.git.is_shallow();
        // Of another folder nothing is known yet, and a shallow clone may be deepened between two walks.
        let known = self.walked.take().filter(|(_, of)| of == folder && !shallow).map(|(commit, _)| commit);
        if known == Some(head) {
            self.walked = Some((head, folder.clone()));
            return Ok(());
        }
        let found = arrivals(&repository.git, head, known, folder)
            .map_err(|cause| git(format!("the history of `{revision}`"), cause))?;
        if found.met_known {
            for (blob, arrival) in found.arrivals {
                self.arrivals.entry(blob).or_insert(arrival);
            }
            for (place, mut held) in found.places {
                let known = self.places.entry(place).or_default();
                held.append(known);
                *known = held;
            }
            self.gone.splice(0..0, found.gone);
        } else {
            (self.arrivals, self.places, self.gone) = (found.arrivals, found.places, found.gone);
            (self.commits, self.walked_commits) = (Vec::new(), 0);
        }
        self.commits.extend(found.commits.into_iter().rev());
        self.walked_commits += found.walked_commits;
        self.beginning = found.beginning;
        self.current = found.current;
        self.walked = (!shallow).then(|| (head, folder.clone()));
        Ok(())
    }

    /// The commit that first held the package now at `path`; `None` when it is not committed, or came before a
    /// shallow clone's first commit.
    pub fn first(&self, path: &RepoPath) -> Option<Seen> {
        let (commit, seconds) = self.arrivals.get(self.current.get(path)?)?;
        Some(Seen { commit: commit.to_string(), seconds: *seconds })
    }

    /// The same history as of an earlier commit, whose files are `entries`: when the packages that it held arrived.
    pub fn standing(&self, entries: &[Entry]) -> History {
        let blob = |entry: &Entry| match entry.stamp {
            Stamp::Blob(id) => Oid::from_bytes(&id).ok(),
            _ => None,
        };
        let current = entries.iter().filter_map(|entry| Some((entry.path.clone(), blob(entry)?)));
        History { arrivals: self.arrivals.clone(), current: current.collect(), ..History::default() }
    }

    /// The versions' places (`slug/versions/1.0.xmp`) that held more than one package, each with what arrived there,
    /// oldest first. The same bytes may come twice.
    pub fn replaced(&self) -> impl Iterator<Item = (&str, Vec<PastBlob>)> {
        let several = self.places.iter().filter(|(_, held)| held.iter().any(|one| one.blob != held[0].blob));
        several.map(|(place, held)| (place.as_str(), held.iter().rev().copied().collect()))
    }

    /// Every commit that changed something of the registry, oldest first.
    pub fn commits(&self) -> &[PastCommit] {
        &self.commits
    }

    /// Where the history ends before the first commit, as in a shallow clone: the commit it begins with, as if it had
    /// brought the applications that it holds.
    pub fn beginning(&self) -> Option<&PastCommit> {
        self.beginning.as_ref()
    }

    /// How many commits lie on the way of first parents up to `commit`, itself included; `None` where that is not known: it
    /// was not walked to, or the clone is shallow.
    pub fn generation(&self, commit: &str) -> Option<u64> {
        let (walked, _) = self.walked.as_ref().filter(|_| self.beginning.is_none())?;
        (walked.to_string() == commit).then_some(self.walked_commits)
    }

    /// Every `connector.yaml` that a commit took away from where it lay, newest first.
    pub fn gone(&self) -> &[(RepoPath, PastBlob)] {
        &self.gone
    }
}
