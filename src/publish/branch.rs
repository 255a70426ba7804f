//! Publishes to a branch of a Git repository that holds nothing but the site.
//!
//! 1. `begin` looks at the branch: it must not be there, or be ours ([`Marker`]) and for the same readers.
//! 2. `put` writes changed files as blobs into a bare repository of our own.
//! 3. `finish` makes the tree and a commit of it, and pushes that if the branch still is where it was seen. If it is not, it looks again.
//!
//! The commit tells of the site and of no clock: the same site is the same commit. Unless the branch is to have a history, it is one commit
//! without parents, and what is no longer part of the site is thrown away here.

mod commit;
mod ledger;
mod marker;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use git2::{Oid, Repository};
use serde_json::Value;

use super::tree::check_folders;
use super::{PublishError, Published, Sink};
use crate::plan::manifest::{self, Sight};
use crate::plan::{Held, SitePath};
use crate::source::{
    Bare, CommandError, Depth, Elsewhere, FileLock, NotLocked, SourceError, Unnamed, is_branch_name,
};
use ledger::{Known, Line};
use marker::{Marker, NO_JEKYLL};

/// The last commit of ours, so that it is kept.
const OURS: &str = "refs/heads/site";
/// The commit that the branch was seen at.
const THERE: &str = "refs/connectory/there";
/// So often somebody else may be faster.
const TRIES: usize = 8;

/// A branch elsewhere.
#[derive(Debug)]
pub struct BranchSink {
    own: Bare,
    repository: Mutex<Handle>,
    elsewhere: Elsewhere,
    branch: String,
    history: bool,
    sees: Option<Value>,
    tip: Option<Tip>,
    /// What the branch holds, as far as it is known.
    known: Known,
    next: Option<BTreeMap<SitePath, Line>>,
    /// Nobody else uses our repository until this is dropped.
    _owner: FileLock,
}

/// What the branch was seen at.
#[derive(Debug, Clone)]
struct Tip {
    commit: Oid,
    tree: Oid,
    marker: Marker,
}

impl BranchSink {
    /// Publishes to `branch` of the repository at `remote`, through a bare repository in the folder `own`, which is made. With `history`
    /// each publication is a commit on the last one.
    ///
    /// # Errors
    /// Another one uses `own`, or the disk does not answer.
    pub fn open(own: &Path, remote: &str, branch: &str, history: bool) -> Result<BranchSink, PublishError> {
        let elsewhere = Elsewhere::new(remote, own.parent().unwrap_or(Path::new(".")));
        let place = format!("branch {branch} of {}", elsewhere.shown());
        let elsewhere_said = |what: String| PublishError::Elsewhere { place: place.clone(), what };
        if !is_branch_name(branch) {
            return Err(elsewhere_said(format!(
                "`{branch}` can be no name of a branch; write one such as `site`"
            )));
        }
        let owner = lock(own)?;
        let own = Bare::at(own);
        own.sweep(None);
        let repository = opened(&own).map_err(|error| elsewhere_said(error.to_string()))?;
        Ok(BranchSink {
            known: Known::read(&own),
            own,
            repository: Mutex::new(Handle(repository)),
            elsewhere,
            branch: branch.to_owned(),
            history,
            sees: None,
            tip: None,
            next: None,
            _owner: owner,
        })
    }

    /// Looks at the branch, and at whether it is ours to replace.
    fn look(&mut self) -> Result<(), PublishError> {
        let tip = self.elsewhere.tip(&self.branch).map_err(|error| self.said(error))?;
        let Some(tip) = tip else {
            (self.tip, self.known) = (None, Known::default());
            return Ok(());
        };
        if self.tip.as_ref().is_none_or(|seen| seen.commit.to_string() != tip) {
            self.tip = None;
            self.tip = Some(self.recognized(&tip)?);
        }
        self.check_readers()?;
        let seen = self.tip.as_ref().map(|tip| tip.tree);
        if let Some(tree) = seen.filter(|tree| self.known.tree != Some(*tree)) {
            self.known = self.in_repository(|repository| Known::of_tree(repository, tree))?;
        }
        Ok(())
    }

