//! The newest commit that held a connector, or a version of one, and what it held.
//!
//! 1. Walk back from a commit, along first parents: what was merged counts, not how it came about. Only where that finds
//!    nothing, every commit that can be reached is looked at, newest first.
//! 2. In each commit look below `connectors/`. What a tree holds is known by its id, so equal trees are looked into once.

use std::collections::{BTreeSet, HashMap};

use git2::{ObjectType, Oid, Sort};

use super::git::git;
use super::history::subtree;
use super::{RepoPath, Repository, Seen, SourceError};

/// Deeper than any connector may lie.
const MOST_DEPTH: usize = 8;
/// More than any `connector.yaml` has.
const MOST_YAML: usize = 1 << 20;

/// How surely a folder is the connector that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// By what it was called once.
    Former,
    /// By what it is called.
    Present,
}

/// What is looked for.
pub struct Wanted<'w> {
    /// Whether a folder of this name, with this `connector.yaml`, is the connector.
    pub connector: &'w dyn Fn(&str, &[u8]) -> Option<Match>,
    /// Whether a file's stem in its folder `versions` is the version that is looked for; `None` for the whole connector.
    pub version: Option<&'w dyn Fn(&str) -> bool>,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct LastHeld {
    /// The commit.
    pub seen: Seen,
    /// Whose it is.
    pub author: String,
    /// Whether it is the one that the search began at.
    pub is_head: bool,
    /// Where the connector lay in the registry.
    pub folder: RepoPath,
    /// Its files, or those of the version, by their paths in the registry, in path order.
    pub files: Vec<(RepoPath, Vec<u8>)>,
    /// What lay there and was no file, such as a link.
    pub odd: Vec<RepoPath>,
}

/// How a search ended.
#[derive(Debug, Clone)]
pub enum Search {
    /// What is looked for.
    Found(Box<LastHeld>),
    /// Nothing; the names of all connectors that were met.
    Missed(BTreeSet<String>),
}

impl Repository {
    /// Looks for what is `wanted` in the registry in `folder`, from the commit `head` back.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn last_held(
        &self,
        head: &str,
        folder: &RepoPath,
        wanted: &Wanted<'_>,
    ) -> Result<Search, SourceError> {
        self.search(head, |look, head| look.from(head, folder), wanted)
    }

    /// The same in the commit `head` alone.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn held_at(&self, head: &str, folder: &RepoPath, wanted: &Wanted<'_>) -> Result<Search, SourceError> {
        self.search(head, |look, head| look.at(&look.git.find_commit(head)?, head, folder), wanted)
    }

    fn search(
        &self,
        head: &str,
        search: impl FnOnce(&mut Look<'_>, Oid) -> Result<Option<LastHeld>, git2::Error>,
        wanted: &Wanted<'_>,
    ) -> Result<Search, SourceError> {
        let head = self.commit(head)?.id();
        let mut look = Look {
            git: &self.git,
            wanted,
            known: HashMap::new(),
            yaml: HashMap::new(),
            names: BTreeSet::new(),
        };
        let found =
            search(&mut look, head).map_err(|cause| git(format!("the history of `{head}`"), cause))?;
        Ok(match found {
            Some(found) => Search::Found(Box::new(found)),
            None => Search::Missed(look.names),
        })
    }
}

/// A search.
struct Look<'l> {
    git: &'l git2::Repository,
    wanted: &'l Wanted<'l>,
    /// By the id of a tree, the best match among the folders in it.
    known: HashMap<Oid, Option<Hit>>,
    /// By the name of a folder and the id of its `connector.yaml`, whether it is the connector.
    yaml: HashMap<(String, Oid), Option<Match>>,
    /// The names of all connectors that were met.
    names: BTreeSet<String>,
}

/// A folder that is the connector.
#[derive(Debug, Clone)]
struct Hit {
    sure: Match,
    /// Its path below the tree that was looked into.
    path: String,
    tree: Oid,
}

