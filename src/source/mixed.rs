//! A tree of which some folders and files are read elsewhere.

use std::path::PathBuf;

use super::{CodeOwners, Digest, Entry, LfsStore, RepoPath, SourceError, Tree};

/// The files of one tree, but for those below some paths, which are read from other trees. What is listed is the one tree's.
pub struct Mixed {
    base: Box<dyn Tree + Send>,
    elsewhere: Vec<(RepoPath, Box<dyn Tree + Send>)>,
}

impl Mixed {
    /// Reads what lies below each path from its own tree.
    pub fn new(base: Box<dyn Tree + Send>, elsewhere: Vec<(RepoPath, Box<dyn Tree + Send>)>) -> Mixed {
        Mixed { base, elsewhere }
    }

    fn of(&self, path: &RepoPath) -> &dyn Tree {
        let other = self.elsewhere.iter().find(|(below, _)| path.is_in(below));
        other.map_or(self.base.as_ref(), |(_, tree)| tree.as_ref())
    }
}

impl Tree for Mixed {
    fn list(&self) -> Result<Vec<Entry>, SourceError> {
        self.base.list()
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
        self.of(path).read(path, limit)
    }

    fn digest(&self, path: &RepoPath, limit: u64) -> Result<Digest, SourceError> {
        self.of(path).digest(path, limit)
    }

    fn folder_here(&self) -> Option<PathBuf> {
        self.base.folder_here()
    }

    fn lfs(&self) -> Option<&LfsStore> {
        self.base.lfs()
    }

    fn code_owners(&self) -> Result<CodeOwners, SourceError> {
        self.base.code_owners()
    }
}
