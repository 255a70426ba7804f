//! Changes of files written down before they are made, so that a crash leaves all of them to be done or none.
//!
//! 1. The folder `.connectory-change` in the registry's folder, with a lock in it: one change at a time ([`lock`]).
//! 2. What files are to hold is put there first, under the number of its step, and then the plan, in one step: from then on the
//!    change counts as begun. Whatever lies there without a plan is a change that never began.
//! 3. The steps are made one by one; each can be made again ([`forward`]).
//! 4. The plan goes, then the folder.
//!
//! A crash after 2 is finished by [`finish_changes`]. What it finds may come from anybody, with a pull request: [`plan`] and
//! [`tracked`] say what is never followed.

mod finish;
mod forward;
mod lock;
mod plan;
mod tracked;

use std::fs::Metadata;
use std::path::PathBuf;

use super::disk::Disk;
use crate::source::{RepoPath, SourceError, WorkTree};
#[cfg(test)]
pub(super) use finish::finish_on;
pub use finish::{Finished, finish_changes};
use lock::Lock;
pub(super) use plan::{Plan, Source};

/// The folder of a change that is being made or was interrupted. Nothing but its plan is ever listed.
pub const CHANGE_FOLDER: &str = ".connectory-change";
/// The file in it that says what the change is.
const PLAN: &str = "plan.json";
/// The plan before it counts.
const PLAN_IN_WRITING: &str = "plan.json.new";

/// The path of the plan of a change that is not finished.
pub fn change_plan() -> RepoPath {
    RepoPath::new(&format!("{CHANGE_FOLDER}/{PLAN}")).expect("a path without anything odd")
}

/// Whether a path is that of the plan, on any disk: some make no difference between upper and lower case.
pub fn is_change_plan(path: &RepoPath) -> bool {
    path.as_str().eq_ignore_ascii_case(change_plan().as_str())
}

/// Whether a change of files in the registry's folder was begun and is not finished.
pub fn is_change_unfinished(tree: &WorkTree) -> bool {
    plan_of(tree).is_some()
}

/// What is known of the plan on disk, if there is one.
pub(in crate::source) fn plan_of(tree: &WorkTree) -> Option<Metadata> {
    // What a link leads to is none of the registry.
    let folder = tree.root().join(CHANGE_FOLDER);
    folder.symlink_metadata().ok().filter(Metadata::is_dir)?;
    folder.join(PLAN).symlink_metadata().ok().filter(|plan| !plan.is_dir())
}

/// Whether a tree of Git passes over what it holds in `folder` (empty, or with a `/` at its end) under `name`: such names
/// belong to tools. Only the plan of a change that is not finished is for everybody to see.
pub(in crate::source) fn is_passed_over(folder: &str, name: &[u8], is_folder: bool) -> bool {
    let is_ours = |name: &[u8]| name.eq_ignore_ascii_case(CHANGE_FOLDER.as_bytes());
    match folder.strip_suffix('/') {
        Some(above) if is_ours(above.as_bytes()) => is_folder || !name.eq_ignore_ascii_case(PLAN.as_bytes()),
        None if is_ours(name) => !is_folder,
        _ => name.starts_with(b"."),
    }
}

/// The folder of the change, as long as it is ours alone.
pub(super) struct Journal<'d> {
    disk: &'d Disk<'d>,
    folder: PathBuf,
    /// Released when dropped, and by the system when the process dies.
    lock: Lock,
}

impl<'d> Journal<'d> {
    /// Makes the folder, or takes the one that is there, when no other process is at work.
    ///
    /// # Errors
    /// Another process is changing the registry; the folder is tracked in Git, or is none; the disk does not answer.
    pub(super) fn open(disk: &'d Disk<'d>) -> Result<Journal<'d>, SourceError> {
        let folder = disk.tree.root().join(CHANGE_FOLDER);
        let lock = lock::acquire(disk, &folder)?;
        Ok(Journal { disk, folder, lock })
    }

    /// Whether a change was begun here and is not finished.
    pub(super) fn is_begun(&self) -> bool {
        self.folder.join(PLAN).symlink_metadata().is_ok()
    }

    /// Puts what files are to hold into the folder.
    pub(super) fn stage(&self, plan: &Plan, sources: &[Source<'_>]) -> Result<(), SourceError> {
        self.clear()?;
        for (at, source) in sources.iter().enumerate() {
            let to = self.staged(at);
            match source {
                Source::Nothing => {}
                Source::File(from) => self.disk.link_or_copy(&self.disk.at(from), &to)?,
                Source::Bytes { bytes, like } => {
                    let like = like.and_then(|like| self.disk.at(like).metadata().ok());
                    self.disk.put(&to, bytes, like.map(|like| like.permissions()))?;
                }
            }
        }
        self.disk.put(&self.folder.join(PLAN_IN_WRITING), &plan.write()?, None)?;
        self.disk.sync(&self.folder)?;
        self.disk.sync(self.disk.tree.root())
    }

    /// The point from which on the change counts as begun.
    pub(super) fn begin(&self) -> Result<(), SourceError> {
        self.disk.replace(&self.folder.join(PLAN_IN_WRITING), &self.folder.join(PLAN))?;
        self.disk.sync(&self.folder)
    }

    /// Takes the plan away, since there is nothing more to be done, and the folder.
    pub(super) fn end(self) -> Result<(), SourceError> {
        self.disk.remove(&self.folder.join(PLAN))?;
        self.disk.sync(&self.folder)?;
        self.abandon();
        Ok(())
    }

    /// Removes the folder with whatever did not begin. What cannot be removed does no harm.
    pub(super) fn abandon(self) {
        let removed = self.clear().and_then(|()| self.disk.remove(&self.folder.join(lock::NAME)));
        if removed.is_ok() {
            let _ = self.disk.remove_empty(&self.folder);
        }
        drop(self.lock);
    }

    /// Where lies what the file of a step is to hold.
    fn staged(&self, step: usize) -> PathBuf {
        self.folder.join(step.to_string())
    }

    /// Removes what was put into the folder, and nothing that was not.
    fn clear(&self) -> Result<(), SourceError> {
        let failed = |cause| super::disk::failed(&self.folder, cause);
        for entry in std::fs::read_dir(&self.folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let is_staged = name.as_encoded_bytes().iter().all(u8::is_ascii_digit);
            if is_staged || name == PLAN_IN_WRITING {
                self.disk.remove(&entry.path())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "journal/journal_tests.rs"]
mod tests;
