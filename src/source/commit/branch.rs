//! Commits changes on a branch of their own, straight into Git's objects: no work tree, no index, no `HEAD` is touched, and a bare
//! repository will do.
//!
//! 1. What a change says of a file must be so at the base: otherwise it was planned over something else.
//! 2. Blobs, trees and the commit are written, and reach the disk.
//! 3. The branch is made last. One that is there is never moved: with the very same files it is the same change.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

use git2::build::TreeUpdateBuilder;
use git2::{Commit, ErrorCode, FileMode, ObjectType, Oid, Tree, TreeWalkMode, TreeWalkResult};
use jiff::{SignedDuration, Zoned};

use super::identity::{Named, signature};
use super::ready::refused;
use super::{BRANCHES, file_mode};
use crate::source::git::git;
use crate::source::{After, Before, Changes, Held, RepoPath, Repository, SourceError, is_branch_name};

/// A lock that is older than this was left by somebody who was killed.
const LEFT: SignedDuration = SignedDuration::from_secs(60);

/// What is to be committed, on what, and as whom.
#[derive(Debug, Clone, Copy)]
pub struct Branching<'b> {
    /// The commit that it goes on.
    pub base: &'b str,
    /// Where the registry lies in the repository; paths of changes are below it.
    pub folder: &'b RepoPath,
    /// The branch to be made.
    pub branch: &'b str,
    /// The message; space at line ends and empty lines around it go, as with Git.
    pub message: &'b str,
    /// Name and address of who it is by.
    pub author: (&'b str, &'b str),
    /// A file of the repository outside of the registry, and what it is to hold.
    pub beside: Option<(&'b RepoPath, &'b [u8])>,
}

/// A branch that holds what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branched {
    /// Its commit.
    pub commit: String,
    /// Whether it was made just now.
    pub is_new: bool,
}

/// A branch that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchThere {
    /// Its commit.
    pub commit: String,
    /// Whether every content that was asked for is a file of it, wherever it lies.
    pub holds: bool,
}

impl Repository {
    /// Commits `changes` on a new branch. A branch that is there with the very same files is left as it is, and is the result.
    ///
    /// # Errors
    /// The base holds something else than the changes were planned over; the branch cannot be made, or holds something else; or
    /// Git does not answer. Then no branch was made.
    pub fn commit_on(
        &self,
        changes: &Changes,
        branching: &Branching<'_>,
        when: &Zoned,
    ) -> Result<Branched, SourceError> {
        let name = branching.branch;
        if !is_branch_name(name) {
            return Err(refused(&format!("`{name}` can be no name of a branch")));
        }
        let message = git2::message_prettify(branching.message, None);
        let message = message.map_err(|cause| git("the message".to_owned(), cause))?;
        let (author, address) = branching.author;
        let who = signature(&Named { name: author.to_owned(), email: address.to_owned() }, when)?;
        let base = self.commit(branching.base)?;
        let before = base.tree().map_err(|cause| git(format!("the tree of `{}`", branching.base), cause))?;
        let mut grafting = Grafting { repository: &self.git, before: &before, written: BTreeSet::new() };
        let tree = grafting.tree(changes, branching)?;
        let mut written = grafting.written;
        if tree.id() == before.id() {
            return Err(refused("nothing changes, so there is nothing to commit"));
        }
        if let Some(there) = self.same(name, tree.id())? {
            return Ok(there);
        }
        let failed = |cause| git(format!("the commit for the branch `{name}`"), cause);
        let id = self.git.commit(None, &who, &who, &message, &tree, &[&base]).map_err(failed)?;
        written.insert(id);
        self.keep(&written, &tree, &before)?;
        let full = format!("{BRANCHES}{name}");
        let note = format!("branch: Created from {}", branching.base);
        let make = || self.git.reference(&full, id, false, &note).map(|_| ());
        let made = match make() {
            Err(cause) if cause.code() == ErrorCode::Locked && self.unlock(&full, when) => make(),
            made => made,
        };
        match made {
            Ok(()) => {}
            // Somebody else may have been faster.
            Err(cause) => {
                let there = self.same(name, tree.id())?;
                return there.ok_or_else(|| git(format!("making the branch `{name}`"), cause));
            }
        }
        self.keep_reference(&full)?;
        Ok(Branched { commit: id.to_string(), is_new: true })
    }

