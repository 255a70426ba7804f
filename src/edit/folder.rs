//! The files of a connector: all in its folder, but those of a connector that lies in a folder below it.

use std::collections::BTreeSet;

use super::EditError;
use super::plan::Draft;
use crate::model::Connector;
use crate::source::{Entry, EntryKind, RepoPath};

/// A connector's folder.
pub(super) struct Folder {
    /// Where it lies.
    pub(super) path: RepoPath,
    /// Its files, in path order.
    pub(super) files: Vec<Entry>,
}

/// The folder of `connector`.
///
/// # Errors
/// Something lies there that is no file.
pub(super) fn of(draft: &Draft<'_>, connector: &Connector) -> Result<Folder, EditError> {
    let inside: Vec<Entry> = draft.entries_in(&connector.folder)?;
    let inner: BTreeSet<RepoPath> = inside
        .iter()
        .filter(|entry| entry.path.name() == "connector.yaml" && entry.path.parent() != connector.folder)
        .map(|entry| entry.path.parent())
        .collect();
    let is_own = |entry: &Entry| !inner.iter().any(|folder| entry.path.is_in(folder));
    let files: Vec<Entry> = inside.into_iter().filter(is_own).collect();
    if let Some(odd) = files.iter().find(|entry| entry.kind != EntryKind::File) {
        let what =
            format!("{}: this is no file but a link or the like; take it away by hand first", odd.path);
        return Err(EditError::refused(what));
    }
    Ok(Folder { path: connector.folder.clone(), files })
}

impl Folder {
    /// The path of one of its files below it.
    pub(super) fn name<'p>(&self, path: &'p RepoPath) -> &'p str {
        path.as_str().strip_prefix(self.path.as_str()).map_or("", |name| name.trim_start_matches('/'))
    }

    /// Whether a file is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.count(|other| other == name) > 0
    }

    /// How many files are called so.
    pub(super) fn count(&self, is: impl Fn(&str) -> bool) -> usize {
        self.files.iter().filter(|entry| is(self.name(&entry.path))).count()
    }
}
