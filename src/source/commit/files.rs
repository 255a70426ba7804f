//! The files of a commit: what is to be done with each in the index, and what forbids it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use git2::{
    AttrCheckFlags, AttrValue, Index, IndexEntry, IndexTime, ObjectType, Oid, Status, StatusOptions, Tree,
};

use super::ready::refused;
use crate::source::git::git;
use crate::source::{After, Change, Changes, RepoPath, Repository, SourceError};

/// What is done with one file in the index. Paths are those of the repository.
pub(super) enum Step {
    /// Takes it as it lies on disk, through the filters that Git's attributes name.
    Put {
        path: RepoPath,
        /// Where it is to be another mode than the file's on disk.
        mode: Option<u32>,
    },
    /// Takes what Git knows of it to another path.
    Move { to: RepoPath, entry: Box<IndexEntry> },
    /// Takes it away.
    Take { path: RepoPath },
}

/// Bit in an entry's flags: `git update-index --assume-unchanged`.
const ASSUMED: u16 = 0x8000;
/// Bit in an entry's extended flags: `git update-index --skip-worktree`.
const SKIPPED: u16 = 0x4000;

/// What Git knows of the files.
pub(super) struct Files<'r> {
    repository: &'r Repository,
    top: PathBuf,
    index: Index,
    /// The tree of `HEAD`; `None` before the first commit.
    head: Option<Tree<'r>>,
}