    /// The commit that the branch is at, if it is one of ours.
    fn recognized(&mut self, tip: &str) -> Result<Tip, PublishError> {
        let is_held = self.in_repository(|repository| {
            let commit = repository.find_commit(Oid::from_str(tip)?);
            Ok(commit.and_then(|commit| commit.tree()).is_ok())
        })?;
        if !is_held {
            let fetched = self.elsewhere.fetch(&self.branch, &self.own, THERE, Depth::One);
            fetched.map_err(|error| self.said(error))?;
        }
        let found = self.in_repository(|repository| {
            // The branch may have moved since it was asked for: what was fetched counts.
            let id = if is_held { Oid::from_str(tip)? } else { repository.refname_to_id(THERE)? };
            let commit = repository.find_commit(id)?;
            let (tree, marker) = (commit.tree()?, Marker::of(repository, &commit)?);
            let by = commit.author().name().unwrap_or("somebody").to_owned();
            Ok((commit.id(), tree.id(), marker, by))
        })?;
        match found {
            (commit, tree, Some(marker), _) => Ok(Tip { commit, tree, marker }),
            (commit, _, None, by) => Err(self.refused(format!(
                "its commit {} by {by} was not made by connectory, and would be lost; name another branch, or delete this one first",
                &commit.to_string()[..12]
            ))),
        }
    }

    /// A branch that others read is not replaced by what they may not see; and of a history nothing ever goes.
    fn check_readers(&self) -> Result<(), PublishError> {
        match (&self.tip, &self.sees) {
            (Some(tip), Some(sees)) if tip.marker.sees.as_ref() != Some(sees) => {
                let there = tip.marker.sees.clone().unwrap_or(Value::Null);
                Err(self.refused(format!(
                    "it holds a site that sees {there}, and this one sees {sees}; name another branch, or delete this one first"
                )))
            }
            _ => Ok(()),
        }
    }

    /// Pushes the tree as a commit, unless the branch holds it already.
    fn push(&mut self, tree: Oid, files: &BTreeMap<SitePath, Line>) -> Result<(), PublishError> {
        for _ in 0..TRIES {
            if self.tip.as_ref().is_some_and(|tip| tip.tree == tree) {
                return Ok(());
            }
            let expected = self.tip.as_ref().map(|tip| tip.commit);
            let parent = expected.filter(|_| self.history);
            let commit = self.in_repository(|repository| commit::write(repository, tree, parent, files))?;
            let was = expected.map(|commit| commit.to_string());
            let pushed = self.elsewhere.push(&self.own, &commit.to_string(), &self.branch, was.as_deref());
            if let Err(error) = pushed {
                let now = self.elsewhere.tip(&self.branch).map_err(|error| self.said(error))?;
                if now == was {
                    return Err(self.not_taken(&error, commit));
                }
                // Somebody was faster, or it is ours already and we did not hear of it.
                self.look()?;
                continue;
            }
            let marker = Marker { sees: self.sees.clone() };
            self.tip = Some(Tip { commit, tree, marker });
            return Ok(());
        }
        Err(self
            .refused(format!("somebody else was faster {TRIES} times; publish to it from one place alone")))
    }

    /// Nobody was faster, and still it was not taken: perhaps what we have is damaged.
    fn not_taken(&mut self, error: &CommandError, commit: Oid) -> PublishError {
        let is_ours_damaged = matches!(error, CommandError::Failed { .. })
            && !self.own.is_whole(&self.elsewhere.git(), &commit.to_string());
        if is_ours_damaged {
            self.renew();
            return self.refused(format!("what was kept of it here was damaged, and is made anew: {error}"));
        }
        self.said(error)
    }

    /// Begins with nothing; all is made again.
    fn renew(&mut self) {
        let made = self.own.remove().and_then(|()| opened(&self.own));
        if let Ok(repository) = made {
            self.repository = Mutex::new(Handle(repository));
        }
        (self.tip, self.known, self.next) = (None, Known::default(), None);
    }

    /// Remembers what the branch holds, and throws away what it does not.
    fn settle(&mut self, tree: Oid, files: BTreeMap<SitePath, Line>) -> Result<(), PublishError> {
        self.known = Known::settled(tree, files);
        let kept = self.tip.as_ref().map(|tip| tip.commit);
        self.in_repository(|repository| {
            if let Some(commit) = kept {
                repository.reference(OURS, commit, true, "published")?;
            }
            if let Ok(mut there) = repository.find_reference(THERE) {
                there.delete()?;
            }
            Ok(())
        })?;
        self.known.write(&self.own).map_err(|error| self.said(error))?;
        if self.own.is_scattered() {
            // If not now, then after the next publication.
            let _ = self.own.gather(&self.elsewhere.git(), Unnamed::Go);
        }
        Ok(())
    }

