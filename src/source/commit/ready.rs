//! What could be in the way of a commit, looked for before any file is written.

use git2::{Branch, ErrorCode, Oid, RepositoryState};

use super::files::{Files, index};
use super::identity::named;
use super::{BRANCHES, Commission, Prepared};
use crate::source::git::git;
use crate::source::{Changes, Repository, SourceError};

impl Repository {
    /// Looks whether `changes`, which are not made yet, can be committed as asked.
    ///
    /// # Errors
    /// Nobody's identity is known; `HEAD` names no branch and none is to be made; the branch cannot be made; a merge or the
    /// like is not finished; commits are to be signed; a file holds other changes that would go with them, is ignored, or
    /// goes through a filter that only Git itself runs. Or Git does not answer.
    pub fn prepare_commit(
        &self,
        changes: &Changes,
        commission: &Commission<'_>,
    ) -> Result<Prepared<'_>, SourceError> {
        self.idle()?;
        let config = self.git.config().and_then(|mut config| config.snapshot());
        let config = config.map_err(|cause| git("Git's configuration".to_owned(), cause))?;
        if config.get_bool("commit.gpgsign").unwrap_or(false) {
            return Err(refused(
                "commits are to be signed here (`commit.gpgsign`), which only Git itself does; leave out --commit, and run `git commit`",
            ));
        }
        let (author, committer) = named(commission.identity, &config)?;
        let message = git2::message_prettify(commission.message, None);
        let message = message.map_err(|cause| git("the message".to_owned(), cause))?;
        if message.is_empty() {
            return Err(refused("the message of the commit is empty; write what changes, and why"));
        }
        let parent = self.parent()?;
        let branch = commission.branch.map(|name| self.new_branch(name)).transpose()?;
        if branch.is_none() && self.asked("HEAD", self.git.head_detached())? {
            return Err(refused(
                "HEAD names no branch, so nobody would find the commit again; name a new branch with --branch NAME",
            ));
        }
        let steps = Files::of(self, parent)?.steps(changes, commission.beside)?;
        if steps.is_empty() {
            return Err(refused("nothing changes, so there is nothing to commit"));
        }
        Ok(Prepared { repository: self, parent, branch, message, author, committer, steps })
    }

    /// Refuses a repository in which something is not finished.
    fn idle(&self) -> Result<(), SourceError> {
        if self.is_bare() {
            return Err(refused("a bare repository has no files to change; commit in a clone"));
        }
        let doing = match self.git.state() {
            RepositoryState::Clean => None,
            RepositoryState::Merge => Some(("merge", "merge --continue", "merge --abort")),
            RepositoryState::Revert | RepositoryState::RevertSequence => {
                Some(("revert", "revert --continue", "revert --abort"))
            }
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => {
                Some(("cherry-pick", "cherry-pick --continue", "cherry-pick --abort"))
            }
            RepositoryState::Bisect => Some(("bisect", "bisect reset", "bisect reset")),
            RepositoryState::ApplyMailbox => Some(("patch", "am --continue", "am --abort")),
            _ => Some(("rebase", "rebase --continue", "rebase --abort")),
        };
        if let Some((what, finish, abort)) = doing {
            return Err(refused(&format!(
                "the repository is in the middle of a {what}; finish it (`git {finish}`) or give it up (`git {abort}`)"
            )));
        }
        let index = index(&self.git)?;
        if index.has_conflicts() {
            return Err(refused("the index holds conflicts; resolve them first (`git status` lists them)"));
        }
        let lock = index.path().map(|path| path.with_extension("lock"));
        match lock.filter(|lock| lock.symlink_metadata().is_ok()) {
            Some(lock) => Err(refused(&format!(
                "another program is changing Git's index; try again, or remove `{}` if none is",
                lock.display()
            ))),
            None => Ok(()),
        }
    }

    /// The commit that `HEAD` names; `None` before the first one.
    fn parent(&self) -> Result<Option<Oid>, SourceError> {
        match self.git.head().and_then(|head| head.peel_to_commit()) {
            Ok(commit) => Ok(Some(commit.id())),
            Err(error) if error.code() == ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(git("the commit that HEAD names".to_owned(), error)),
        }
    }

    /// The full name of a branch that can be made.
    fn new_branch(&self, name: &str) -> Result<String, SourceError> {
        if !self.asked(name, Branch::name_is_valid(name))? {
            return Err(refused(&format!(
                "`{name}` can be no name of a branch; write one such as `add-sql-server`"
            )));
        }
        let taken = |full: &str| self.git.find_reference(full).is_ok();
        let full = format!("{BRANCHES}{name}");
        if taken(&full) {
            return Err(refused(&format!("the branch `{name}` is there already; name another one")));
        }
        // A branch is a file in Git's folder: none can lie where another one's folder is.
        let above = name
            .match_indices('/')
            .map(|(at, _)| &name[..at])
            .find(|above| taken(&format!("{BRANCHES}{above}")));
        let below = self.asked(name, self.git.references_glob(&format!("{full}/*")))?.next().is_some();
        let in_the_way = above.map(str::to_owned).or_else(|| below.then(|| format!("{name}/...")));
        match in_the_way {
            Some(other) => Err(refused(&format!(
                "there can be no branch `{name}` beside the branch `{other}`; name another one"
            ))),
            None => Ok(full),
        }
    }

    fn asked<T>(&self, what: &str, answer: Result<T, git2::Error>) -> Result<T, SourceError> {
        answer.map_err(|cause| git(format!("`{what}`"), cause))
    }
}

pub(super) fn refused(what: &str) -> SourceError {
    SourceError::Refused(what.to_owned())
}
