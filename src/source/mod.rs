//! The bytes of the repository, in and out: paths, trees to read from, changes to make in them, and when Git first saw a
//! file.

mod added;
mod bare;
mod base;
mod blobs;
mod changes;
mod code_owners;
mod command;
mod commit;
mod compare;
mod digest;
mod elsewhere;
mod file_name;
mod git;
mod history;
mod home;
mod last_held;
mod lfs;
mod lock;
mod memory;
mod merged;
mod mirror;
mod mixed;
mod named;
pub(crate) mod objects;
mod open;
mod output;
mod package_store;
mod past_tree;
mod path;
mod span;
mod worktree;

pub use added::{add_file, put_file};
pub use bare::{Bare, Unnamed};
pub use base::Base;
pub use changes::{
    After, Before, CHANGE_FOLDER, Change, ChangedTree, Changes, Finished, Held, change_plan, finish_changes,
    is_change_plan, is_change_unfinished,
};
pub use code_owners::CodeOwners;
pub use command::{CommandError, GitCommand, is_branch_name, is_local_path, without_password};
pub use commit::{BranchThere, Branched, Branching, Commission, Identity, Person, Prepared};
pub use compare::{Blobs, changed, is_same_but_line_ends};
pub use digest::Digest;
pub use elsewhere::{Depth, Elsewhere};
pub use file_name::check_file_name;
pub use git::{GitTree, Repository, discover};
pub use history::{History, Part, PastBlob, PastBytes, PastCommit, Seen, Touched};
pub use home::{Home, home};
pub use last_held::{LastHeld, Match, Search, Wanted};
pub use lfs::{LfsPointer, LfsStore};
pub use lock::{FileLock, NotLocked};
pub use memory::MemoryTree;
pub use merged::Merged;
pub use mirror::{Fetched, Look, Mirror, PushError, Pushed};
pub use mixed::Mixed;
pub use named::Named;
pub use open::{Opened, find, open};
pub use output::{NewFolder, write_file};
pub use package_store::{PackagePlace, PackageStore, Surroundings};
pub use past_tree::PastTree;
pub use path::{InvalidPath, RepoPath, check_segment};
pub use span::{LineColumn, LineIndex, Span, Spanned};
pub use worktree::WorkTree;

use std::path::PathBuf;

/// What a tree holds at one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies, relative to the registry's folder.
    pub path: RepoPath,
    /// File, or something a registry refuses.
    pub kind: EntryKind,
    /// Size in bytes (of a link: of its target's name).
    pub size: u64,
    /// Changes whenever the content may have changed; equal stamps mean equal bytes.
    pub stamp: Stamp,
}

/// The kinds of entry a tree tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// An ordinary file.
    File,
    /// A symbolic link: never followed, since it may lead out of the repository.
    Symlink,
    /// A Git submodule: never entered.
    Submodule,
    /// A file or folder whose name some system could not hold; its path only stands for it, and it is not entered.
    Unnameable,
    /// A device, socket or other thing that is no file.
    Other,
}

/// What tells, without reading, that a file is unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stamp {
    /// The Git object id of the blob.
    Blob([u8; 20]),
    /// Size, modification and change time in nanoseconds, device and inode of a file on disk.
    Stat {
        /// Size in bytes.
        size: u64,
        /// Modification time, nanoseconds since the epoch.
        modified: i128,
        /// Change time, nanoseconds since the epoch; 0 where the system has none.
        changed: i128,
        /// Inode; 0 where the system has none.
        inode: u64,
    },
    /// A digest of the bytes.
    Bytes(Digest),
    /// Of a file on disk that changed just now: it may change again without its times telling. No two are equal.
    Fresh(u64),
}

/// A read-only view of a registry's folder: a work tree, a commit, or memory.
pub trait Tree: Sync {
    /// Lists every entry below the registry's folder, sorted by path.
    ///
    /// # Errors
    /// When the disk or Git does not answer; never for what the files hold.
    fn list(&self) -> Result<Vec<Entry>, SourceError>;

