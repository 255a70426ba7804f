//! Commits changes of files with the user's identity, touching nothing else that is staged or edited.
//!
//! 1. [`Repository::prepare_commit`] looks for everything that could be in the way, before any file is written.
//! 2. The files are changed ([`Changes::apply`](super::Changes::apply)).
//! 3. [`Prepared::commit`]: the index learns of these files and no others, the tree is that of `HEAD` with these files
//!    changed, and the branch, or a new one that `HEAD` then names, moves to the commit.

mod branch;
mod files;
mod identity;
mod ready;

use std::path::Path;

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, Index, IndexEntry, Oid, Signature};
use jiff::Zoned;

use super::git::git;
use super::{RepoPath, Repository, SourceError};
pub use branch::{BranchThere, Branched, Branching};
use files::{Step, index, of_disk};
pub use identity::{Identity, Person};
use identity::{Named, signature};
use ready::refused;

/// Where branches are.
const BRANCHES: &str = "refs/heads/";

/// What is to be committed, as whom, and where.
#[derive(Debug, Clone, Copy)]
pub struct Commission<'c> {
    /// The message; space at line ends and empty lines around it go, as with Git.
    pub message: &'c str,
    /// A branch to make at `HEAD` and to switch to, like `git switch -c`; `None` for the branch that `HEAD` names.
    pub branch: Option<&'c str>,
    /// What the environment says of the person.
    pub identity: &'c Identity,
    /// A file of the repository that changes along with the registry, wherever it lies; it is there and committed.
    pub beside: Option<&'c RepoPath>,
}

/// A commit that nothing is in the way of, for changes that are yet to be made.
pub struct Prepared<'r> {
    repository: &'r Repository,
    /// The commit that `HEAD` names; `None` before the first one.
    parent: Option<Oid>,
    /// The full name of the branch to be made.
    branch: Option<String>,
    message: String,
    author: Named,
    committer: Named,
    steps: Vec<Step>,
}

