//! A bare repository that is ours alone: made, looked after and thrown away by us, so that nobody has to.
//!
//! Whatever a killed Git leaves in it is swept away, and what it no longer needs is packed or dropped.
#![expect(
    clippy::disallowed_methods,
    reason = "source/ keeps the repositories that are our own, and only here"
)]

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid, RepositoryInitOptions, TreeWalkMode, TreeWalkResult};

use super::git::git;
use super::{CommandError, GitCommand, SourceError};

/// Loose objects and packs are gathered above these counts, and loose bytes above this size: about where Git itself would.
const MOST_LOOSE: usize = 6_000;
const MOST_PACKS: usize = 20;
const MOST_LOOSE_BYTES: u64 = 64 << 20;

/// A repository of our own.
#[derive(Debug, Clone)]
pub struct Bare {
    folder: PathBuf,
}

/// What becomes of objects that nothing names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unnamed {
    /// They go.
    Go,
    /// They stay for a day: somebody may be reading them.
    StayADay,
}

impl Bare {
    /// The one in `folder`, whether it is there or not.
    pub fn at(folder: impl Into<PathBuf>) -> Bare {
        Bare { folder: folder.into() }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes it, whatever the user's settings say of new repositories; `head` is the full name of what its `HEAD` names.
    ///
    /// # Errors
    /// The disk does not answer.
    pub fn make(&self, head: &str) -> Result<(), SourceError> {
        let mut options = RepositoryInitOptions::new();
        options.bare(true).external_template(false).mkpath(true).initial_head(head);
        git2::Repository::init_opts(&self.folder, &options).map(drop).map_err(|cause| self.failed(cause))
    }

    /// Opens it.
    ///
    /// # Errors
    /// There is none, or a damaged one.
    pub fn open(&self) -> Result<git2::Repository, SourceError> {
        let flags = git2::RepositoryOpenFlags::NO_SEARCH | git2::RepositoryOpenFlags::BARE;
        git2::Repository::open_ext(&self.folder, flags, &[] as &[&OsStr]).map_err(|cause| self.failed(cause))
    }

    /// The commit that `name` names, if it and its tree are held.
    pub fn commit(&self, name: &str) -> Option<Oid> {
        let repository = self.open().ok()?;
        let commit = repository.find_commit(repository.refname_to_id(name).ok()?).ok()?;
        commit.tree().ok().map(|_| commit.id())
    }

    /// Whether its history ends before the first commit.
    pub fn is_shallow(&self) -> bool {
        self.folder.join("shallow").metadata().is_ok_and(|found| found.len() > 0)
    }

    /// Removes what a killed Git left: locks that nobody holds, and half of a pack. Nobody else may be at work in it; `but` is a
    /// folder whose locks are left alone.
    pub fn sweep(&self, but: Option<&str>) {
        let but = but.map(|but| self.folder.join(but));
        let is_object = |path: &Path| {
            path.parent().is_some_and(|above| above.ends_with("objects"))
                && path.file_name().is_some_and(|name| name.len() == 2)
        };
        let walk = walkdir::WalkDir::new(&self.folder).into_iter();
        let walk = walk.filter_entry(|entry| {
            !is_object(entry.path()) && but.as_ref().is_none_or(|but| !entry.path().starts_with(but))
        });
        for entry in walk.flatten().filter(|entry| entry.file_type().is_file()) {
            let name = entry.file_name().to_string_lossy();
            let is_left = name.ends_with(".lock") || name.starts_with("tmp_") || name.starts_with(".tmp-");
            if is_left {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Whether all that `commit` shows can be read, and all of its history is there. Costs as much as reading it.
    pub fn is_whole(&self, git: &GitCommand, commit: &str) -> bool {
        let Ok(repository) = self.open() else { return false };
        let read = || {
            let tree = repository.find_commit(Oid::from_str(commit)?)?.tree()?;
            let mut is_readable = true;
            tree.walk(TreeWalkMode::PreOrder, |_, entry| {
                // Reading compares the bytes with their name.
                is_readable &=
                    entry.kind() != Some(ObjectType::Blob) || repository.find_blob(entry.id()).is_ok();
                if is_readable { TreeWalkResult::Ok } else { TreeWalkResult::Abort }
            })?;
            Ok::<bool, git2::Error>(is_readable)
        };
        let history = self.git(git).run(&["rev-list", "--objects", "--quiet", commit]);
        read().unwrap_or(false) && !matches!(history, Err(CommandError::Failed { .. }))
    }

    /// Whether it lies about in so many pieces that it is worth to [`gather`](Bare::gather) them.
    pub fn is_scattered(&self) -> bool {
        let (mut loose, mut bytes, mut packs) = (0, 0, 0);
        for entry in walkdir::WalkDir::new(self.folder.join("objects")).min_depth(2).into_iter().flatten() {
            match entry.path().extension() {
                Some(pack) if pack == "pack" => packs += 1,
                None if entry.file_type().is_file() => {
                    loose += 1;
                    bytes += entry.metadata().map_or(0, |found| found.len());
                }
                _ => {}
            }
        }
        loose > MOST_LOOSE || packs > MOST_PACKS || bytes > MOST_LOOSE_BYTES
    }

    /// Puts all objects into one pack.
    ///
    /// # Errors
    /// Git does not do it; everything is as it was.
    pub fn gather(&self, git: &GitCommand, unnamed: Unnamed) -> Result<(), CommandError> {
        let git = self.git(git);
        let repack =
            ["-c", "repack.writeBitmaps=false", "-c", "pack.windowMemory=64m", "repack", "-d", "-q", "-l"];
        let (kept, expire) = match unnamed {
            Unnamed::Go => (["-a", "-n"], "--expire=now"),
            Unnamed::StayADay => (["-A", "--unpack-unreachable=1.day.ago"], "--expire=1.day.ago"),
        };
        git.run(&[&repack[..], &kept].concat())?;
        git.run(&["prune", expire]).map(drop)
    }

    /// The commands of `git`, in this repository whatever the user's settings say of bare ones.
    pub fn git(&self, git: &GitCommand) -> GitCommand {
        git.clone().with("GIT_DIR", &self.folder)
    }

    /// A small file of ours in it.
    pub fn note(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(name)).ok()
    }

    /// Puts such a file, entirely or not at all.
    ///
    /// # Errors
    /// The disk does not answer.
    pub fn put_note(&self, name: &str, text: &str) -> Result<(), SourceError> {
        let (place, beside) = (self.folder.join(name), self.folder.join(format!("{name}.new")));
        let put = || {
            let mut file = fs::File::create(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, &place)
        };
        put().map_err(|cause| disk(&place, cause))
    }

    /// Removes it with all it holds.
    ///
    /// # Errors
    /// The disk does not answer.
    pub fn remove(&self) -> Result<(), SourceError> {
        match fs::remove_dir_all(&self.folder) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
            // Something else than a folder.
            Err(_) if self.folder.is_file() => {
                fs::remove_file(&self.folder).map_err(|cause| disk(&self.folder, cause))
            }
            done => done.map_err(|cause| disk(&self.folder, cause)),
        }
    }

    /// Moves it to another folder, where nothing may be.
    ///
    /// # Errors
    /// The disk does not answer.
    pub fn move_to(&self, place: &Bare) -> Result<(), SourceError> {
        fs::rename(&self.folder, &place.folder).map_err(|cause| disk(&place.folder, cause))
    }

    fn failed(&self, cause: git2::Error) -> SourceError {
        git(self.folder.display().to_string(), cause)
    }
}

fn disk(path: &Path, cause: io::Error) -> SourceError {
    SourceError::Disk { path: path.display().to_string(), cause }
}