impl Look<'_> {
    fn from(&mut self, head: Oid, folder: &RepoPath) -> Result<Option<LastHeld>, git2::Error> {
        let mut commit = self.git.find_commit(head)?;
        loop {
            if let Some(found) = self.at(&commit, head, folder)? {
                return Ok(Some(found));
            }
            // In a shallow clone the parent of the last commit is not there.
            match commit.parent(0) {
                Ok(parent) => commit = parent,
                Err(_) => break,
            }
        }
        let mut walk = self.git.revwalk()?;
        walk.set_sorting(Sort::TIME | Sort::TOPOLOGICAL)?;
        walk.push(head)?;
        for id in walk {
            let commit = match id.and_then(|id| self.git.find_commit(id)) {
                Ok(commit) => commit,
                Err(_) if self.git.is_shallow() => break,
                Err(error) => return Err(error),
            };
            if let Some(found) = self.at(&commit, head, folder)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// What a commit holds of it.
    fn at(
        &mut self,
        commit: &git2::Commit<'_>,
        head: Oid,
        folder: &RepoPath,
    ) -> Result<Option<LastHeld>, git2::Error> {
        let Some(registry) = subtree(self.git, commit, folder)? else { return Ok(None) };
        let connectors =
            registry.get_name("connectors").filter(|entry| entry.kind() == Some(ObjectType::Tree));
        let Some(connectors) = connectors else { return Ok(None) };
        let Some(hit) = self.best(connectors.id(), 0)? else { return Ok(None) };
        let Ok(place) = RepoPath::new(&format!("connectors/{}", hit.path)) else { return Ok(None) };
        let mut found = LastHeld {
            seen: Seen { commit: commit.id().to_string(), seconds: commit.time().seconds() },
            author: String::from_utf8_lossy(commit.author().name_bytes()).into_owned(),
            is_head: commit.id() == head,
            folder: place.clone(),
            files: Vec::new(),
            odd: Vec::new(),
        };
        self.collect(hit.tree, &place, &mut found)?;
        if let Some(version) = self.wanted.version {
            let versions = place.join("versions").unwrap_or(place);
            let is_of = |path: &RepoPath| path.parent() == versions && is_version(path.name(), version);
            found.files.retain(|(path, _)| is_of(path));
            found.odd.retain(is_of);
        }
        found.files.sort();
        Ok(Some(found))
    }

    /// The best match among the folders in a tree, at any depth.
    fn best(&mut self, tree: Oid, depth: usize) -> Result<Option<Hit>, git2::Error> {
        if let Some(known) = self.known.get(&tree) {
            return Ok(known.clone());
        }
        let mut best: Option<Hit> = None;
        let folders = self.git.find_tree(tree)?;
        for entry in folders.iter().filter(|entry| entry.kind() == Some(ObjectType::Tree)) {
            let Ok(name) = entry.name() else { continue };
            let own = self.is(name, entry.id())?;
            let own = own.map(|sure| Hit { sure, path: name.to_owned(), tree: entry.id() });
            let inner = if depth < MOST_DEPTH { self.best(entry.id(), depth + 1)? } else { None };
            let inner = inner.map(|hit| Hit { path: format!("{name}/{}", hit.path), ..hit });
            for hit in own.into_iter().chain(inner) {
                if best.as_ref().is_none_or(|best| hit.sure > best.sure) {
                    best = Some(hit);
                }
            }
        }
        self.known.insert(tree, best.clone());
        Ok(best)
    }

    /// Whether a folder is what is looked for.
    fn is(&mut self, name: &str, tree: Oid) -> Result<Option<Match>, git2::Error> {
        let tree = self.git.find_tree(tree)?;
        let Some(yaml) = tree.get_name("connector.yaml") else { return Ok(None) };
        if yaml.kind() != Some(ObjectType::Blob) {
            return Ok(None);
        }
        self.names.insert(name.to_owned());
        let key = (name.to_owned(), yaml.id());
        let sure = match self.yaml.get(&key) {
            Some(known) => *known,
            None => {
                let (size, _) = self.git.odb()?.read_header(yaml.id())?;
                let blob = if size <= MOST_YAML { Some(self.git.find_blob(yaml.id())?) } else { None };
                let sure =
                    (self.wanted.connector)(name, blob.as_ref().map_or(&[][..], |blob| blob.content()));
                *self.yaml.entry(key).or_insert(sure)
            }
        };
        let Some(version) = self.wanted.version else { return Ok(sure) };
        let versions = tree.get_name("versions").filter(|entry| entry.kind() == Some(ObjectType::Tree));
        let Some(versions) = versions.filter(|_| sure.is_some()) else { return Ok(None) };
        let versions = self.git.find_tree(versions.id())?;
        let held = versions.iter().any(|entry| entry.name().is_ok_and(|name| is_version(name, version)));
        Ok(sure.filter(|_| held))
    }

    /// Collects the files of a connector's folder, but not those of another connector below it.
    fn collect(&self, tree: Oid, at: &RepoPath, found: &mut LastHeld) -> Result<(), git2::Error> {
        for entry in &self.git.find_tree(tree)? {
            let path =
                entry.name().ok().filter(|name| !name.starts_with('.')).and_then(|name| at.join(name).ok());
            let Some(path) = path else { continue };
            match (entry.kind(), entry.filemode()) {
                (Some(ObjectType::Tree), _) => {
                    if self.git.find_tree(entry.id())?.get_name("connector.yaml").is_none() {
                        self.collect(entry.id(), &path, found)?;
                    }
                }
                (Some(ObjectType::Blob), 0o100_644 | 0o100_755 | 0o100_664) => {
                    found.files.push((path, self.git.find_blob(entry.id())?.content().to_vec()));
                }
                _ => found.odd.push(path),
            }
        }
        Ok(())
    }
}

/// Whether a file in a connector's folder `versions` is one of the wanted version.
fn is_version(name: &str, version: &dyn Fn(&str) -> bool) -> bool {
    [".yaml", ".xmp"].iter().any(|end| name.strip_suffix(end).is_some_and(version))
}