impl<'r> Files<'r> {
    pub(super) fn of(repository: &'r Repository, parent: Option<Oid>) -> Result<Files<'r>, SourceError> {
        let tree = |id| repository.git.find_commit(id).and_then(|commit| commit.tree());
        let head = parent.map(tree).transpose();
        let head = head.map_err(|cause| git("the tree of HEAD".to_owned(), cause))?;
        let index = index(&repository.git)?;
        let top =
            repository.git.workdir().ok_or_else(|| refused("a bare repository has no files to change"))?;
        Ok(Files { repository, top: top.to_owned(), index, head })
    }

    /// What is to be done for `changes`, and for the file `beside` the registry, if nothing forbids it.
    pub(super) fn steps(
        &self,
        changes: &Changes,
        beside: Option<&RepoPath>,
    ) -> Result<Vec<Step>, SourceError> {
        let mut steps = Vec::new();
        for change in changes.iter() {
            self.steps_of(change, &mut steps)?;
        }
        if let Some(path) = beside {
            steps.push(self.step_to(path.clone(), Some(self.committed(path)?), None)?);
        }
        self.unchanged(&steps)?;
        Ok(steps)
    }

    fn steps_of(&self, change: &Change, steps: &mut Vec<Step>) -> Result<(), SourceError> {
        let before = change.before.as_ref().map(|before| self.path(&before.path)).transpose()?;
        let entry = before.as_ref().map(|path| self.committed(path)).transpose()?;
        if let Some(After { path, bytes }) = &change.after {
            let path = self.path(path)?;
            let stays = before.as_ref() == Some(&path);
            if !stays {
                self.free(&path)?;
            }
            let kept = if bytes.is_none() { before.as_ref() } else { None };
            steps.push(self.step_to(path, entry, kept)?);
            if stays {
                return Ok(());
            }
        }
        steps.extend(before.map(|path| Step::Take { path }));
        Ok(())
    }

    /// What is done with a file that will lie at `path`; `entry` is what Git held of it before, and `kept` where it lay
    /// with the same bytes.
    fn step_to(
        &self,
        path: RepoPath,
        entry: Option<IndexEntry>,
        kept: Option<&RepoPath>,
    ) -> Result<Step, SourceError> {
        let Some(filter) = self.filter(&path)? else {
            return Ok(Step::Put { path, mode: entry.map(|entry| entry.mode) });
        };
        let same = kept.map(|kept| self.filter(kept)).transpose()?.flatten().is_some_and(|of| of == filter);
        match entry {
            // Git holds what the filter made of the same bytes.
            Some(entry) if same => Ok(Step::Move { to: path, entry: Box::new(entry) }),
            _ => {
                let by = match filter.as_str() {
                    "lfs" => "is kept by Git LFS, which only Git itself asks".to_owned(),
                    other => format!("goes through the filter `{other}`, which only Git itself runs"),
                };
                let instead = "leave out --commit, and run `git add` and `git commit`";
                Err(refused(&format!("`{path}` {by}; {instead}")))
            }
        }
    }

    /// The path in the repository.
    fn path(&self, path: &RepoPath) -> Result<RepoPath, SourceError> {
        self.repository.folder.join(path.as_str()).map_err(|error| refused(&error.to_string()))
    }

    /// What Git holds of a file that is to change: it must be committed.
    fn committed(&self, path: &RepoPath) -> Result<IndexEntry, SourceError> {
        let on_path = Path::new(path.as_str());
        let held = self.head.as_ref().is_some_and(|head| head.get_path(on_path).is_ok());
        let entry = self.index.get_path(on_path, 0).filter(|_| held).ok_or_else(|| {
            refused(&format!(
                "`{path}` is not committed yet, and all of it would go into this commit; commit it first"
            ))
        })?;
        if entry.flags & ASSUMED != 0 || entry.flags_extended & SKIPPED != 0 {
            return Err(refused(&format!(
                "Git is told to overlook changes of `{path}`; run `git update-index --no-assume-unchanged --no-skip-worktree` on it first"
            )));
        }
        Ok(entry)
    }

    /// Refuses a new file where Git has or wants none.
    fn free(&self, path: &RepoPath) -> Result<(), SourceError> {
        let on_path = Path::new(path.as_str());
        let in_head = self.head.as_ref().is_some_and(|head| head.get_path(on_path).is_ok());
        let below = self.index.find_prefix(format!("{path}/")).is_ok();
        if below || self.index.get_path(on_path, 0).is_some() || in_head {
            return Err(refused(&format!(
                "`{path}` is gone from disk, but not from Git; commit that first, or restore it (`git restore --staged --worktree {path}`)"
            )));
        }
        self.reachable(path)?;
        if self.repository.git.is_path_ignored(on_path).map_err(|cause| git(format!("`{path}`"), cause))? {
            return Err(refused(&format!(
                "`{path}` is a file that Git is told to ignore; `git check-ignore -v --no-index {path}` says where"
            )));
        }
        Ok(())
    }

    /// Refuses a path below what is no folder for Git.
    fn reachable(&self, path: &RepoPath) -> Result<(), SourceError> {
        let cannot = |what: &str| Err(refused(&format!("`{path}` cannot be committed: {what}")));
        let mut folder = path.parent();
        while !folder.as_str().is_empty() {
            let on_path = Path::new(folder.as_str());
            let found = self.head.as_ref().and_then(|head| head.get_path(on_path).ok());
            let no_folder = found.is_some_and(|entry| entry.kind() != Some(ObjectType::Tree));
            if no_folder || self.index.get_path(on_path, 0).is_some() {
                return cannot(&format!("for Git, `{folder}` is a submodule or a file"));
            }
            if self.top.join(on_path).join(".git").symlink_metadata().is_ok() {
                return cannot(&format!("`{folder}` is a repository of its own"));
            }
            folder = folder.parent();
        }
        Ok(())
    }

    /// The filter of a path that libgit2 does not run.
    fn filter(&self, path: &RepoPath) -> Result<Option<String>, SourceError> {
        for name in ["filter", "working-tree-encoding"] {
            let value =
                self.repository.git.get_attr(Path::new(path.as_str()), name, AttrCheckFlags::FILE_THEN_INDEX);
            let value = value.map_err(|cause| git(format!("the attributes of `{path}`"), cause))?;
            if let AttrValue::String(value) = AttrValue::from_string(value) {
                return Ok(Some(value.to_owned()));
            }
        }
        Ok(None)
    }

    /// Refuses files that hold or are staged with other changes, which would go into the commit.
    fn unchanged(&self, steps: &[Step]) -> Result<(), SourceError> {
        let mut options = StatusOptions::new();
        options.include_untracked(false).exclude_submodules(true).disable_pathspec_match(true);
        steps.iter().for_each(|step| _ = options.pathspec(step.path().as_str()));
        let statuses = self.repository.git.statuses(Some(&mut options));
        let statuses = statuses.map_err(|cause| git("the state of the files".to_owned(), cause))?;
        let wanted: BTreeSet<&str> = steps.iter().map(|step| step.path().as_str()).collect();
        let staged = Status::INDEX_NEW
            | Status::INDEX_MODIFIED
            | Status::INDEX_DELETED
            | Status::INDEX_RENAMED
            | Status::INDEX_TYPECHANGE;
        for entry in statuses.iter() {
            let Some(path) = entry.path().ok().filter(|path| wanted.contains(path)) else { continue };
            if entry.status().intersects(staged) {
                return Err(refused(&format!(
                    "other changes of `{path}` are staged and would go into this commit; commit them first, or unstage them (`git restore --staged {path}`)"
                )));
            }
            if !entry.status().is_empty() {
                return Err(refused(&format!(
                    "`{path}` has changes that are not committed and would go into this commit; commit them first, or set them aside (`git stash`)"
                )));
            }
        }
        Ok(())
    }
}

/// The index as it is now.
pub(super) fn index(repository: &git2::Repository) -> Result<Index, SourceError> {
    let read = || {
        let mut index = repository.index()?;
        index.read(true)?;
        Ok(index)
    };
    read().map_err(|cause| git("Git's index".to_owned(), cause))
}

/// The entry with what the disk says of the file at `path`, so that Git need not read it to know that it is the same.
#[cfg(unix)]
pub(super) fn of_disk(entry: &IndexEntry, repository: &Repository, path: &Path) -> IndexEntry {
    use std::os::unix::fs::MetadataExt;
    let mut entry = like(entry);
    let found = repository.git.workdir().and_then(|top| top.join(path).symlink_metadata().ok());
    if let Some(found) = found {
        // The index keeps the low 32 bits of each.
        let time = |seconds: i64, nanos: i64| IndexTime::new(seconds as i32, nanos as u32);
        entry.ctime = time(found.ctime(), found.ctime_nsec());
        entry.mtime = time(found.mtime(), found.mtime_nsec());
        (entry.dev, entry.ino, entry.file_size) =
            (found.dev() as u32, found.ino() as u32, found.size() as u32);
    }
    entry
}

/// The entry as it is: Git looks at the file itself where it differs.
#[cfg(not(unix))]
pub(super) fn of_disk(entry: &IndexEntry, _: &Repository, _: &Path) -> IndexEntry {
    like(entry)
}

/// A copy, which `IndexEntry` cannot make of itself.
pub(super) fn like(entry: &IndexEntry) -> IndexEntry {
    IndexEntry { path: entry.path.clone(), ..*entry }
}
