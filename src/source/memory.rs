//! A tree that lives in memory: for tests, and for what is planned before it is written.

use std::collections::BTreeMap;

use super::{Digest, Entry, EntryKind, RepoPath, SourceError, Stamp, Tree};

/// Files by path.
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

impl Tree for MemoryTree {
    fn list(&self) -> Result<Vec<Entry>, SourceError> {
        let entry = |(path, bytes): (&RepoPath, &Vec<u8>)| Entry {
            path: path.clone(),
            kind: EntryKind::File,
            size: bytes.len() as u64,
            stamp: Stamp::Bytes(Digest::of(bytes)),
        };
        Ok(self.files.iter().map(entry).collect())
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
        let bytes =
            self.files.get(path).ok_or_else(|| SourceError::Missing(format!("{path}: no such file")))?;
        if bytes.len() as u64 > limit {
            return Err(SourceError::TooLarge { path: path.to_string(), size: bytes.len() as u64, limit });
        }
        Ok(bytes.clone())
    }
}
