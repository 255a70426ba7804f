//! The registry as an earlier commit held it.

use super::git::git;
use super::{GitTree, RepoPath, Repository, Seen, SourceError};

/// The registry's files at a commit.
pub struct PastTree {
    /// The files.
    pub tree: GitTree,
    /// The commit, and when it was made.
    pub seen: Seen,
}

impl Repository {
    /// What lay in `folder` at a commit; `None` where that folder was not there.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn at(&self, commit: &str, folder: &RepoPath) -> Result<Option<PastTree>, SourceError> {
        let found = self.commit(commit)?;
        let seen = Seen { commit: found.id().to_string(), seconds: found.time().seconds() };
        match self.tree_in(commit, folder.clone()) {
            Ok(tree) => Ok(Some(PastTree { tree, seen })),
            Err(SourceError::Git { cause, .. }) if cause.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The first parent of a commit; `None` where it has none, or where a shallow clone ends.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn before(&self, commit: &str) -> Result<Option<String>, SourceError> {
        let found = self.commit(commit)?;
        match found.parent(0) {
            Ok(parent) => Ok(Some(parent.id().to_string())),
            Err(none) if none.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(cause) => Err(git(format!("the parent of `{commit}`"), cause)),
        }
    }
}
