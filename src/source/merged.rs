//! What a change would be once it is merged: its files, and what came to the other side since it parted from there.
//!
//! For each file that the other side changed meanwhile: where the change left it alone, the other side's counts; where
//! both changed it, the lines of both; where that cannot be, the file is a conflict and the change's own is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use git2::MergeFileInput;

use super::{
    Base, CodeOwners, Digest, Entry, EntryKind, GitTree, LfsStore, RepoPath, SourceError, Stamp, Tree,
};

/// Files above this size are not merged line by line.
const MOST_BYTES: u64 = 1 << 20;

/// The tree of a merge that nobody made yet.
pub struct Merged<'t> {
    change: &'t dyn Tree,
    other: &'t GitTree,
    fork: Option<&'t GitTree>,
    /// Files that are as the other side has them, or, where it has them no more, gone.
    taken: BTreeSet<RepoPath>,
    joined: BTreeMap<RepoPath, Vec<u8>>,
    /// Files that both sides changed, each in its own way.
    pub conflicts: Vec<RepoPath>,
}

impl<'t> Merged<'t> {
    /// Merges `change` with `base`; `None` where nothing came to the base meanwhile.
    ///
    /// # Errors
    /// When the disk or Git does not answer.
    pub fn of(change: &'t dyn Tree, base: &'t Base) -> Result<Option<Merged<'t>>, SourceError> {
        let Some(other) = base.tree.as_ref().filter(|_| !base.is_fork()) else { return Ok(None) };
        let fork = base.fork_tree.as_ref();
        let (taken, joined, conflicts) = (BTreeSet::new(), BTreeMap::new(), Vec::new());
        let mut merged = Merged { change, other, fork, taken, joined, conflicts };
        let (mine, theirs, before) = (
            by_path(change)?,
            by_path(other)?,
            fork.map_or_else(|| Ok(BTreeMap::new()), |fork| by_path(fork))?,
        );
        let all: BTreeSet<&RepoPath> = theirs.keys().chain(before.keys()).collect();
        for path in all {
            let (their, old) = (theirs.get(path), before.get(path));
            if their.map(|entry| (entry.kind, entry.stamp)) != old.map(|entry| (entry.kind, entry.stamp)) {
                merged.decide(path, mine.get(path), fork)?;
            }
        }
        Ok(Some(merged))
    }

    /// Decides a file that the other side changed.
    fn decide(
        &mut self,
        path: &RepoPath,
        mine: Option<&Entry>,
        fork: Option<&GitTree>,
    ) -> Result<(), SourceError> {
        // A link in place of a file is never followed, and is nothing that lines could be joined with.
        if mine.is_some_and(|entry| entry.kind != EntryKind::File) {
            self.conflicts.push(path.clone());
            return Ok(());
        }
        let mine = mine.map(|_| self.change.read(path, u64::MAX)).transpose()?;
        let old = fork.map_or(Ok(None), |fork| read(fork, path))?;
        let their = read(self.other, path)?;
        if mine == old {
            self.taken.insert(path.clone());
        } else if mine != their {
            match joined(path, [&old, &mine, &their]) {
                Some(bytes) => _ = self.joined.insert(path.clone(), bytes),
                None => self.conflicts.push(path.clone()),
            }
        }
        Ok(())
    }
}

impl Tree for Merged<'_> {
    fn list(&self) -> Result<Vec<Entry>, SourceError> {
        let mut entries = self.change.list()?;
        entries.retain(|entry| !self.taken.contains(&entry.path) && !self.joined.contains_key(&entry.path));
        entries.extend(self.other.list()?.into_iter().filter(|entry| self.taken.contains(&entry.path)));
        entries.extend(self.joined.iter().map(|(path, bytes)| Entry {
            path: path.clone(),
            kind: EntryKind::File,
            size: bytes.len() as u64,
            stamp: Stamp::Bytes(Digest::of(bytes)),
        }));
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
        match self.joined.get(path) {
            Some(bytes) if bytes.len() as u64 <= limit => Ok(bytes.clone()),
            Some(bytes) => {
                let size = bytes.len() as u64;
                Err(SourceError::TooLarge { path: path.to_string(), size, limit })
            }
            None if self.taken.contains(path) => self.other.read(path, limit),
            None => self.change.read(path, limit),
        }
    }

    fn folder_here(&self) -> Option<PathBuf> {
        self.change.folder_here()
    }

    fn lfs(&self) -> Option<&LfsStore> {
        self.change.lfs()
    }

    fn code_owners(&self) -> Result<CodeOwners, SourceError> {
        let (mine, their) = (self.change.code_owners()?, self.other.code_owners()?);
        let old = self.fork.map_or_else(|| Ok(CodeOwners::default()), |fork| fork.code_owners())?;
        let merged = |path: RepoPath| {
            let [old, mine, their] =
                [&old, &mine, &their].map(|owners| owners.get(&path).map(<[u8]>::to_vec));
            let bytes = match () {
                () if mine == old => their,
                () if mine == their || old == their => mine,
                // A conflict is Git's to report.
                () => joined(&path, [&old, &mine, &their]).or(mine),
            };
            bytes.map(|bytes| (path, bytes))
        };
        let files = CodeOwners::places().filter_map(merged).collect();
        Ok(CodeOwners { files, ..mine })
    }
}

fn by_path(tree: &dyn Tree) -> Result<BTreeMap<RepoPath, Entry>, SourceError> {
    Ok(tree.list()?.into_iter().map(|entry| (entry.path.clone(), entry)).collect())
}

/// A file's bytes; `None` where there is none.
fn read(tree: &GitTree, path: &RepoPath) -> Result<Option<Vec<u8>>, SourceError> {
    match tree.read(path, u64::MAX) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(SourceError::Git { cause, .. }) if cause.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The lines of both sides; `None` where they touch each other, or the file is no text.
fn joined(path: &RepoPath, sides: [&Option<Vec<u8>>; 3]) -> Option<Vec<u8>> {
    let [old, mine, their] = sides;
    let sides = [old.as_deref()?, mine.as_deref()?, their.as_deref()?];
    if sides.iter().any(|bytes| bytes.len() as u64 > MOST_BYTES || bytes.contains(&0)) {
        return None;
    }
    let [old, mine, their] = sides.map(|bytes| {
        let mut input = MergeFileInput::new();
        input.content(bytes).path(path.as_str());
        input
    });
    let result = git2::merge_file(&old, &mine, &their, None).ok()?;
    result.is_automergeable().then(|| result.content().to_vec())
}
