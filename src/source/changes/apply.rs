//! Makes changes in a registry's folder on disk: all of them or none, whatever happens in between.
//!
//! 1. Look at every file: unless all are what was read, nothing is touched.
//! 2. Put everything aside, and look again: putting takes time, in which a person may go on editing.
//! 3. From the moment on in which the plan lies there, the change is made, by this run or by the next ([`Journal`]).
//!
//! Each file is whole at any moment, and nothing takes the place of another.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, ErrorKind};

use super::disk::Disk;
use super::journal::{Journal, Plan};
use super::{After, Before, Change, Changes, Held};
use crate::source::{Digest, RepoPath, SourceError, Tree, WorkTree, check_file_name};

/// More bytes than any file has that could be read before.
const MOST_BYTES: u64 = 1 << 40;

impl Changes {
    /// Makes the changes in the folder of `tree`.
    ///
    /// # Errors
    /// A file is not what was read, lies behind a link, or is in the way of another; or another process is changing the
    /// registry: then nothing was changed. Or the disk does not answer: then nothing was changed, or the message says how the
    /// change is finished.
    pub fn apply(&self, tree: &WorkTree) -> Result<(), SourceError> {
        self.apply_on(&Disk::new(tree))
    }

    fn apply_on(&self, disk: &Disk<'_>) -> Result<(), SourceError> {
        let (plan, sources) = Plan::of(self);
        if plan.is_empty() {
            return Ok(());
        }
        self.clear()?;
        let journal = Journal::open(disk)?;
        if journal.is_begun() {
            journal.finish()?;
            return Err(SourceError::Refused(
                "another change was interrupted; it is finished now, so run again".to_owned(),
            ));
        }
        let ready = self.expect(disk.tree).and_then(|()| journal.stage(&plan, &sources));
        let begun = ready.and_then(|()| self.expect(disk.tree)).and_then(|()| journal.begin());
        if begun.is_err() && !journal.is_begun() {
            journal.abandon();
            return begun;
        }
        let made = begun.and_then(|()| journal.forward(&plan)).and_then(|()| journal.end());
        made.map_err(|error| match error {
            error @ SourceError::Refused(_) => error,
            error => SourceError::Unfinished(Box::new(error)),
        })
    }

    /// Holds all changes to what lies on disk.
    fn expect(&self, tree: &WorkTree) -> Result<(), SourceError> {
        self.iter().try_for_each(|change| expect(change, tree))
    }

    /// Refuses two changes that begin or end at one path, or of which one could not be made beside the other.
    fn clear(&self) -> Result<(), SourceError> {
        let (mut begun, mut ended) = (HashSet::new(), HashSet::new());
        for change in self.iter() {
            let begins = change.before.as_ref().is_none_or(|before| begun.insert(&before.path));
            let ends = change.after.as_ref().is_none_or(|after| ended.insert(&after.path));
            if let (false, Some(path)) = (begins && ends, change.path()) {
                return Err(refused(path, "two changes are about this file"));
            }
        }
        let mut names: BTreeMap<String, &RepoPath> = BTreeMap::new();
        for path in ended.iter().filter(|path| !begun.contains(*path)) {
            if let Some(other) = names.insert(path.as_str().to_lowercase(), path) {
                return Err(refused(path, &format!("some systems take it for the same file as `{other}`")));
            }
        }
        for path in &ended {
            let mut folder = path.parent();
            while !folder.as_str().is_empty() {
                if ended.contains(&folder) {
                    return Err(refused(path, &format!("`{folder}` would be a file and a folder")));
                }
                folder = folder.parent();
            }
        }
        Ok(())
    }
}

/// Holds a change to what lies on disk.
fn expect(change: &Change, tree: &WorkTree) -> Result<(), SourceError> {
    if let Some(before) = &change.before {
        inside(&before.path, tree)?;
        unchanged(before, tree)?;
    }
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if before.path == after.path => Ok(()),
        (_, Some(after)) => {
            inside(&after.path, tree)?;
            free(after, tree)
        }
        (_, None) => Ok(()),
    }
}

fn unchanged(before: &Before, tree: &WorkTree) -> Result<(), SourceError> {
    let changed = || SourceError::Changed { path: before.path.to_string() };
    let bytes = tree.read(&before.path, MOST_BYTES).map_err(|error| match error {
        error if error.is_gone() => changed(),
        error => error,
    })?;
    let same = match &before.held {
        Held::Bytes(held) => *held == bytes,
        Held::Digest(digest) => *digest == Digest::of(&bytes),
    };
    if same { Ok(()) } else { Err(changed()) }
}

fn free(after: &After, tree: &WorkTree) -> Result<(), SourceError> {
    refuse_name(&after.path)?;
    match fs::symlink_metadata(tree.on_disk(&after.path)) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(disk(&after.path, cause)),
        Ok(_) => Err(refused(&after.path, "something is there already")),
    }
}

/// Refuses a new file that some system could not hold.
pub(super) fn refuse_name(path: &RepoPath) -> Result<(), SourceError> {
    path.parts().try_for_each(check_file_name).map_err(|what| refused(path, &what))
}

/// Refuses what is a tool's own or lies behind a link, which may lead out of the registry.
pub(super) fn inside(path: &RepoPath, tree: &WorkTree) -> Result<(), SourceError> {
    if path.name().is_empty() || path.parts().any(|part| part.starts_with('.')) {
        return Err(refused(path, "names that begin with a dot belong to tools"));
    }
    let mut folder = path.parent();
    while !folder.as_str().is_empty() {
        match fs::symlink_metadata(tree.on_disk(&folder)) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => return Err(refused(path, &format!("`{folder}` is no folder but a link or a file"))),
            Err(cause) if cause.kind() == ErrorKind::NotFound => {}
            Err(cause) => return Err(disk(&folder, cause)),
        }
        folder = folder.parent();
    }
    Ok(())
}

fn refused(path: &RepoPath, what: &str) -> SourceError {
    disk(path, io::Error::new(ErrorKind::InvalidInput, what.to_owned()))
}

fn disk(path: &RepoPath, cause: io::Error) -> SourceError {
    SourceError::Disk { path: path.to_string(), cause }
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
