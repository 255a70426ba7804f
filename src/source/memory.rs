//! A tree that lives in memory: for tests, and for what is planned before it is written.

use std::collections::BTreeMap;

use super::changes::is_passed_over;
use super::{CodeOwners, Digest, Entry, EntryKind, RepoPath, SourceError, Stamp, Tree};

/// Files by path. Names that begin with a dot belong to tools and are passed over.
#[derive(Debug, Clone, Default)]
pub struct MemoryTree {
    files: BTreeMap<RepoPath, Vec<u8>>,
}

impl MemoryTree {
    /// An empty tree.
    pub fn new() -> MemoryTree {
        MemoryTree::default()
    }

    /// Puts `bytes` at `path`, in place of what was there.
    pub fn put(&mut self, path: RepoPath, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path, bytes.into());
    }

    /// Takes the file at `path` away.
    pub fn remove(&mut self, path: &RepoPath) -> Option<Vec<u8>> {
        self.files.remove(path)
    }
}

/// Whether a tree of Git would pass over a file, or over a folder above it.
fn is_hidden(path: &RepoPath) -> bool {
    let path = path.as_str();
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    ends.into_iter().any(|end| {
        let name = path[..end].rfind('/').map_or(0, |at| at + 1);
        is_passed_over(&path[..name], &path.as_bytes()[name..end], end < path.len())
    })
}

impl Tree for MemoryTree {
    fn list(&self) -> Result<Vec<Entry>, SourceError> {
        let entry = |(path, bytes): (&RepoPath, &Vec<u8>)| Entry {
            path: path.clone(),
            kind: EntryKind::File,
            size: bytes.len() as u64,
            stamp: Stamp::Bytes(Digest::of(bytes)),
        };
        Ok(self.files.iter().filter(|(path, _)| !is_hidden(path)).map(entry).collect())
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
        let bytes =
            self.files.get(path).ok_or_else(|| SourceError::Missing(format!("{path}: no such file")))?;
        if bytes.len() as u64 > limit {
            return Err(SourceError::TooLarge { path: path.to_string(), size: bytes.len() as u64, limit });
        }
        Ok(bytes.clone())
    }

    /// The tree is taken for all of a repository.
    fn code_owners(&self) -> Result<CodeOwners, SourceError> {
        let is_there = |path: &RepoPath| self.files.keys().any(|file| file.is_in(path));
        CodeOwners::of(RepoPath::root(), |path, limit| self.read(path, limit), is_there)
    }
}