    /// The branch `name`, if there is one, and whether it holds each of `contents`.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn branch_there(&self, name: &str, contents: &[&[u8]]) -> Result<Option<BranchThere>, SourceError> {
        let failed = |cause| git(format!("the branch `{name}`"), cause);
        let Some(commit) = self.branch_commit(name)? else { return Ok(None) };
        let mut wanted = BTreeSet::new();
        for content in contents {
            wanted.insert(Oid::hash_object(ObjectType::Blob, content).map_err(failed)?);
        }
        let tree = commit.tree().map_err(failed)?;
        let walked = tree.walk(TreeWalkMode::PreOrder, |_, entry| {
            wanted.remove(&entry.id());
            if wanted.is_empty() { TreeWalkResult::Abort } else { TreeWalkResult::Ok }
        });
        match walked {
            Err(cause) if !wanted.is_empty() => Err(failed(cause)),
            _ => Ok(Some(BranchThere { commit: commit.id().to_string(), holds: wanted.is_empty() })),
        }
    }

    /// The text of `.gitattributes` at the top of a commit; empty where there is none.
    ///
    /// # Errors
    /// When there is no such commit.
    pub fn attributes_at(&self, commit: &str) -> Result<String, SourceError> {
        let tree =
            self.commit(commit)?.tree().map_err(|cause| git(format!("the tree of `{commit}`"), cause))?;
        let blob = tree.get_name(".gitattributes").and_then(|entry| self.git.find_blob(entry.id()).ok());
        Ok(blob.map(|blob| String::from_utf8_lossy(blob.content()).into_owned()).unwrap_or_default())
    }

    /// Removes the lock of a branch that nobody holds any more: whoever makes a branch holds it for an instant, and who was killed in
    /// that instant left it for ever.
    #[expect(clippy::disallowed_methods, reason = "a lock in Git's own folder is no file of the registry")]
    fn unlock(&self, full: &str, when: &Zoned) -> bool {
        let lock = self.git.commondir().join(format!("{full}.lock"));
        let made = std::fs::symlink_metadata(&lock).and_then(|found| found.modified()).ok();
        let made = made.and_then(|made| jiff::Timestamp::try_from(made).ok());
        let is_left = made.is_some_and(|made| when.timestamp().duration_since(made) > LEFT);
        is_left && std::fs::remove_file(lock).is_ok()
    }

    fn branch_commit(&self, name: &str) -> Result<Option<Commit<'_>>, SourceError> {
        let found = self.git.find_reference(&format!("{BRANCHES}{name}"));
        match found.and_then(|reference| reference.peel_to_commit()) {
            Ok(commit) => Ok(Some(commit)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(cause) => Err(git(format!("the branch `{name}`"), cause)),
        }
    }

    /// The branch `name`, if there is one: with just these files.
    fn same(&self, name: &str, tree: Oid) -> Result<Option<Branched>, SourceError> {
        match self.branch_commit(name)? {
            Some(commit) if commit.tree_id() == tree => {
                Ok(Some(Branched { commit: commit.id().to_string(), is_new: false }))
            }
            Some(_) => Err(refused(&format!("the branch `{name}` is there already, with other files"))),
            None => Ok(None),
        }
    }

    /// Waits until objects are on the disk: what a branch names must outlast a loss of power.
    fn keep(&self, written: &BTreeSet<Oid>, tree: &Tree<'_>, before: &Tree<'_>) -> Result<(), SourceError> {
        let mut ids = written.clone();
        self.new_trees(tree, Some(before), &mut ids);
        let objects = self.git.commondir().join("objects");
        for id in ids {
            let id = id.to_string();
            let folder = objects.join(&id[..2]);
            // One that was there before may lie in a pack.
            sync(&folder.join(&id[2..])).and_then(|()| sync_folder(&folder))?;
        }
        sync_folder(&objects)
    }

    /// The trees below `tree` that are not those of `before`.
    fn new_trees(&self, tree: &Tree<'_>, before: Option<&Tree<'_>>, ids: &mut BTreeSet<Oid>) {
        if before.is_some_and(|before| before.id() == tree.id()) {
            return;
        }
        ids.insert(tree.id());
        for entry in tree.iter().filter(|entry| entry.kind() == Some(ObjectType::Tree)) {
            let there = before
                .and_then(|before| before.iter().find(|other| other.name_bytes() == entry.name_bytes()));
            let there = there.and_then(|entry| self.git.find_tree(entry.id()).ok());
            if let Ok(tree) = self.git.find_tree(entry.id()) {
                self.new_trees(&tree, there.as_ref(), ids);
            }
        }
    }

    fn keep_reference(&self, full: &str) -> Result<(), SourceError> {
        let path = self.git.commondir().join(full);
        sync(&path)?;
        path.ancestors().skip(1).take_while(|above| *above != self.git.commondir()).try_for_each(sync_folder)
    }
}

