//! A commit of ours becomes a new branch elsewhere; what is there already is never replaced.

use git2::{Oid, Repository};

use super::Mirror;
use crate::source::{CommandError, Depth, SourceError, git::git};

/// Where a branch of the same name is looked at.
const OTHER: &str = "refs/connectory/other";

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// The branch is new there.
    Made,
    /// A branch of that name is there and holds what the commit changes.
    SameIsThere {
        /// Its commit.
        commit: String,
    },
    /// A branch of that name is there and holds something else; it was left alone.
    OtherIsThere {
        /// Its commit.
        commit: String,
    },
}

/// Why nothing was pushed. It may be tried again.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The repository is away, or does not take it.
    #[error(transparent)]
    Elsewhere(#[from] CommandError),
    /// The mirror does not hold it.
    #[error(transparent)]
    Here(#[from] SourceError),
}

impl Mirror {
    /// Pushes a commit of the mirror to a branch that is not there yet.
    ///
    /// # Errors
    /// The commit is not here, or the repository is away or does not take it.
    pub fn push(&self, commit: &str, branch: &str) -> Result<Pushed, PushError> {
        let mut at_work = self.lock();
        self.settle(&mut at_work);
        if let Some(there) = self.there(commit, branch)? {
            return Ok(there);
        }
        match self.elsewhere.push(&self.bare, commit, branch, None) {
            Ok(()) => Ok(Pushed::Made),
            // Somebody may have been faster.
            Err(error) => self.there(commit, branch)?.ok_or(PushError::Elsewhere(error)),
        }
    }

    /// What the branch there is to the commit; nothing where there is none.
    fn there(&self, commit: &str, branch: &str) -> Result<Option<Pushed>, PushError> {
        let Some(tip) = self.elsewhere.tip(branch)? else { return Ok(None) };
        if tip == commit {
            return Ok(Some(Pushed::SameIsThere { commit: tip }));
        }
        self.elsewhere.fetch(branch, &self.bare, OTHER, Depth::Whole)?;
        let repository = self.bare.open()?;
        let compared = is_contained(&repository, commit, &tip);
        if let Ok(mut other) = repository.find_reference(OTHER) {
            let _ = other.delete();
        }
        let compared =
            compared.map_err(|cause| git(format!("commit {commit} and branch `{branch}`"), cause))?;
        Ok(Some(match compared {
            true => Pushed::SameIsThere { commit: tip },
            false => Pushed::OtherIsThere { commit: tip },
        }))
    }
}

/// Whether `tip` holds every file as `commit` leaves it, of those that it changes.
fn is_contained(repository: &Repository, commit: &str, tip: &str) -> Result<bool, git2::Error> {
    let commit = repository.find_commit(Oid::from_str(commit)?)?;
    let before = commit.parents().next().map(|parent| parent.tree()).transpose()?;
    let tip = repository.find_commit(Oid::from_str(tip)?)?.tree()?;
    let changed = repository.diff_tree_to_tree(before.as_ref(), Some(&commit.tree()?), None)?;
    let is_so = |file: git2::DiffFile<'_>| {
        let found = file.path().and_then(|path| tip.get_path(path).ok());
        found.map_or(file.id().is_zero(), |found| found.id() == file.id())
    };
    // A file that went has the path of what it was, and no id.
    Ok(changed.deltas().all(|delta| is_so(delta.new_file())))
}
