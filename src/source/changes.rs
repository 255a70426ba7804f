//! Changes to a registry's files as data: gathered first, then looked at, shown as a diff, or made.
//!
//! 1. Gather: each change says what the file held when it was read. Two changes of one file become one.
//! 2. Look: [`Changes::over`] reads a tree as if they were made, so that it can be checked before anything is written.
//! 3. Show: [`Changes::diff`].
//! 4. Make: [`Changes::apply`] refuses all when one file is not what was read; what a crash interrupted, [`finish_changes`]
//!    finishes.

mod apply;
mod diff;
mod disk;
mod journal;
mod over;

use std::collections::HashMap;

use super::{Digest, RepoPath};

pub use journal::{
    CHANGE_FOLDER, Finished, change_plan, finish_changes, is_change_plan, is_change_unfinished,
};
pub(super) use journal::{is_passed_over, plan_of};
pub use over::ChangedTree;

/// What is to become of files. Paths are those of the tree as the changes before left it.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    list: Vec<Change>,
    /// Where in `list` stands what will lie at a path.
    made: HashMap<RepoPath, usize>,
}

/// What is to become of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file as it was read; `None` for a new one.
    pub before: Option<Before>,
    /// The file as it is to be; `None` where it goes.
    pub after: Option<After>,
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Where it lies.
    pub path: RepoPath,
    /// What it held.
    pub held: Held,
}

/// What a file held: all of it, or what tells it from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Its bytes; a diff can show them.
    Bytes(Vec<u8>),
    /// Their digest, for files that are large and no text.
    Digest(Digest),
}

/// A file as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// Where it will lie.
    pub path: RepoPath,
    /// What it will hold; `None` for what it held.
    pub bytes: Option<Vec<u8>>,
}

impl Changes {
    /// A new file.
    pub fn create(&mut self, path: &RepoPath, bytes: Vec<u8>) {
        self.push(Change { before: None, after: Some(After { path: path.clone(), bytes: Some(bytes) }) });
    }

    /// Other bytes for the file at `path`, which holds `before`.
    pub fn write(&mut self, path: &RepoPath, before: Vec<u8>, bytes: Vec<u8>) {
        if let Some(Change { before: origin, after: Some(after) }) = self.made(path) {
            // So far it only had another name; what it holds now is what it held at its old place.
            if let (Some(origin), None) = (origin, &after.bytes) {
                origin.held = Held::Bytes(before);
            }
            after.bytes = Some(bytes);
            return;
        }
        let before = Some(Before { path: path.clone(), held: Held::Bytes(before) });
        self.push(Change { before, after: Some(After { path: path.clone(), bytes: Some(bytes) }) });
    }

    /// Another name for the file at `from`, which holds `held`.
    pub fn rename(&mut self, from: &RepoPath, to: &RepoPath, held: Held) {
        if let Some(at) = self.made.remove(from) {
            if let Some(after) = &mut self.list[at].after {
                after.path = to.clone();
            }
            self.made.insert(to.clone(), at);
            return;
        }
        let before = Some(Before { path: from.clone(), held });
        self.push(Change { before, after: Some(After { path: to.clone(), bytes: None }) });
    }

    /// Takes the file at `path` away, which holds `held`.
    pub fn remove(&mut self, path: &RepoPath, held: Held) {
        match self.made.remove(path) {
            // One that never was leaves nothing to be done.
            Some(at) => self.list[at].after = None,
            None => self.push(Change { before: Some(Before { path: path.clone(), held }), after: None }),
        }
    }

    /// The changes, in the order of the paths they leave behind.
    pub fn iter(&self) -> impl Iterator<Item = &Change> {
        let mut list: Vec<&Change> = self.list.iter().filter(|change| change.path().is_some()).collect();
        list.sort_by_key(|change| change.path());
        list.into_iter()
    }

    /// How many files change.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether no file changes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn made(&mut self, path: &RepoPath) -> Option<&mut Change> {
        self.made.get(path).map(|at| &mut self.list[*at])
    }

    fn push(&mut self, change: Change) {
        if let Some(after) = &change.after {
            self.made.insert(after.path.clone(), self.list.len());
        }
        self.list.push(change);
    }
}

impl Change {
    /// The path it leaves behind: the file's new one, or that of the file it takes away.
    pub fn path(&self) -> Option<&RepoPath> {
        let after = self.after.as_ref().map(|after| &after.path);
        after.or(self.before.as_ref().map(|before| &before.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).expect("a path")
    }

    #[test]
    fn two_changes_of_a_file_become_one() {
        let mut changes = Changes::default();
        let (a, b, c) = (path("a"), path("b"), path("c"));
        changes.rename(&a, &b, Held::Digest(Digest::of(b"1")));
        changes.write(&b, b"1".to_vec(), b"2".to_vec());
        changes.rename(&b, &c, Held::Bytes(b"2".to_vec()));
        changes.write(&c, b"2".to_vec(), b"3".to_vec());
        let whole = Change {
            before: Some(Before { path: a, held: Held::Bytes(b"1".to_vec()) }),
            after: Some(After { path: c, bytes: Some(b"3".to_vec()) }),
        };
        assert_eq!(changes.iter().collect::<Vec<_>>(), [&whole]);
    }

    #[test]
    fn a_file_that_comes_and_goes_is_no_change() {
        let mut changes = Changes::default();
        changes.create(&path("a"), b"1".to_vec());
        assert_eq!(changes.len(), 1);
        changes.remove(&path("a"), Held::Bytes(b"1".to_vec()));
        assert!(changes.is_empty());
    }
}
