//! Makes changes in a registry's folder on disk.
//!
//! 1. Look at every file: unless all are what was read, nothing is touched.
//! 2. Write, then rename, then remove. Each file is whole at any moment, and nothing takes the place of another.
#![expect(clippy::disallowed_methods, reason = "source/ writes what a person asked for")]

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::{After, Before, Change, Changes, Held, folders};
use crate::source::output::left_of;
use crate::source::{Digest, RepoPath, SourceError, Tree, WorkTree, check_file_name, write_file};

/// More bytes than any file has that could be read before.
const MOST_BYTES: u64 = 1 << 40;

impl Changes {
    /// Makes the changes in the folder of `tree`.
    ///
    /// # Errors
    /// A file is not what was read, lies behind a link, or is in the way of another: then nothing was changed. Or the disk
    /// does not answer: then every file is as it was or as it was to be.
    pub fn apply(&self, tree: &WorkTree) -> Result<(), SourceError> {
        self.clear()?;
        for change in self.iter() {
            expect(change, tree)?;
        }
        for change in self.ordered() {
            // Writing takes time, in which a person may go on editing.
            expect(change, tree)?;
            make(change, tree)?;
        }
        self.clear_remnants(tree);
        folders::clear_emptied(self, tree);
        Ok(())
    }

    /// Removes what a run that was killed left beside the files written now. What cannot be removed does no harm.
    fn clear_remnants(&self, tree: &WorkTree) {
        let mut written: HashMap<RepoPath, HashSet<&str>> = HashMap::new();
        for after in self.iter().filter_map(|change| change.after.as_ref()) {
            written.entry(after.path.parent()).or_default().insert(after.path.name());
        }
        for (folder, names) in written {
            let entries = fs::read_dir(tree.on_disk(&folder)).into_iter().flatten().flatten();
            let is_remnant = |entry: &fs::DirEntry| {
                entry.file_name().to_str().and_then(left_of).is_some_and(|file| names.contains(file))
            };
            for remnant in entries.filter(is_remnant) {
                let _ = fs::remove_file(remnant.path());
            }
        }
    }

    /// New files first, removals last: whatever happens in between, nothing is lost.
    fn ordered(&self) -> Vec<&Change> {
        let mut ordered: Vec<&Change> = self.iter().collect();
        ordered.sort_by_key(|change| (change.after.is_none(), change.before.is_some()));
        ordered
    }

    /// Refuses two changes that begin or end at one path.
    fn clear(&self) -> Result<(), SourceError> {
        let (mut begun, mut ended) = (HashSet::new(), HashSet::new());
        for change in self.iter() {
            let begins = change.before.as_ref().is_none_or(|before| begun.insert(&before.path));
            let ends = change.after.as_ref().is_none_or(|after| ended.insert(&after.path));
            if let (false, Some(path)) = (begins && ends, change.path()) {
                return Err(refused(path, "two changes are about this file"));
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
    after.path.parts().try_for_each(check_file_name).map_err(|what| refused(&after.path, &what))?;
    match fs::symlink_metadata(tree.on_disk(&after.path)) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(disk(&after.path, cause)),
        Ok(_) => Err(refused(&after.path, "something is there already")),
    }
}

/// Refuses what is a tool's own or lies behind a link, which may lead out of the registry.
fn inside(path: &RepoPath, tree: &WorkTree) -> Result<(), SourceError> {
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

fn make(change: &Change, tree: &WorkTree) -> Result<(), SourceError> {
    let gone = |before: &Before| {
        fs::remove_file(tree.on_disk(&before.path)).map_err(|cause| disk(&before.path, cause))
    };
    let Some(after) = &change.after else { return change.before.as_ref().map_or(Ok(()), gone) };
    let to = tree.on_disk(&after.path);
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|cause| disk(&after.path.parent(), cause))?;
    }
    match (&change.before, &after.bytes) {
        (Some(before), bytes) if before.path == after.path => {
            bytes.as_ref().map_or(Ok(()), |bytes| write_file(&to, bytes, true))
        }
        (Some(before), Some(bytes)) => {
            write_file(&to, bytes, false)?;
            let from = fs::metadata(tree.on_disk(&before.path));
            let kept = from.and_then(|from| fs::set_permissions(&to, from.permissions()));
            kept.map_err(|cause| disk(&after.path, cause))?;
            gone(before)
        }
        (Some(before), None) => {
            let from = tree.on_disk(&before.path);
            rename(&from, &to).map_err(|cause| disk(&before.path, cause))
        }
        (None, bytes) => write_file(&to, bytes.as_deref().unwrap_or_default(), false),
    }
}

/// Renames a file to a name that is free.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    // Unlike a rename, a link never takes the place of what came meanwhile.
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Err(cause),
        // Some file systems have no links.
        Err(_) => fs::rename(from, to),
    }
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
