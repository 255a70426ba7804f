//! The revision that a change is compared with.
//!
//! 1. The merge base of that revision and the change tells what the change did and what came to the revision meanwhile.
//! 2. The registry at the revision itself is what readers see today, and whose rights and policy count.
//! 3. What the change would be once merged is [`Merged`](super::Merged).

use std::path::Path;

use git2::{ErrorCode, Oid};

use super::git::{git, only_registry};
use super::{GitTree, Repository, SourceError};

/// The revision, and where the change parted from it.
pub struct Base {
    /// The commit that the revision names.
    pub commit: String,
    /// The commit that both have in common.
    pub fork: String,
    /// The registry at the revision; `None` where it holds none yet.
    pub tree: Option<GitTree>,
    /// The registry where the change parted from it.
    pub fork_tree: Option<GitTree>,
}

impl Base {
    /// Whether nothing came to the revision since the change parted from it.
    pub fn is_fork(&self) -> bool {
        self.commit == self.fork
    }
}

impl Repository {
    /// The revision `since`, for the change that ends at the commit `head`.
    ///
    /// # Errors
    /// When there is no such revision, or it and the change have no commit in common; the message says what to do.
    pub fn base(&self, since: &str, head: &str) -> Result<Base, SourceError> {
        let commit = self.commit(since).map_err(|error| self.unknown_revision(since, error))?.id();
        let fork = self.fork(since, commit, self.commit(head)?.id())?;
        Ok(Base {
            commit: commit.to_string(),
            fork: fork.to_string(),
            tree: self.registry_at(commit)?,
            fork_tree: self.registry_at(fork)?,
        })
    }

    fn unknown_revision(&self, since: &str, error: SourceError) -> SourceError {
        match &error {
            SourceError::Git { cause, .. } if cause.code() == ErrorCode::NotFound => {
                let fetch = match since.split_once('/') {
                    Some((remote, branch)) if self.git.find_remote(remote).is_ok() => {
                        format!("git fetch {remote} {branch}")
                    }
                    _ => "git fetch --all".to_owned(),
                };
                SourceError::Missing(format!(
                    "there is no revision `{since}` here to compare with; run `{fetch}`"
                ))
            }
            _ => error,
        }
    }

    fn fork(&self, since: &str, base: Oid, head: Oid) -> Result<Oid, SourceError> {
        let shallow = self.git.is_shallow();
        match self.git.merge_base(base, head) {
            Ok(fork) => Ok(fork),
            Err(_) if shallow => Err(SourceError::Missing(format!(
                "the clone is shallow and does not hold the commit that `{since}` and this change have in common; run \
                 `git fetch --unshallow` (in CI, check out with the whole history: `fetch-depth: 0`)"
            ))),
            Err(cause) if cause.code() == ErrorCode::NotFound => Err(SourceError::Missing(format!(
                "`{since}` and this change have no commit in common: the history of one of them was rewritten; \
                 rebase the change onto `{since}`"
            ))),
            Err(cause) => Err(git(format!("the common commit of `{since}` and this change"), cause)),
        }
    }

    /// The registry at a commit: in the folder where it lies today, else in the only one that holds `registry.yaml`.
    fn registry_at(&self, commit: Oid) -> Result<Option<GitTree>, SourceError> {
        let revision = commit.to_string();
        let failed = |cause| git(format!("the tree of `{revision}`"), cause);
        let top = self.git.find_commit(commit).and_then(|commit| commit.tree()).map_err(failed)?;
        let here = self.folder.as_str();
        let policy =
            if here.is_empty() { "registry.yaml".to_owned() } else { format!("{here}/registry.yaml") };
        // Whoever moves the registry in the same change is still held to the rights that stand in it.
        let folder = match top.get_path(Path::new(&policy)) {
            Ok(_) => self.folder.clone(),
            Err(_) => match only_registry(&top, &revision) {
                Ok(folder) => folder,
                Err(SourceError::Missing(what)) if what.ends_with("holds no registry.yaml") => {
                    return Ok(None);
                }
                Err(error) => return Err(error),
            },
        };
        self.tree_in(&revision, folder).map(Some)
    }
}
