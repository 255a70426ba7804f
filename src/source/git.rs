//! A registry's folder at a commit, read from Git's objects without touching the work tree.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use git2::{ObjectType, Oid, TreeWalkMode, TreeWalkResult};

use super::changes::is_passed_over;
use super::{CodeOwners, Entry, EntryKind, LfsStore, RepoPath, SourceError, Stamp, Tree};

/// A Git repository and the registry's folder in it.
pub struct Repository {
    pub(super) git: git2::Repository,
    /// Where the registry lies in the repository; the root for the whole of it.
    pub(super) folder: RepoPath,
}

/// Finds the repository that `registry` lies in, if it lies in one.
///
/// A bare repository is taken too; the registry's folder in it is found by [`Repository::tree`].
///
/// # Errors
/// When there is one that Git will not open: without its history no version would have a date, and nobody would know why.
pub fn discover(registry: &Path) -> Result<Option<Repository>, SourceError> {
    let git = match git2::Repository::discover(registry) {
        Ok(git) => git,
        Err(error) if error.code() == git2::ErrorCode::NotFound => return Ok(None),
        Err(error) => return Err(unopened(registry, error)),
    };
    let folder = match git.workdir() {
        Some(top) => folder_in(top, registry),
        None => Some(RepoPath::root()),
    };
    Ok(folder.map(|folder| Repository { git, folder }))
}

/// Why the repository of `registry` cannot be opened, and what to do where that is known.
fn unopened(registry: &Path, error: git2::Error) -> SourceError {
    let shown = registry.display();
    let what = match error.code() {
        git2::ErrorCode::Owner => format!(
            "the repository of {shown} belongs to another user; if you trust it, run \
             `git config --global --add safe.directory '*'` (or name its folder instead of `*`)"
        ),
        _ => format!("the repository of {shown}"),
    };
    git(what, error)
}

/// The path of `registry` below the work tree's top, both with links resolved.
fn folder_in(top: &Path, registry: &Path) -> Option<RepoPath> {
    let (top, registry) = (top.canonicalize().ok()?, registry.canonicalize().ok()?);
    let below: Option<Vec<&str>> =
        registry.strip_prefix(top).ok()?.iter().map(|part| part.to_str()).collect();
    RepoPath::new(&below?.join("/")).ok()
}

impl Repository {
    /// Whether it has no work tree.
    pub fn is_bare(&self) -> bool {
        self.git.is_bare()
    }

    /// The folder that holds Git's own files (`.git`).
    pub fn git_folder(&self) -> PathBuf {
        self.git.path().to_owned()
    }

    /// The commit that `HEAD` names; `None` before the first commit.
    pub fn head(&self) -> Option<String> {
        self.git.head().ok()?.peel_to_commit().ok().map(|commit| commit.id().to_string())
    }

    /// The commit that `revision` names, in any form Git knows.
    ///
    /// # Errors
    /// When it names none.
    pub fn resolve(&self, revision: &str) -> Result<String, SourceError> {
        Ok(self.commit(revision)?.id().to_string())
    }

    /// The registry at `revision`. In a bare repository its folder is the only one that holds `registry.yaml`.
    ///
    /// # Errors
    /// When the revision names no commit, or the commit holds no registry.
    pub fn tree(&self, revision: &str) -> Result<GitTree, SourceError> {
        let commit = self.commit(revision)?;
        let top = commit.tree().map_err(|cause| git(format!("the tree of `{revision}`"), cause))?;
        let folder = if self.is_bare() { only_registry(&top, revision)? } else { self.folder.clone() };
        self.tree_in(revision, folder)
    }

    /// The files below `folder` at `revision`.
    pub(super) fn tree_in(&self, revision: &str, folder: RepoPath) -> Result<GitTree, SourceError> {
        let commit = self.commit(revision)?;
        let top = commit.tree().map_err(|cause| git(format!("the tree of `{revision}`"), cause))?;
        let tree = if folder.as_str().is_empty() {
            top.id()
        } else {
            let found = top.get_path(Path::new(folder.as_str()));
            found.map_err(|cause| git(format!("`{folder}` at `{revision}`"), cause))?.id()
        };
        let path = self.git.path();
        let own = git2::Repository::open(path).map_err(|cause| git(path.display().to_string(), cause))?;
        let lfs = LfsStore::of(self);
        let here =
            self.git.workdir().map(|top| folder.parts().fold(top.to_owned(), |at, part| at.join(part)));
        Ok(GitTree { git: Mutex::new(own), tree, commit: commit.id(), folder, lfs, here })
    }

    pub(super) fn commit(&self, revision: &str) -> Result<git2::Commit<'_>, SourceError> {
        let found = self.git.revparse_single(revision).and_then(|object| object.peel_to_commit());
        found.map_err(|cause| git(format!("revision `{revision}`"), cause))
    }
}

/// The folder of the only `registry.yaml` in `top`, four folders deep at most.
pub(super) fn only_registry(top: &git2::Tree<'_>, revision: &str) -> Result<RepoPath, SourceError> {
    let mut found = Vec::new();
    let visit = |folder: &str, entry: &git2::TreeEntry<'_>| {
        if entry.name().is_err() {
            return TreeWalkResult::Skip;
        }
        if entry.name() == Ok("registry.yaml") {
            found.extend(RepoPath::new(folder.trim_end_matches('/')));
        }
        let deep = folder.matches('/').count() >= 4;
        if deep && entry.kind() == Some(ObjectType::Tree) { TreeWalkResult::Skip } else { TreeWalkResult::Ok }
    };
    top.walk(TreeWalkMode::PreOrder, visit)
        .map_err(|cause| git(format!("the tree of `{revision}`"), cause))?;
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(SourceError::Missing(format!("`{revision}` holds no registry.yaml"))),
        many => Err(SourceError::Missing(format!(
            "`{revision}` holds {many} registries ({}, {}, ...); which one is meant?",
            found[0], found[1]
        ))),
    }
}

