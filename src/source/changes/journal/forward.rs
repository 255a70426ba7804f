//! Makes the steps of a plan. Each looks first at what is there, so that it can be made again after any crash.

use std::collections::BTreeSet;

use super::plan::{Plan, Step};
use super::{CHANGE_FOLDER, Journal};
use crate::source::changes::apply::{inside, refuse_name};
use crate::source::{Digest, RepoPath, SourceError, Tree, WorkTree};

/// More bytes than any file has; digests are made piece by piece.
const MOST_BYTES: u64 = 1 << 40;

impl Journal<'_> {
    /// Makes all steps that are not made yet. What is neither as it was nor as it is to be is not touched.
    pub(in crate::source::changes) fn forward(&self, plan: &Plan) -> Result<(), SourceError> {
        for (at, step) in plan.steps.iter().enumerate() {
            if self.is_due(at, step)? {
                self.make(at, step)?;
            }
        }
        self.prune(plan)?;
        self.sync(plan)
    }

    /// Whether a step is yet to be made; then it can be.
    pub(super) fn is_due(&self, at: usize, step: &Step) -> Result<bool, SourceError> {
        let due = is_due(step, self.disk.tree)?;
        if let (true, Some(after)) = (due, step.after) {
            let staged = RepoPath::new(&format!("{CHANGE_FOLDER}/{at}")).expect("a number is a name");
            // What lies there may have been put there by anybody.
            if self.disk.tree.digest(&staged, MOST_BYTES).ok() != Some(after) {
                return Err(given_up(&format!("what `{}` is to hold is damaged or gone", step.path)));
            }
        }
        Ok(due)
    }

    fn make(&self, at: usize, step: &Step) -> Result<(), SourceError> {
        let place = self.disk.at(&step.path);
        if step.after.is_none() {
            return self.disk.remove(&place);
        }
        if step.before.is_some() {
            return self.disk.replace(&self.staged(at), &place);
        }
        if let Some(folder) = place.parent() {
            self.disk.make_folders(folder)?;
        }
        self.disk.link_or_rename(&self.staged(at), &place)
    }

    /// Removes the folders that the change emptied.
    fn prune(&self, plan: &Plan) -> Result<(), SourceError> {
        for step in plan.steps.iter().filter(|step| step.after.is_none()) {
            let mut folder = step.path.parent();
            while !folder.as_str().is_empty() && self.disk.remove_empty(&self.disk.at(&folder))? {
                folder = folder.parent();
            }
        }
        Ok(())
    }

    /// Waits until every name that changed is on the disk.
    fn sync(&self, plan: &Plan) -> Result<(), SourceError> {
        let mut folders = BTreeSet::new();
        for step in &plan.steps {
            let mut folder = step.path.parent();
            while folders.insert(folder.clone()) && !folder.as_str().is_empty() {
                folder = folder.parent();
            }
        }
        let there = folders.iter().map(|folder| self.disk.at(folder)).filter(|folder| folder.is_dir());
        there.into_iter().try_for_each(|folder| self.disk.sync(&folder))
    }
}

/// Whether a step is yet to be made.
fn is_due(step: &Step, tree: &WorkTree) -> Result<bool, SourceError> {
    inside(&step.path, tree)?;
    if step.before.is_none() {
        refuse_name(&step.path)?;
    }
    let there = held(&step.path, tree)?;
    if there == step.after {
        return Ok(false);
    }
    if there == step.before {
        return Ok(true);
    }
    Err(given_up(&format!("`{}` is neither what it was nor what it was to be", step.path)))
}

/// The digest of what lies at a path; `None` for nothing.
fn held(path: &RepoPath, tree: &WorkTree) -> Result<Option<Digest>, SourceError> {
    if tree.on_disk(path).symlink_metadata().is_err() {
        // Whatever else is wrong with the path shows when it is written to.
        return Ok(None);
    }
    tree.digest(path, MOST_BYTES).map(Some)
}

/// A change that cannot be finished as it was planned.
pub(super) fn given_up(what: &str) -> SourceError {
    SourceError::Refused(format!(
        "a change was interrupted and cannot be finished: {what}; restore that file and run again, or remove the folder \
         `{CHANGE_FOLDER}` to give the change up (`git status` shows what was done of it)"
    ))
}