impl Prepared<'_> {
    /// Commits the files, which hold by now what they are to hold, and tells the commit's id.
    ///
    /// Git's hooks (`pre-commit`, `commit-msg`, `post-commit`) are not run: libgit2 knows none.
    ///
    /// # Errors
    /// The repository moved meanwhile, or Git does not answer. Then the files stay as they are, staged or not.
    pub fn commit(self, when: &Zoned) -> Result<String, SourceError> {
        let (author, committer) = (signature(&self.author, when)?, signature(&self.committer, when)?);
        let repository = &self.repository.git;
        let parent = self.parent.map(|id| repository.find_commit(id)).transpose();
        let parent = parent.map_err(|cause| git("the commit that HEAD names".to_owned(), cause))?;
        let mut index = index(repository)?;
        let tree = self.stage(&mut index)?;
        if parent.as_ref().is_some_and(|parent| parent.tree_id() == tree) {
            return Err(refused("nothing is committed: for Git the files are what they were"));
        }
        // What is staged and not committed is one command away from it; the other way round would look like an undoing.
        index.write().map_err(|cause| git("the index, with the changed files staged".to_owned(), cause))?;
        let failed = |cause| git("the files are changed and staged, but not committed".to_owned(), cause);
        let tree = repository.find_tree(tree).map_err(failed)?;
        let parents: Vec<_> = parent.iter().collect();
        let id =
            repository.commit(None, &author, &committer, &self.message, &tree, &parents).map_err(failed)?;
        self.switch(&committer).map_err(failed)?;
        self.advance(id, &committer)?;
        Ok(id.to_string())
    }

    /// Makes the branch, if one was asked for, and lets `HEAD` name it. `git switch -` finds back by what is noted.
    fn switch(&self, who: &Signature<'_>) -> Result<(), git2::Error> {
        let Some(branch) = &self.branch else { return Ok(()) };
        let repository = &self.repository.git;
        if let Some(parent) = self.parent {
            let mut made = repository.transaction()?;
            made.lock_ref(branch)?;
            made.set_target(branch, parent, Some(who), "branch: Created from HEAD")?;
            made.commit()?;
        }
        let short = |full: &str| full.strip_prefix(BRANCHES).unwrap_or(full).to_owned();
        let from = match repository.head_detached()? {
            true => self.parent.map(|parent| parent.to_string()).unwrap_or_default(),
            false => short(repository.find_reference("HEAD")?.symbolic_target()?.unwrap_or_default()),
        };
        let note = format!("checkout: moving from {from} to {}", short(branch));
        let mut moved = repository.transaction()?;
        moved.lock_ref("HEAD")?;
        moved.set_symbolic_target("HEAD", branch, Some(who), &note)?;
        moved.commit()
    }

    /// Moves the branch that `HEAD` names to the commit, if it still is where it was.
    fn advance(&self, id: Oid, who: &Signature<'_>) -> Result<(), SourceError> {
        let repository = &self.repository.git;
        let failed = |cause| git("the files are changed and staged, but not committed".to_owned(), cause);
        let head = repository.find_reference("HEAD").map_err(failed)?;
        let branch = head.symbolic_target().map_err(failed)?.unwrap_or("HEAD");
        let mut moved = repository.transaction().map_err(failed)?;
        moved.lock_ref(branch).map_err(failed)?;
        if repository.refname_to_id(branch).ok() != self.parent {
            return Err(refused(
                "the files are changed and staged, but not committed: another commit came meanwhile; run `git commit`",
            ));
        }
        let kind = if self.parent.is_some() { "commit" } else { "commit (initial)" };
        let subject = self.message.lines().next().unwrap_or_default();
        let note = format!("{kind}: {subject}");
        moved.set_target(branch, id, Some(who), &note).and_then(|()| moved.commit()).map_err(failed)
    }

    /// Puts the files into the index, and gives the tree of `HEAD` with these files changed.
    fn stage(&self, index: &mut Index) -> Result<Oid, SourceError> {
        let mut update = TreeUpdateBuilder::new();
        for step in &self.steps {
            let staged = step.stage(index, self.repository);
            match staged.map_err(|cause| git(format!("staging `{}`", step.path()), cause))? {
                Some(entry) => {
                    update.upsert(entry.path.as_slice(), entry.id, file_mode(entry.mode));
                }
                None => {
                    update.remove(step.path().as_str());
                }
            }
        }
        let mut written = || {
            let repository = &self.repository.git;
            let before = match self.parent {
                Some(parent) => repository.find_commit(parent)?.tree()?,
                None => repository.find_tree(repository.treebuilder(None)?.write()?)?,
            };
            update.create_updated(repository, &before)
        };
        written().map_err(|cause| git("the tree of the commit".to_owned(), cause))
    }
}

impl Step {
    /// The path it is about, in the repository.
    fn path(&self) -> &RepoPath {
        match self {
            Step::Put { path, .. } | Step::Take { path } => path,
            Step::Move { to, .. } => to,
        }
    }

    /// Does it in the index; `None` where the file is gone.
    fn stage(&self, index: &mut Index, repository: &Repository) -> Result<Option<IndexEntry>, git2::Error> {
        let path = Path::new(self.path().as_str());
        match self {
            Step::Take { .. } => {
                index.remove_path(path)?;
                return Ok(None);
            }
            Step::Put { mode, .. } => {
                // Line ends are made what the attributes say.
                index.add_path(path)?;
                let entry =
                    index.get_path(path, 0).filter(|entry| mode.is_some_and(|mode| mode != entry.mode));
                if let (Some(entry), Some(mode)) = (entry, mode) {
                    index.add(&IndexEntry { mode: *mode, ..entry })?;
                }
            }
            Step::Move { entry, .. } => {
                let moved =
                    IndexEntry { path: self.path().as_str().into(), ..of_disk(entry, repository, path) };
                index.add(&moved)?;
            }
        }
        let entry = index.get_path(path, 0);
        Ok(Some(entry.expect("what was just put into the index is there")))
    }
}

fn file_mode(mode: u32) -> FileMode {
    if mode & 0o100 == 0 { FileMode::Blob } else { FileMode::BlobExecutable }
}