/// The registry's folder at one commit.
pub struct GitTree {
    // libgit2's handle may move between threads but not be used by two at once.
    git: Mutex<git2::Repository>,
    tree: Oid,
    commit: Oid,
    folder: RepoPath,
    lfs: LfsStore,
    /// Where that folder lies in the work tree.
    here: Option<PathBuf>,
}

impl GitTree {
    /// The commit's id.
    pub fn commit(&self) -> String {
        self.commit.to_string()
    }

    /// Where the registry lies in the repository.
    pub fn folder(&self) -> &RepoPath {
        &self.folder
    }

    fn with<T>(
        &self,
        what: &str,
        ask: impl FnOnce(&git2::Repository) -> Result<T, git2::Error>,
    ) -> Result<T, SourceError> {
        let git_handle = self.git.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        ask(&git_handle).map_err(|cause| git(what.to_owned(), cause))
    }

    /// The bytes of the file at `path`, which are the blob `id`.
    fn blob(&self, path: &RepoPath, id: Oid, limit: u64) -> Result<Vec<u8>, SourceError> {
        let (size, bytes) = self.with(path.as_str(), |git| {
            let (size, _) = git.odb()?.read_header(id)?;
            let fits = size as u64 <= limit;
            let bytes = if fits { Some(git.find_blob(id)?.content().to_vec()) } else { None };
            Ok((size as u64, bytes))
        })?;
        bytes.ok_or_else(|| SourceError::TooLarge { path: path.to_string(), size, limit })
    }
}

impl Tree for GitTree {
    fn list(&self) -> Result<Vec<Entry>, SourceError> {
        let mut entries = Vec::new();
        self.with("the registry's tree", |git| {
            let sizes = git.odb()?;
            let mut failed = None;
            git.find_tree(self.tree)?.walk(TreeWalkMode::PreOrder, |folder, entry| {
                let is_folder = entry.kind() == Some(ObjectType::Tree);
                if is_passed_over(folder, entry.name_bytes(), is_folder) {
                    return TreeWalkResult::Skip;
                }
                let path = entry.name().ok().and_then(|name| RepoPath::new(&format!("{folder}{name}")).ok());
                let Some(path) = path else {
                    // libgit2's binding gives the whole walk up below a folder whose name is no UTF-8.
                    entries.push(unnameable(folder, entry));
                    return TreeWalkResult::Skip;
                };
                let kind = match (entry.kind(), entry.filemode()) {
                    (Some(ObjectType::Tree), _) => return TreeWalkResult::Ok,
                    (Some(ObjectType::Commit), _) => EntryKind::Submodule,
                    (_, 0o120_000) => EntryKind::Symlink,
                    _ => EntryKind::File,
                };
                let size = match kind {
                    EntryKind::Submodule => 0,
                    _ => match sizes.read_header(entry.id()) {
                        Ok((size, _)) => size as u64,
                        Err(error) => {
                            failed = Some(error);
                            return TreeWalkResult::Abort;
                        }
                    },
                };
                entries.push(Entry { path, kind, size, stamp: stamp(entry) });
                TreeWalkResult::Ok
            })?;
            failed.map_or(Ok(()), Err)
        })?;
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
        let id = self.with(path.as_str(), |git| {
            Ok(git.find_tree(self.tree)?.get_path(Path::new(path.as_str()))?.id())
        })?;
        self.blob(path, id, limit)
    }

    fn folder_here(&self) -> Option<PathBuf> {
        self.here.clone()
    }

    fn lfs(&self) -> Option<&LfsStore> {
        Some(&self.lfs)
    }

    fn code_owners(&self) -> Result<CodeOwners, SourceError> {
        let top = self.with("the commit's tree", |git| Ok(git.find_commit(self.commit)?.tree_id()))?;
        let entry = |path: &RepoPath| {
            self.with(path.as_str(), |git| {
                let entry = git.find_tree(top)?.get_path(Path::new(path.as_str()))?;
                Ok((entry.id(), entry.filemode()))
            })
        };
        let read = |path: &RepoPath, limit| {
            let (id, mode) = entry(path)?;
            // A link is not followed.
            if !matches!(mode, 0o100_644 | 0o100_755) {
                return Err(SourceError::Missing(format!("{path}: not an ordinary file")));
            }
            self.blob(path, id, limit)
        };
        CodeOwners::of(self.folder.clone(), read, |path| entry(path).is_ok())
    }
}

fn unnameable(folder: &str, entry: &git2::TreeEntry<'_>) -> Entry {
    let path = RepoPath::standing_for(folder, entry.name_bytes());
    Entry { path, kind: EntryKind::Unnameable, size: 0, stamp: stamp(entry) }
}

fn stamp(entry: &git2::TreeEntry<'_>) -> Stamp {
    let mut id = [0; 20];
    id.copy_from_slice(entry.id().as_bytes());
    Stamp::Blob(id)
}

pub(super) fn git(what: String, cause: git2::Error) -> SourceError {
    SourceError::Git { what, cause }
}
