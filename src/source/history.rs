//! When Git first held each package.
//!
//! 1. Walk the first parents of a commit, newest first.
//! 2. Compare each commit's tree with its parent's, skipping equal subtrees (libgit2's own diff costs many
//!    times that on long histories).
//! 3. A blob that the parent does not hold at that path arrived with the commit; the oldest arrival wins.
//!
//! A package is known by its blob, not by its path, so that moving a connector changes no date.
//!
//! The same walk remembers what lay at each version's place, and which connectors went away: a published package is
//! never replaced, an id never used again.

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
    /// What arrived at each version's place (`slug/versions/1.0.xmp`), newest first.
    places: HashMap<String, Vec<PastBlob>>,
    /// Every `connector.yaml` that went away, newest first.
    gone: Vec<(RepoPath, PastBlob)>,
}

/// A blob, and the commit that brought it or took it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastBlob {
    blob: Oid,
    commit: Oid,
    seconds: i64,
}

impl PastBlob {
    /// The commit, and when it was made.
    pub fn seen(&self) -> Seen {
        Seen { commit: self.commit.to_string(), seconds: self.seconds }
    }
}

impl Repository {
    /// The bytes of what was held once, up to `limit`; `None` above it.
    ///
    /// # Errors
    /// When Git does not answer, as in a partial clone that does not hold it.
    pub fn held(&self, held: &PastBlob, limit: u64) -> Result<Option<Vec<u8>>, SourceError> {
        let read = || -> Result<Option<Vec<u8>>, git2::Error> {
            let (size, _) = self.git.odb()?.read_header(held.blob)?;
            if size as u64 > limit {
                return Ok(None);
            }
            Ok(Some(self.git.find_blob(held.blob)?.content().to_vec()))
        };
        read().map_err(|cause| git(format!("object {}", held.blob), cause))
    }

    /// Whether its history ends before the first commit.
    pub fn is_shallow(&self) -> bool {
        self.git.is_shallow()
    }
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
            for (place, mut held) in found.places {
                let known = self.places.entry(place).or_default();
                held.append(known);
                *known = held;
            }
            self.gone.splice(0..0, found.gone);
        } else {
            (self.arrivals, self.places, self.gone) = (found.arrivals, found.places, found.gone);
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

    /// The versions' places (`slug/versions/1.0.xmp`) that held more than one package, each with what arrived there,
    /// oldest first. The same bytes may come twice.
    pub fn replaced(&self) -> impl Iterator<Item = (&str, Vec<PastBlob>)> {
        let several = self.places.iter().filter(|(_, held)| held.iter().any(|one| one.blob != held[0].blob));
        several.map(|(place, held)| (place.as_str(), held.iter().rev().copied().collect()))
    }

    /// Every `connector.yaml` that a commit took away from where it lay, newest first.
    pub fn gone(&self) -> &[(RepoPath, PastBlob)] {
        &self.gone
    }
}

#[derive(Default)]
struct Found {
    arrivals: HashMap<Oid, (Oid, i64)>,
    current: HashMap<RepoPath, Oid>,
    places: HashMap<String, Vec<PastBlob>>,
    gone: Vec<(RepoPath, PastBlob)>,
    /// Whether the walk ended at the commit walked before.
    met_known: bool,
}

fn arrivals(
    repository: &git2::Repository,
    head: Oid,
    known: Option<Oid>,
    folder: &RepoPath,
) -> Result<Found, git2::Error> {
    let mut found = Found::default();
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
        let (commit_id, seconds) = (commit.id(), commit.time().seconds());
        let mut difference =
            Difference { repository, folder: String::new(), commit: commit_id, seconds, found: &mut found };
        difference.compare(tree.as_ref(), before.as_ref())?;
        match parent {
            Some(next) => commit = next,
            None => return Ok(found),
        }
        tree = before;
    }
}

/// The registry's folder in a commit; `None` when the commit has none.
pub(super) fn subtree<'r>(
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

/// What one commit changed.
struct Difference<'f, 'r> {
    repository: &'r git2::Repository,
    /// The folder that is compared, with a `/` at its end unless it is the top.
    folder: String,
    commit: Oid,
    seconds: i64,
    found: &'f mut Found,
}

impl Difference<'_, '_> {
    /// Notes every package that `after` holds and `before` does not hold at the same path, and every connector that
    /// only `before` holds. Equal subtrees are not looked into.
    fn compare(
        &mut self,
        after: Option<&git2::Tree<'_>>,
        before: Option<&git2::Tree<'_>>,
    ) -> Result<(), git2::Error> {
        if after.map(git2::Tree::id) == before.map(git2::Tree::id) {
            return Ok(());
        }
        for entry in after.into_iter().flatten() {
            let same = before.and_then(|before| before.get_name_bytes(entry.name_bytes()));
            if same.as_ref().is_none_or(|same| same.id() != entry.id()) {
                self.entries(Some(&entry), same.as_ref())?;
            }
        }
        for entry in before.into_iter().flatten() {
            if after.is_none_or(|after| after.get_name_bytes(entry.name_bytes()).is_none()) {
                self.entries(None, Some(&entry))?;
            }
        }
        Ok(())
    }

    /// The same of two entries of one name.
    fn entries(
        &mut self,
        after: Option<&git2::TreeEntry<'_>>,
        before: Option<&git2::TreeEntry<'_>>,
    ) -> Result<(), git2::Error> {
        let Some(name) = after.or(before).and_then(|entry| entry.name().ok()) else { return Ok(()) };
        let tree = |entry: Option<&git2::TreeEntry<'_>>| match entry.filter(|entry| is_tree(entry)) {
            Some(entry) => self.repository.find_tree(entry.id()).map(Some),
            None => Ok(None),
        };
        let (inner, was) = (tree(after)?, tree(before)?);
        if inner.is_some() || was.is_some() {
            let length = self.folder.len();
            self.folder.extend([name, "/"]);
            let compared = self.compare(inner.as_ref(), was.as_ref());
            self.folder.truncate(length);
            compared?;
        }
        let held = |blob| PastBlob { blob, commit: self.commit, seconds: self.seconds };
        match (after.filter(|entry| is_blob(entry)), before.filter(|entry| is_blob(entry))) {
            (Some(entry), _) if is_package(name.as_bytes()) => {
                self.found.arrivals.insert(entry.id(), (self.commit, self.seconds));
                let place = place(&self.folder, name);
                let held = held(entry.id());
                self.found.places.entry(place).or_default().push(held);
            }
            (None, Some(entry)) if name == "connector.yaml" => {
                let held = held(entry.id());
                self.found
                    .gone
                    .extend(RepoPath::new(&format!("{}{name}", self.folder)).map(|path| (path, held)));
            }
            _ => {}
        }
        Ok(())
    }
}

fn is_tree(entry: &git2::TreeEntry<'_>) -> bool {
    entry.kind() == Some(ObjectType::Tree)
}

fn is_blob(entry: &git2::TreeEntry<'_>) -> bool {
    entry.kind() == Some(ObjectType::Blob)
}

/// A version's place whatever groups its connector lies in: `slug/versions/1.0.xmp`.
fn place(folder: &str, name: &str) -> String {
    let parts: Vec<&str> = folder.trim_end_matches('/').rsplitn(3, '/').take(2).collect();
    parts.iter().rev().chain([&name]).copied().collect::<Vec<_>>().join("/")
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
