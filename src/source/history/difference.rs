//! The walk over first parents, and what each commit changed on it.

use std::collections::HashMap;
use std::path::Path;

use git2::{ObjectType, Oid};

use super::touched::{Part, PastBytes, PastCommit, Touched, may_hold_connector};
use super::{PastBlob, RepoPath};

/// What one walk found, the newest first.
#[derive(Default)]
pub(super) struct Found {
    pub(super) arrivals: HashMap<Oid, (Oid, i64)>,
    pub(super) current: HashMap<RepoPath, Oid>,
    pub(super) places: HashMap<String, Vec<PastBlob>>,
    pub(super) gone: Vec<(RepoPath, PastBlob)>,
    pub(super) commits: Vec<PastCommit>,
    pub(super) beginning: Option<PastCommit>,
    pub(super) walked_commits: u64,
    /// Whether the walk ended at the commit walked before.
    pub(super) met_known: bool,
}

/// Walks from `head` to `known`, or to the first commit.
pub(super) fn arrivals(
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
            let held = applications(repository, tree.as_ref())?;
            found.beginning = Some(PastCommit::new(&commit, held));
            return Ok(found);
        }
        let before = match &parent {
            Some(parent) => subtree(repository, parent, folder)?,
            None => None,
        };
        let mut difference = Difference::new(repository, &commit, &mut found);
        difference.compare(tree.as_ref(), before.as_ref())?;
        let touched = difference.touched;
        if !touched.is_empty() {
            found.commits.push(PastCommit::new(&commit, touched));
        }
        found.walked_commits += 1;
        match parent {
            Some(next) => commit = next,
            None => return Ok(found),
        }
        tree = before;
    }
}

/// The applications that a registry's folder holds, as if a commit had brought them.
fn applications(
    repository: &git2::Repository,
    tree: Option<&git2::Tree<'_>>,
) -> Result<Vec<Touched>, git2::Error> {
    let entry = tree.and_then(|tree| tree.get_name("applications")).filter(is_tree);
    let Some(entry) = entry else { return Ok(Vec::new()) };
    let mut unheard = Found::default();
    let mut difference = Difference {
        repository,
        folder: "applications/".to_owned(),
        connector: None,
        commit: Oid::ZERO_SHA1,
        seconds: 0,
        found: &mut unheard,
        touched: Vec::new(),
    };
    difference.compare(Some(&repository.find_tree(entry.id())?), None)?;
    Ok(difference.touched)
}

/// The registry's folder in a commit; `None` when the commit has none.
pub(in crate::source) fn subtree<'r>(
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
    /// How much of it is the folder of the connector that it lies in.
    connector: Option<usize>,
    commit: Oid,
    seconds: i64,
    found: &'f mut Found,
    touched: Vec<Touched>,
}

/// A folder before a commit and since, or an entry of both.
struct Two<T> {
    after: Option<T>,
    before: Option<T>,
}

impl<'f, 'r> Difference<'f, 'r> {
    fn new(
        repository: &'r git2::Repository,
        commit: &git2::Commit<'_>,
        found: &'f mut Found,
    ) -> Difference<'f, 'r> {
        let (commit, seconds) = (commit.id(), commit.time().seconds());
        let (folder, connector, touched) = (String::new(), None, Vec::new());
        Difference { repository, folder, connector, commit, seconds, found, touched }
    }

    /// Notes every file that `after` and `before` do not hold alike at the same path. Equal subtrees are not looked into.
    fn compare(
        &mut self,
        after: Option<&git2::Tree<'_>>,
        before: Option<&git2::Tree<'_>>,
    ) -> Result<(), git2::Error> {
        if after.map(git2::Tree::id) == before.map(git2::Tree::id) {
            return Ok(());
        }
        let around = self.connector;
        let is_connector =
            |tree: &git2::Tree<'_>| tree.get_name("connector.yaml").as_ref().is_some_and(is_blob);
        if may_hold_connector(&self.folder) && after.into_iter().chain(before).any(is_connector) {
            self.connector = Some(self.folder.len());
        }
        let folders = Two { after, before };
        for entry in after.into_iter().flatten() {
            let same = before.and_then(|before| before.get_name_bytes(entry.name_bytes()));
            if same.as_ref().is_none_or(|same| same.id() != entry.id()) {
                self.entries(&Two { after: Some(&entry), before: same.as_ref() }, &folders)?;
            }
        }
        for entry in before.into_iter().flatten() {
            if after.is_none_or(|after| after.get_name_bytes(entry.name_bytes()).is_none()) {
                self.entries(&Two { after: None, before: Some(&entry) }, &folders)?;
            }
        }
        self.connector = around;
        Ok(())
    }

    /// The same of two entries of one name, in `folders`.
    fn entries(
        &mut self,
        entries: &Two<&git2::TreeEntry<'_>>,
        folders: &Two<&git2::Tree<'_>>,
    ) -> Result<(), git2::Error> {
        let Two { after, before } = *entries;
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
        let blob = |entry: Option<&git2::TreeEntry<'_>>| {
            entry.filter(|entry| is_blob(entry)).map(|entry| entry.id())
        };
        let blobs = Two { after: blob(after), before: blob(before) };
        self.remember(name, &blobs);
        self.touch(name, &blobs, folders);
        Ok(())
    }

    /// Notes what rules ask of: packages that arrived, connectors that went away.
    fn remember(&mut self, name: &str, blobs: &Two<Oid>) {
        let held = |blob| PastBlob { blob, commit: self.commit, seconds: self.seconds };
        match (blobs.after, blobs.before) {
            (Some(blob), _) if is_package(name.as_bytes()) => {
                self.found.arrivals.insert(blob, (self.commit, self.seconds));
                self.found.places.entry(place(&self.folder, name)).or_default().push(held(blob));
            }
            (None, Some(blob)) if name == "connector.yaml" => {
                let path = RepoPath::new(&format!("{}{name}", self.folder));
                self.found.gone.extend(path.map(|path| (path, held(blob))));
            }
            _ => {}
        }
    }

    /// Notes what is told of the commit.
    fn touch(&mut self, name: &str, blobs: &Two<Oid>, folders: &Two<&git2::Tree<'_>>) {
        if blobs.after.is_none() && blobs.before.is_none() {
            return;
        }
        let stands = |other: &str| {
            let holds = |tree: Option<&git2::Tree<'_>>| {
                tree.and_then(|tree| tree.get_name(other)).as_ref().is_some_and(is_blob)
            };
            (blobs.before.is_some() || holds(folders.before), blobs.after.is_some() || holds(folders.after))
        };
        let length = self.folder.len();
        self.folder.push_str(name);
        let part = Part::of(&self.folder, self.connector, stands);
        self.folder.truncate(length);
        let bytes = |blob: Option<Oid>| blob.map(PastBytes);
        self.touched.extend(part.map(|part| Touched {
            part,
            before: bytes(blobs.before),
            after: bytes(blobs.after),
        }));
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
