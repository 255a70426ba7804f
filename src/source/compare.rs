//! Which files differ between two trees.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Entry, EntryKind, RepoPath, SourceError, Stamp, Tree};

/// Larger files of different sizes are not compared line by line.
const MOST_TEXT: u64 = 1 << 20;

/// Blobs of files on disk, as far as Git's index knows them.
pub type Blobs = HashMap<RepoPath, Stamp>;

/// The files that only one of two trees holds, or that differ, in path order. Line ends that a checkout changed make no
/// difference.
///
/// # Errors
/// When the disk or Git does not answer.
pub fn changed(
    before: &dyn Tree,
    after: &dyn Tree,
    blobs: &Blobs,
) -> Result<BTreeSet<RepoPath>, SourceError> {
    let listed = |tree: &dyn Tree| -> Result<BTreeMap<RepoPath, Entry>, SourceError> {
        Ok(tree.list()?.into_iter().map(|entry| (entry.path.clone(), entry)).collect())
    };
    let (old, new) = (listed(before)?, listed(after)?);
    let mut found: BTreeSet<RepoPath> = old.keys().filter(|path| !new.contains_key(path)).cloned().collect();
    for (path, entry) in new {
        let same = match old.get(&path) {
            Some(other) => same(&Side(before, other), &Side(after, &entry), blobs)?,
            None => false,
        };
        if !same {
            found.insert(path);
        }
    }
    Ok(found)
}

/// An entry and the tree it stands in.
struct Side<'t>(&'t dyn Tree, &'t Entry);

impl Side<'_> {
    fn bytes(&self) -> Result<Vec<u8>, SourceError> {
        self.0.read(&self.1.path, u64::MAX)
    }
}

fn same(before: &Side<'_>, after: &Side<'_>, blobs: &Blobs) -> Result<bool, SourceError> {
    let (old, new) = (before.1, after.1);
    let known = blobs.get(&new.path).unwrap_or(&new.stamp);
    if old.kind != new.kind || old.stamp == *known {
        return Ok(old.kind == new.kind);
    }
    let kinds_tell = matches!((old.stamp, *known), (Stamp::Blob(_), Stamp::Blob(_)));
    let text = old.size <= MOST_TEXT && new.size <= MOST_TEXT;
    if old.kind != EntryKind::File || kinds_tell || (old.size != new.size && !text) {
        return Ok(false);
    }
    let (old, new) = (before.bytes()?, after.bytes()?);
    Ok(old == new || (text && is_same_but_line_ends(&old, &new)))
}

/// Whether two texts hold the same lines, or two files the same bytes.
pub fn is_same_but_line_ends(one: &[u8], other: &[u8]) -> bool {
    one == other || (!one.contains(&0) && unix(one) == unix(other))
}

/// The bytes with `\n` for every `\r\n`.
fn unix(bytes: &[u8]) -> Vec<u8> {
    let keeps = |at: &usize| bytes[*at] != b'\r' || bytes.get(at + 1) != Some(&b'\n');
    (0..bytes.len()).filter(keeps).map(|at| bytes[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MemoryTree;

    fn tree(files: &[(&str, &[u8])]) -> MemoryTree {
        let mut tree = MemoryTree::new();
        files.iter().for_each(|(path, bytes)| tree.put(RepoPath::new(path).expect("a path"), *bytes));
        tree
    }

    #[test]
    fn only_what_differs_is_named_and_line_ends_are_no_difference() {
        let before = tree(&[("a", b"1\n2\n"), ("b", b"1"), ("c", b"x\n"), ("d", b"\0\r\n"), ("e", b"same")]);
        let after = tree(&[("a", b"1\r\n2\r\n"), ("c", b"y\n"), ("d", b"\0\n"), ("e", b"same"), ("f", b"")]);
        let found = changed(&before, &after, &Blobs::new()).expect("compared");
        let found: Vec<&str> = found.iter().map(RepoPath::as_str).collect();
        assert_eq!(found, ["b", "c", "d", "f"]);
    }
}