/// The tree of a commit in the making.
struct Grafting<'g> {
    repository: &'g git2::Repository,
    before: &'g Tree<'g>,
    /// The blobs that were written.
    written: BTreeSet<Oid>,
}

impl<'g> Grafting<'g> {
    /// The base's tree with the changes made.
    fn tree(&mut self, changes: &Changes, branching: &Branching<'_>) -> Result<Tree<'g>, SourceError> {
        let mut update = TreeUpdateBuilder::new();
        for change in changes.iter() {
            let (before, after) = (change.before.as_ref(), change.after.as_ref());
            self.change(branching.folder, before, after, &mut update)?;
        }
        if let Some((path, bytes)) = branching.beside {
            let mode = self.before.get_path(Path::new(path.as_str())).ok().map(|entry| entry.filemode());
            update.upsert(path.as_str(), self.blob(bytes)?, mode_of(mode));
        }
        let made = update.create_updated(self.repository, self.before);
        let made = made.and_then(|id| self.repository.find_tree(id));
        made.map_err(|cause| git("the tree of the commit".to_owned(), cause))
    }

    fn change(
        &mut self,
        folder: &RepoPath,
        before: Option<&Before>,
        after: Option<&After>,
        update: &mut TreeUpdateBuilder,
    ) -> Result<(), SourceError> {
        let there = before.map(|before| self.read(folder, before)).transpose()?;
        if let Some(before) = before.filter(|before| after.is_none_or(|after| after.path != before.path)) {
            update.remove(below(folder, &before.path)?.as_str());
        }
        let Some(after) = after else { return Ok(()) };
        let path = below(folder, &after.path)?;
        let stays = before.is_some_and(|before| before.path == after.path);
        if !stays && self.before.get_path(Path::new(path.as_str())).is_ok() {
            return Err(SourceError::Changed { path: path.to_string() });
        }
        let mode = there.map(|(_, mode)| mode);
        let id = match (&after.bytes, there) {
            (Some(bytes), _) => self.blob(bytes)?,
            (None, Some((id, _))) => id,
            (None, None) => return Err(SourceError::Missing(format!("{path}: no such file"))),
        };
        update.upsert(path.as_str(), id, mode_of(mode));
        Ok(())
    }

    /// A file of the base, which must be what was read when the change was planned.
    fn read(&self, folder: &RepoPath, before: &Before) -> Result<(Oid, i32), SourceError> {
        let path = below(folder, &before.path)?;
        let changed = || SourceError::Changed { path: path.to_string() };
        let entry = self.before.get_path(Path::new(path.as_str())).map_err(|_| changed())?;
        let blob = self.repository.find_blob(entry.id()).map_err(|_| changed())?;
        let is_same = match &before.held {
            Held::Bytes(bytes) => bytes == blob.content(),
            Held::Digest(digest) => *digest == crate::source::Digest::of(blob.content()),
        };
        if is_same { Ok((entry.id(), entry.filemode())) } else { Err(changed()) }
    }

    fn blob(&mut self, bytes: &[u8]) -> Result<Oid, SourceError> {
        let id =
            self.repository.blob(bytes).map_err(|cause| git("a file of the commit".to_owned(), cause))?;
        self.written.insert(id);
        Ok(id)
    }
}

fn mode_of(mode: Option<i32>) -> FileMode {
    mode.and_then(|mode| u32::try_from(mode).ok()).map_or(FileMode::Blob, file_mode)
}

fn below(folder: &RepoPath, path: &RepoPath) -> Result<RepoPath, SourceError> {
    folder.join(path.as_str()).map_err(|error| refused(&format!("`{path}`: {error}")))
}

/// Waits until a file is on the disk; nothing there is fine.
fn sync(path: &Path) -> Result<(), SourceError> {
    let synced = match File::open(path) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(cause),
        // Tests cut between steps, not the power. Elsewhere than on Unix, only a writer can wait for the disk.
        Ok(_) if cfg!(test) || !cfg!(unix) => Ok(()),
        Ok(file) => file.sync_all(),
    };
    synced.map_err(|cause| SourceError::Disk { path: path.display().to_string(), cause })
}

/// The same for the names in a folder. Elsewhere than on Unix, a folder cannot be opened.
fn sync_folder(path: &Path) -> Result<(), SourceError> {
    if cfg!(unix) { sync(path) } else { Ok(()) }
}
