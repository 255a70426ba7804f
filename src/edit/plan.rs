//! What a person asked for, as changes of files: planned here, judged and made elsewhere.

use std::collections::HashSet;

use crate::source::{Changes, Digest, Entry, Held, RepoPath, SourceError, Tree};
use crate::yaml::{self, Editor};

/// The most bytes of a file that is taken away or renamed; what a registry holds was within its own limits before.
const MOST_BYTES: u64 = 1 << 40;

/// Changes, and what is to be said of them.
#[derive(Debug, Default)]
pub struct Plan {
    /// The changes. None: everything is as it was asked for already.
    pub changes: Changes,
    /// What is done, a line each, as an order: lower case, no full stop, such as "add `sql-server` 1.38".
    pub steps: Vec<String>,
    /// What a person should know or do besides, a line each; one that begins with a blank belongs to the one above.
    pub notes: Vec<String>,
    /// The first line of a commit's message, such as "Add sql-server 1.38"; empty where files become what is committed already,
    /// so that nothing is left to commit.
    pub summary: String,
    /// Whether something is destroyed that a person must agree to.
    pub destroys: bool,
    /// Codes of findings that are the point of the change: whoever asks for it is told of them, and agrees.
    pub announced: &'static [&'static str],
    /// Codes of findings that say nothing about this change: nobody is told of them.
    pub moot: &'static [&'static str],
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// What was asked for cannot be done; the message says what can.
    #[error("{0}")]
    Refused(String),
    /// The disk or Git did not answer.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl EditError {
    /// What was asked for cannot be done.
    pub fn refused(what: impl Into<String>) -> EditError {
        EditError::Refused(what.into())
    }
}

/// Changes in the making, over the files as they are. What was changed is read as changed.
pub(super) struct Draft<'t> {
    tree: &'t dyn Tree,
    changes: Changes,
    /// The paths before and after of all files that are changed.
    touched: HashSet<RepoPath>,
}

impl<'t> Draft<'t> {
    /// No change yet.
    pub(super) fn new(tree: &'t dyn Tree) -> Draft<'t> {
        Draft { tree, changes: Changes::default(), touched: HashSet::new() }
    }

    /// The changes.
    pub(super) fn finish(self) -> Changes {
        self.changes
    }

    /// How many files change so far.
    pub(super) fn changed(&self) -> usize {
        self.changes.len()
    }

    /// The bytes of a file.
    pub(super) fn read(&self, path: &RepoPath) -> Result<Vec<u8>, EditError> {
        match self.touched.contains(path) {
            true => Ok(self.changes.over(self.tree).read(path, MOST_BYTES)?),
            false => Ok(self.tree.read(path, MOST_BYTES)?),
        }
    }

    /// Changes a YAML file in place. A file that stays as it is, is no change.
    pub(super) fn edit(
        &mut self,
        path: &RepoPath,
        change: impl FnOnce(&mut Editor) -> Result<(), yaml::Refused>,
    ) -> Result<(), EditError> {
        let before = self.read(path)?;
        let refused = |what: &dyn std::fmt::Display| EditError::refused(format!("{path}: {what}"));
        let text = std::str::from_utf8(&before).map_err(|error| refused(&yaml::no_utf8(&before, error)))?;
        let mut editor = Editor::new(text).map_err(|error| refused(&error))?;
        change(&mut editor).map_err(|error| refused(&error))?;
        let after = editor.finish().into_bytes();
        if after != before {
            self.touched.insert(path.clone());
            self.changes.write(path, before, after);
        }
        Ok(())
    }

    /// A new text, unless it was begun already.
    pub(super) fn begin(&mut self, path: &RepoPath, text: String) {
        if self.changes.over(self.tree).read(path, MOST_BYTES).is_err() {
            self.create(path, text.into_bytes());
        }
    }

    /// A new file.
    pub(super) fn create(&mut self, path: &RepoPath, bytes: Vec<u8>) {
        self.touched.insert(path.clone());
        self.changes.create(path, bytes);
    }

    /// Other bytes for a file that is there.
    pub(super) fn write(&mut self, path: &RepoPath, bytes: Vec<u8>) -> Result<(), EditError> {
        let before = self.read(path)?;
        if before != bytes {
            self.touched.insert(path.clone());
            self.changes.write(path, before, bytes);
        }
        Ok(())
    }

    /// Takes a file away.
    pub(super) fn remove(&mut self, path: &RepoPath) -> Result<(), EditError> {
        let held = self.held(path)?;
        self.touched.insert(path.clone());
        self.changes.remove(path, held);
        Ok(())
    }

    /// Gives a file another name.
    pub(super) fn rename(&mut self, from: &RepoPath, to: &RepoPath) -> Result<(), EditError> {
        let held = self.held(from)?;
        self.touched.extend([from.clone(), to.clone()]);
        self.changes.rename(from, to, held);
        Ok(())
    }

    /// The files below a folder, as they are before any change.
    pub(super) fn files_in(&self, folder: &RepoPath) -> Result<Vec<RepoPath>, EditError> {
        Ok(self.entries_in(folder)?.into_iter().map(|entry| entry.path).collect())
    }

    /// What lies below a folder, as it is before any change.
    pub(super) fn entries_in(&self, folder: &RepoPath) -> Result<Vec<Entry>, EditError> {
        Ok(self.tree.list()?.into_iter().filter(|entry| entry.path.is_in(folder)).collect())
    }

    /// What a file holds: a text in full, so that a diff can show it.
    fn held(&self, path: &RepoPath) -> Result<Held, EditError> {
        let bytes = self.read(path)?;
        Ok(match std::str::from_utf8(&bytes) {
            Ok(_) => Held::Bytes(bytes),
            Err(_) => Held::Digest(Digest::of(&bytes)),
        })
    }
}