    /// What Git says no to here may be damage.
    fn in_repository<T>(
        &mut self,
        act: impl FnOnce(&Repository) -> Result<T, git2::Error>,
    ) -> Result<T, PublishError> {
        let repository = self.repository.get_mut().unwrap_or_else(PoisonError::into_inner);
        act(&repository.0).map_err(|error| {
            self.renew();
            self.refused(format!("what is kept of it here is made anew: {error}"))
        })
    }

    fn said(&self, error: impl ToString) -> PublishError {
        self.refused(error.to_string())
    }

    fn refused(&self, what: String) -> PublishError {
        let place = format!("branch {} of {}", self.branch, self.elsewhere.shown());
        PublishError::Elsewhere { place, what }
    }
}

impl Sink for BranchSink {
    fn held(&self, path: &SitePath) -> Option<Held> {
        self.known.files.get(path)?.held
    }

    fn meant_for(&mut self, sight: &Sight) -> Result<(), PublishError> {
        self.sees = Some(manifest::sees(sight));
        self.check_readers()
    }

    fn begin(&mut self) -> Result<(), PublishError> {
        self.abandon();
        self.look()?;
        self.next = Some(BTreeMap::new());
        Ok(())
    }

    fn put(&mut self, path: SitePath, file: Held, body: Option<Vec<u8>>) -> Result<(), PublishError> {
        let next = self.next.as_ref().ok_or(PublishError::NotBegun)?;
        if next.contains_key(&path) {
            return Err(PublishError::BadPath(path, "it came twice"));
        }
        let known = self.known.files.get(&path).copied();
        let blob = match (body, known) {
            (None, Some(known)) if known.held == Some(file) => known.blob,
            (None, _) => return Err(PublishError::NotHeld(path)),
            (Some(_), Some(known)) if known.held.is_some_and(|held| held.sha256 == file.sha256) => known.blob,
            (Some(bytes), _) => self.in_repository(|repository| repository.blob(&bytes))?,
        };
        let next = self.next.as_mut().ok_or(PublishError::NotBegun)?;
        next.insert(path, Line { held: Some(file), blob });
        Ok(())
    }

    fn finish(&mut self) -> Result<Published, PublishError> {
        let files = self.next.take().ok_or(PublishError::NotBegun)?;
        check_folders(files.keys())?;
        let marker = Marker { sees: self.sees.clone() };
        let tree = self.in_repository(|repository| commit::tree(repository, &files, &marker))?;
        let before = self.known.files.clone();
        self.push(tree, &files)?;
        let is_same =
            |path: &SitePath, line: &Line| before.get(path).is_some_and(|was| was.blob == line.blob);
        let written: Vec<_> =
            files.iter().filter(|(path, line)| !is_same(path, line)).map(|(path, _)| path.clone()).collect();
        let removed = before.into_keys().filter(|path| !files.contains_key(path)).collect();
        let kept = files.len() - written.len();
        self.settle(tree, files)?;
        Ok(Published { written, kept, removed })
    }

    fn abandon(&mut self) {
        self.next = None;
    }
}

/// libgit2's handle, which says nothing of itself.
struct Handle(Repository);

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Repository")
    }
}

/// Our repository; what is none is replaced.
fn opened(own: &Bare) -> Result<Repository, SourceError> {
    own.open().or_else(|_| {
        own.remove()?;
        own.make(OURS)?;
        own.open()
    })
}

/// Nobody else may use our repository meanwhile.
fn lock(own: &Path) -> Result<FileLock, PublishError> {
    let mut place = own.as_os_str().to_owned();
    place.push(".owner");
    let place = PathBuf::from(place);
    FileLock::take(&place).map_err(|error| match error {
        NotLocked::Disk(source) => super::disk::fail("lock", &place, source),
        NotLocked::Taken(_) => PublishError::Taken {
            place: own.display().to_string(),
            owner: "another target or another process; no branch may be published to twice".to_owned(),
        },
    })
}

/// Whether a file at the top of a copy is not part of the site, but of the branch that it was copied from.
pub(super) fn is_of_branch(path: &str, size: u64) -> bool {
    path == NO_JEKYLL && size == 0
}

#[cfg(test)]
#[path = "branch/branch_tests.rs"]
mod tests;
