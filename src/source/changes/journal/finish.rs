//! Finishes a change that was interrupted.

use super::forward::given_up;
use super::plan::{MOST_BYTES, Plan};
use super::{CHANGE_FOLDER, Journal, change_plan};
use crate::source::changes::disk::Disk;
use crate::source::{RepoPath, SourceError, Tree, WorkTree};

/// A change that was finished after an interruption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The files that it was about.
    pub files: Vec<RepoPath>,
}

/// Finishes the change in `tree` that another run began and did not finish; `None` where there is none. What a run left that
/// did not begin is removed.
///
/// To be called by whoever is about to change the registry, before reading it.
///
/// # Errors
/// Another process is changing the registry; the change is not one of ours to make; one of its files was edited meanwhile; or
/// the disk does not answer. Messages say what to do.
pub fn finish_changes(tree: &WorkTree) -> Result<Option<Finished>, SourceError> {
    finish_on(&Disk::new(tree))
}

pub(in crate::source::changes) fn finish_on(disk: &Disk<'_>) -> Result<Option<Finished>, SourceError> {
    if disk.tree.root().join(CHANGE_FOLDER).symlink_metadata().is_err() {
        return Ok(None);
    }
    Journal::open(disk)?.finish()
}

impl Journal<'_> {
    /// Finishes what was begun; removes what was not.
    pub(in crate::source::changes) fn finish(self) -> Result<Option<Finished>, SourceError> {
        if !self.is_begun() {
            self.abandon();
            return Ok(None);
        }
        let plan = self.plan()?;
        // Unless all of it can be made, nothing more of it is.
        for (at, step) in plan.steps.iter().enumerate() {
            self.is_due(at, step).map_err(|error| match error {
                error @ SourceError::Refused(_) => error,
                error => given_up(&error.to_string()),
            })?;
        }
        self.forward(&plan)?;
        self.end()?;
        Ok(Some(Finished { files: plan.steps.into_iter().map(|step| step.path).collect() }))
    }

    fn plan(&self) -> Result<Plan, SourceError> {
        let read = self.disk.tree.read(&change_plan(), MOST_BYTES).map_err(|error| error.to_string());
        read.and_then(|bytes| Plan::read(&bytes)).map_err(|why| {
            SourceError::Refused(format!(
                "the plan of an interrupted change is none that can be followed: {why}; remove the folder \
                 `{CHANGE_FOLDER}` (`git status` shows what was done)"
            ))
        })
    }
}
