//! A tree as it would be after some changes.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::{Change, Changes};
use crate::source::{CodeOwners, Digest, Entry, EntryKind, LfsStore, RepoPath, SourceError, Stamp, Tree};

/// A tree read as if changes were made to it.
pub struct ChangedTree<'t> {
    tree: &'t dyn Tree,
    /// What will lie at a path.
    made: HashMap<&'t RepoPath, &'t Change>,
    /// The paths of the files that change, as they are in `tree`.
    gone: HashSet<&'t RepoPath>,
}

impl Changes {
    /// Reads `tree` as if these changes were made.
    pub fn over<'t>(&'t self, tree: &'t dyn Tree) -> ChangedTree<'t> {
        let made = self.iter().filter_map(|change| Some((&change.after.as_ref()?.path, change))).collect();
        let gone = self.iter().filter_map(|change| Some(&change.before.as_ref()?.path)).collect();
        ChangedTree { tree, made, gone }
    }
}

impl Tree for ChangedTree<'_> {
    fn list(&self) -> Result<Vec<Entry>, SourceError> {
        let (changed, mut entries): (Vec<Entry>, Vec<Entry>) =
            self.tree.list()?.into_iter().partition(|entry| self.gone.contains(&entry.path));
        let origins: HashMap<&RepoPath, &Entry> = changed.iter().map(|entry| (&entry.path, entry)).collect();
        for (path, change) in &self.made {
            let origin = change.before.as_ref().and_then(|before| origins.get(&before.path));
            let bytes = change.after.as_ref().and_then(|after| after.bytes.as_ref());
            let (size, stamp) = match (bytes, origin) {
                (Some(bytes), _) => (bytes.len() as u64, Stamp::Bytes(Digest::of(bytes))),
                (None, Some(origin)) => (origin.size, origin.stamp),
                (None, None) => continue,
            };
            entries.push(Entry { path: (*path).clone(), kind: EntryKind::File, size, stamp });
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
        let missing = || SourceError::Missing(format!("{path}: no such file"));
        let Some(change) = self.made.get(path) else {
            return if self.gone.contains(path) { Err(missing()) } else { self.tree.read(path, limit) };
        };
        match change.after.as_ref().and_then(|after| after.bytes.as_ref()) {
            Some(bytes) if bytes.len() as u64 > limit => {
                Err(SourceError::TooLarge { path: path.to_string(), size: bytes.len() as u64, limit })
            }
            Some(bytes) => Ok(bytes.clone()),
            None => self.tree.read(&change.before.as_ref().ok_or_else(missing)?.path, limit),
        }
    }

    fn folder_here(&self) -> Option<PathBuf> {
        self.tree.folder_here()
    }

    fn lfs(&self) -> Option<&LfsStore> {
        self.tree.lfs()
    }

    /// Changes are of the registry's own files.
    fn code_owners(&self) -> Result<CodeOwners, SourceError> {
        self.tree.code_owners()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MemoryTree;
    use crate::source::changes::Held;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).expect("a path")
    }

    #[test]
    fn a_tree_is_read_as_if_the_changes_were_made() {
        let mut tree = MemoryTree::new();
        for (at, bytes) in [("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")] {
            tree.put(path(at), bytes);
        }
        let held = |bytes: &str| Held::Bytes(bytes.as_bytes().to_vec());
        let mut changes = Changes::default();
        changes.rename(&path("a"), &path("z"), held("1"));
        changes.write(&path("b"), b"2".to_vec(), b"two".to_vec());
        changes.remove(&path("c"), held("3"));
        changes.create(&path("e"), b"5".to_vec());
        let changed = changes.over(&tree);
        let read = |entry: &Entry| (entry.path.to_string(), changed.read(&entry.path, 9).expect("read"));
        let files: Vec<_> = changed.list().expect("lists").iter().map(read).collect();
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        assert_eq!(files, [("b", b"two".as_slice()), ("d", b"4"), ("e", b"5"), ("z", b"1")]);
        assert!(changed.read(&path("a"), 9).expect_err("gone").is_gone());
        assert!(changed.read(&path("c"), 9).expect_err("gone").is_gone());
        assert!(changed.read(&path("b"), 2).expect_err("refused").is_too_large());
    }
}
