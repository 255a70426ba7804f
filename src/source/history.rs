//! When Git first held each package.
//!
//! 1. Walk the first parents of a commit, newest first.
//! 2. Compare each commit's tree with its parent's, skipping equal subtrees (libgit2's own diff costs many
//!    times that on long histories).
//! 3. A blob that the parent does not hold at that path arrived with the commit; the oldest arrival wins.
//!
//! A package is known by its blob, not by its path, so that moving a connector changes no date.

use std::collections::HashMap;
use std::path::Path;

use git2::{ObjectType, Oid};

use super::git::git;
use super::{RepoPath, Repository, SourceError};

/// The commit that first held something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The commit's id.
    pub commit: String,
    /// When it was committed, in seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
}

/// The first arrival of every package, up to one commit. Asked again for a later commit of the same folder, it walks
/// only the new part.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The commit walked to, and the folder in it.
    walked: Option<(Oid, RepoPath)>,
    arrivals: HashMap<Oid, (Oid, i64)>,
    current: HashMap<RepoPath, Oid>,
}

impl History {
    /// Walks to `revision`, continuing from the commit walked before if it lies on the way.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn walk(
        &mut self,
        repository: &Repository,
        revision: &str,
        folder: &RepoPath,
    ) -> Result<(), SourceError> {
        let head = repository.commit(revision)?.id();
        let shallow = repository.git.is_shallow();
        // Of another folder nothing is known yet, and a shallow clone may be deepened between two walks.
        let known = self.walked.take().filter(|(_, of)| of == folder && !shallow).map(|(commit, _)| commit);
        if known == Some(head) {
            self.walked = Some((head, folder.clone()));
            return Ok(());
        }
        let found = arrivals(&repository.git, head, known, folder)
            .map_err(|cause| git(format!("the history of `{revision}`"), cause))?;
        if found.met_known {
            for (blob, arrival) in found.arrivals {
                self.arrivals.entry(blob).or_insert(arrival);
            }
        } else {
            self.arrivals = found.arrivals;
        }
        self.current = found.current;
        self.walked = (!shallow).then(|| (head, folder.clone()));
        Ok(())
    }

    /// The commit that first held the package now at `path`; `None` when it is not committed, or came before a
    /// shallow clone's first commit.
    pub fn first(&self, path: &RepoPath) -> Option<Seen> {
        let (commit, seconds) = self.arrivals.get(self.current.get(path)?)?;
        Some(Seen { commit: commit.to_string(), seconds: *seconds })
    }
}

struct Found {
    arrivals: HashMap<Oid, (Oid, i64)>,
    current: HashMap<RepoPath, Oid>,
    /// Whether the walk ended at the commit walked before.
    met_known: bool,
}

fn arrivals(
    repository: &git2::Repository,
    head: Oid,
    known: Option<Oid>,
    folder: &RepoPath,
) -> Result<Found, git2::Error> {
    let mut found = Found { arrivals: HashMap::new(), current: HashMap::new(), met_known: false };
    let mut commit = repository.find_commit(head)?;
    let mut tree = subtree(repository, &commit, folder)?;
    if let Some(tree) = &tree {
        packages(repository, tree, "", &mut found.current)?;
    }
    let shallow = repository.is_shallow();
    loop {
        if Some(commit.id()) == known {
            found.met_known = true;
            return Ok(found);
        }
        let parent = if commit.parent_count() > 0 { commit.parent(0).ok() } else { None };
        // Below a shallow clone's edge everything seems to arrive at once; say nothing rather than a wrong date.
        if parent.is_none() && shallow {
            return Ok(found);
        }
        let before = match &parent {
            Some(parent) => subtree(repository, parent, folder)?,
            None => None,
        };
        let arrival = (commit.id(), commit.time().seconds());
        if let Some(after) = &tree {
            let mut arrived = |blob| {
                found.arrivals.insert(blob, arrival);
            };
            compare(repository, after, before.as_ref(), &mut arrived)?;
        }
        match parent {
            Some(next) => commit = next,
            None => return Ok(found),
        }
        tree = before;
    }
}

/// The registry's folder in a commit; `None` when the commit has none.
fn subtree<'r>(
    repository: &'r git2::Repository,
    commit: &git2::Commit<'r>,
    folder: &RepoPath,
) -> Result<Option<git2::Tree<'r>>, git2::Error> {
    let top = commit.tree()?;
    if folder.as_str().is_empty() {
        return Ok(Some(top));
    }
    match top.get_path(Path::new(folder.as_str())) {
        Ok(entry) if entry.kind() == Some(ObjectType::Tree) => repository.find_tree(entry.id()).map(Some),
        _ => Ok(None),
    }
}

/// Calls `arrived` with every package's blob that `after` holds and `before` does not hold at the same path.
fn compare(
    repository: &git2::Repository,
    after: &git2::Tree<'_>,
    before: Option<&git2::Tree<'_>>,
    arrived: &mut impl FnMut(Oid),
) -> Result<(), git2::Error> {
    if before.is_some_and(|before| before.id() == after.id()) {
        return Ok(());
    }
    for entry in after {
        let same = before.and_then(|before| before.get_name_bytes(entry.name_bytes()));
        if same.as_ref().is_some_and(|same| same.id() == entry.id()) {
            continue;
        }
        match entry.kind() {
            Some(ObjectType::Tree) => {
                let inner = repository.find_tree(entry.id())?;
                let same = match same.filter(|same| same.kind() == Some(ObjectType::Tree)) {
                    Some(same) => Some(repository.find_tree(same.id())?),
                    None => None,
                };
                compare(repository, &inner, same.as_ref(), arrived)?;
            }
            Some(ObjectType::Blob) if is_package(entry.name_bytes()) => arrived(entry.id()),
            _ => {}
        }
    }
    Ok(())
}

/// Collects the blobs of all packages below `tree` by path.
fn packages(
    repository: &git2::Repository,
    tree: &git2::Tree<'_>,
    folder: &str,
    found: &mut HashMap<RepoPath, Oid>,
) -> Result<(), git2::Error> {
    for entry in tree {
        let Ok(name) = entry.name() else { continue };
        match entry.kind() {
            Some(ObjectType::Tree) => {
                packages(repository, &repository.find_tree(entry.id())?, &format!("{folder}{name}/"), found)?;
            }
            Some(ObjectType::Blob) if is_package(name.as_bytes()) => {
                if let Ok(path) = RepoPath::new(&format!("{folder}{name}")) {
                    found.insert(path, entry.id());
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_package(name: &[u8]) -> bool {
    name.ends_with(b".xmp")
}