    /// Reads one file, refusing more than `limit` bytes.
    ///
    /// # Errors
    /// [`SourceError::TooLarge`] above the limit; else what the disk or Git said.
    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError>;

    /// The SHA-256 of one file, refusing more than `limit` bytes.
    ///
    /// # Errors
    /// As [`Tree::read`].
    fn digest(&self, path: &RepoPath, limit: u64) -> Result<Digest, SourceError> {
        Ok(Digest::of(&self.read(path, limit)?))
    }

    /// Reads one package, refusing more than `limit` bytes: the file, or what the Git LFS pointer in its place names.
    ///
    /// # Errors
    /// As [`Tree::read`]; and when a pointer names what is not held here, or not whole.
    fn package(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
        let bytes = self.read(path, limit)?;
        let Some(pointer) = LfsPointer::read(&bytes) else { return Ok(bytes) };
        let held = self.lfs().map_or(Ok(Named::Absent), |store| store.read(&pointer, limit))?;
        match held {
            Named::Whole(bytes) => Ok(bytes),
            Named::TooLarge(size) => Err(SourceError::TooLarge { path: path.to_string(), size, limit }),
            Named::Absent => Err(SourceError::Missing(format!(
                "{path}: this is a Git LFS pointer, not the package it points to; run `git lfs pull`"
            ))),
            Named::Damaged(what) => Err(SourceError::Missing(format!(
                "{path}: what the Git LFS pointer names is damaged: {what}; remove it and run `git lfs pull`"
            ))),
        }
    }

    /// Where the registry's folder lies on this machine, whatever state of it the tree holds; `None` where it lies nowhere.
    fn folder_here(&self) -> Option<PathBuf> {
        None
    }

    /// Where the repository around the registry keeps what Git LFS pointers name; `None` where there is no repository.
    fn lfs(&self) -> Option<&LfsStore> {
        None
    }

    /// Whom a Git host asks about changes, as the repository around the registry says it.
    ///
    /// # Errors
    /// When the disk or Git does not answer.
    fn code_owners(&self) -> Result<CodeOwners, SourceError> {
        Ok(CodeOwners::default())
    }
}

/// The disk or Git did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file is larger than the caller reads.
    #[error("{path}: {size} bytes, more than the limit of {limit}")]
    TooLarge {
        /// Which file.
        path: String,
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The disk did not answer.
    #[error("{path}: {cause}")]
    Disk {
        /// Which file or folder.
        path: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Git did not answer.
    #[error("{what}: {cause}")]
    Git {
        /// What was asked.
        what: String,
        /// What libgit2 said.
        cause: git2::Error,
    },
    /// Something else stands where a file is to be written.
    #[error("`{path}` exists and holds something else; give --force to replace it")]
    Exists {
        /// Which file.
        path: String,
    },
    /// A file is not what it was when a change of it was thought out.
    #[error("`{path}` changed since it was read; run again")]
    Changed {
        /// Which file.
        path: String,
    },
    /// A change was begun and could not be finished yet.
    #[error(
        "the change was begun and is not finished: {0}; see to that, then run `connectory check --fix`, which finishes it"
    )]
    Unfinished(Box<SourceError>),
    /// Something that should be there is not.
    #[error("{0}")]
    Missing(String),
    /// What was asked for would do harm, or cannot be done here; it says what to do instead.
    #[error("{0}")]
    Refused(String),
}

impl SourceError {
    /// Whether the file is there but larger than the limit.
    pub fn is_too_large(&self) -> bool {
        matches!(self, SourceError::TooLarge { .. })
    }

    /// Whether the file went away between listing and reading.
    pub fn is_gone(&self) -> bool {
        match self {
            SourceError::Disk { cause, .. } => cause.kind() == std::io::ErrorKind::NotFound,
            SourceError::Missing(_) => true,
            _ => false,
        }
    }
}
