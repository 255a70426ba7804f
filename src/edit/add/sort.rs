//! Which connector each package belongs to, and whether it is there already.

use std::collections::BTreeMap;

use super::version::{Added, From};
use super::{Incoming, Newcomer, Wish};
use crate::diag::printable;
use crate::edit::EditError;
use crate::model::{Connector, ConnectorVersion, PackageState, Registry, VersionNumber};
use crate::source::{Entry, RepoPath, Tree};

/// The most bytes that are read of a connector.yaml that is no YAML, to see whether it names an id.
const MOST_BYTES: u64 = 1 << 20;

/// Packages on their way into a registry.
#[derive(Debug)]
pub struct Adding<'r> {
    pub(super) registry: &'r Registry,
    pub(super) groups: Vec<Group<'r>>,
    /// Packages of versions whose file is there and names them, with their places.
    pub(super) missing: Vec<(&'r Connector, RepoPath, Incoming)>,
    /// What is there already, a line each.
    pub(super) aside: Vec<String>,
}

/// The versions that one connector gets.
#[derive(Debug)]
pub(super) struct Group<'r> {
    pub(super) owner: Owner<'r>,
    /// Lowest first; at least one.
    pub(super) versions: Vec<Incoming>,
}

/// The connector that versions are added to.
#[derive(Debug)]
pub(super) enum Owner<'r> {
    Known(&'r Connector),
    New(Newcomer),
}

impl<'r> Adding<'r> {
    /// Finds out where `packages` belong in `registry`, whose files are those of `tree`.
    ///
    /// # Errors
    /// A version is there with other bytes, a connector cannot be told, or a new one not be named.
    pub fn sort(
        registry: &'r Registry,
        tree: &dyn Tree,
        packages: Vec<Incoming>,
        wish: &Wish,
    ) -> Result<Adding<'r>, EditError> {
        let mut adding = Adding { registry, groups: Vec::new(), missing: Vec::new(), aside: Vec::new() };
        let entries = tree.list()?;
        let by_id = adding.by_id(packages)?;
        let mut new = Vec::new();
        for versions in by_id.into_values() {
            let identity = Identity { registry, tree, entries: &entries, package: &versions[0] };
            match identity.connector()? {
                Some(connector) => adding.known(connector, versions)?,
                None => new.push(versions),
            }
        }
        adding.refuse_slug(new.len(), wish)?;
        for versions in new {
            let highest = versions.last().expect("a group holds a version");
            let newcomer = Newcomer::of(highest, wish, registry, &entries)?;
            if let Some(other) = adding.newcomers().find(|other| other.slug == newcomer.slug) {
                return Err(EditError::refused(format!(
                    "`{}` and `{}` are both new and would have the slug `{}`; add one of them with --slug first",
                    printable(&other.name),
                    printable(&newcomer.name),
                    newcomer.slug
                )));
            }
            adding.groups.push(Group { owner: Owner::New(newcomer), versions });
        }
        Ok(adding)
    }

    /// The connectors that are new.
    pub fn newcomers(&mut self) -> impl Iterator<Item = &mut Newcomer> {
        self.groups.iter_mut().filter_map(|group| match &mut group.owner {
            Owner::New(newcomer) => Some(newcomer),
            Owner::Known(_) => None,
        })
    }

    /// The packages of each id, lowest version first; those that came twice once.
    fn by_id(&mut self, packages: Vec<Incoming>) -> Result<BTreeMap<String, Vec<Incoming>>, EditError> {
        let mut by_id: BTreeMap<String, Vec<Incoming>> = BTreeMap::new();
        for package in packages {
            let versions = by_id.entry(package.facts.id.trim().to_ascii_lowercase()).or_default();
            let at = versions.partition_point(|other| other.number < package.number);
            match versions.get(at).filter(|other| other.number == package.number) {
                Some(other) if other.facts.digest == package.facts.digest => {
                    self.aside.push(format!("{}: the same package as {}", package.from, other.from));
                }
                Some(other) => {
                    return Err(EditError::refused(format!(
                        "{} and {} are both version {} of `{}`, with other bytes (sha256 {} and {}); give one of them a \
                         new version",
                        other.from,
                        package.from,
                        package.number,
                        printable(&package.facts.name),
                        other.facts.digest,
                        package.facts.digest
                    )));
                }
                None => versions.insert(at, package),
            }
        }
        Ok(by_id)
    }

    /// Takes the versions that a connector does not have yet.
    fn known(&mut self, connector: &'r Connector, packages: Vec<Incoming>) -> Result<(), EditError> {
        let mut versions = Vec::new();
        for package in packages {
            let Some(there) = connector.version(&package.number) else {
                versions.push(package);
                continue;
            };
            match compare(there, &package) {
                There::Same => {
                    let what = format!(
                        "`{}` {} is there already, with the same bytes",
                        connector.slug, there.number
                    );
                    self.aside.push(format!("{}: {what}", package.from));
                }
                There::Missing => self.missing.push((connector, there.package_path.clone(), package)),
                There::Other(why) => {
                    let (from, slug, number) = (&package.from, &connector.slug, &there.number);
                    return Err(EditError::refused(format!(
                        "{from}: `{slug}` {number} is published {why}; a published version never changes: give the package a new version"
                    )));
                }
            }
        }
        if !versions.is_empty() {
            self.groups.push(Group { owner: Owner::Known(connector), versions });
        }
        Ok(())
    }

    /// Refuses a slug that was chosen for none, for several, or for one that has another.
    fn refuse_slug(&self, new: usize, wish: &Wish) -> Result<(), EditError> {
        let Some(slug) = &wish.slug else { return Ok(()) };
        if new > 1 {
            let what = format!("{new} connectors are new here, and --slug is for one; add them one by one");
            return Err(EditError::refused(what));
        }
        let known = self.groups.iter().find_map(|group| match group.owner {
            Owner::Known(connector) if new == 0 && connector.slug.as_str() != slug => Some(connector),
            _ => None,
        });
        match known {
            Some(connector) => Err(EditError::refused(format!(
                "--slug is for a connector that is new, and this one is `{0}` here; connectory rename {0} gives it another name",
                connector.slug
            ))),
            None => Ok(()),
        }
    }
}

impl Group<'_> {
    /// The slug of its connector.
    pub(super) fn slug(&self) -> &str {
        match &self.owner {
            Owner::Known(connector) => connector.slug.as_str(),
            Owner::New(newcomer) => &newcomer.slug,
        }
    }

    /// The folder of its connector.
    fn folder(&self) -> &RepoPath {
        match &self.owner {
            Owner::Known(connector) => &connector.folder,
            Owner::New(newcomer) => &newcomer.folder,
        }
    }

    /// A file of a version.
    pub(super) fn file(&self, version: &Incoming, extension: &str) -> RepoPath {
        let name = format!("versions/{}.{extension}", version.facts.version);
        self.folder().join(&name).expect("the name of a version was checked")
    }

    /// Each version, with what people come from.
    pub(super) fn added(&self) -> Vec<Added<'_>> {
        let from = |at: usize| {
            let number = &self.versions[at].number;
            let own = at.checked_sub(1).map(|below| &self.versions[below]);
            let Owner::Known(connector) = &self.owner else {
                return own.map_or(From::Nothing, |own| From::Package(&own.facts));
            };
            match (own, connector.readable_below(number)) {
                (Some(own), Some(there)) if there.number > own.number => from_there(there),
                (Some(own), _) => From::Package(&own.facts),
                (None, Some(there)) => from_there(there),
                (None, None) => unread(connector, number),
            }
        };
        (0..self.versions.len()).map(|at| Added::new(&self.versions[at], from(at))).collect()
    }
}

fn from_there(there: &ConnectorVersion) -> From<'_> {
    there.facts().map_or(From::Nothing, |facts| From::Package(facts))
}

/// What is below `number` where no package could be read.
fn unread<'c>(connector: &'c Connector, number: &VersionNumber) -> From<'c> {
    let mut lower = connector.versions.iter().rev().filter(|other| other.number < *number);
    match lower.next() {
        Some(below) => From::Unread(&below.number),
        None if connector.versions.is_empty() => From::Nothing,
        None => From::Above,
    }
}

/// How a version that is there compares with a package of the same version.
enum There {
    Same,
    /// Its file is there and names the package, which is not.
    Missing,
    /// Another; why, as the end of a sentence.
    Other(String),
}

fn compare(there: &ConnectorVersion, package: &Incoming) -> There {
    let digest = package.facts.digest;
    let held = match &there.package {
        // One that is kept in another form is the same package when its binary form is.
        PackageState::Read(facts) if facts.offered.digest == digest => return There::Same,
        PackageState::Missing => match &there.sha256 {
            Some(written) if written.value == digest => return There::Missing,
            written => written.as_ref().map(|written| written.value),
        },
        PackageState::LfsPointer { oid, .. } => *oid,
        _ => there.digest(),
    };
    match held {
        Some(held) if held == digest => There::Same,
        Some(held) => There::Other(format!("with other bytes (sha256 {held} there, {digest} here)")),
        None => There::Other(format!("in `{}`, and cannot be compared with this one", there.package_path)),
    }
}

/// Whose package it is.
struct Identity<'i, 'r> {
    registry: &'r Registry,
    tree: &'i dyn Tree,
    entries: &'i [Entry],
    package: &'i Incoming,
}

impl<'r> Identity<'_, 'r> {
    /// The connector with the id of the package; `None` where it is new.
    fn connector(&self) -> Result<Option<&'r Connector>, EditError> {
        let connectors = &self.registry.connectors;
        let with_id = |connector: &&Connector| {
            connector.id.as_ref().is_some_and(|id| self.is(id.trim_matches(['{', '}'])))
        };
        let found: Vec<&Connector> = connectors.iter().filter(with_id).collect();
        match found.as_slice() {
            [one] => return Ok(Some(one)),
            [one, other, ..] => {
                return Err(self.refuse(&format!(
                    "is that of `{}` and of `{}`; correct one of them first",
                    one.slug, other.slug
                )));
            }
            [] => {}
        }
        let holds = |connector: &&Connector| {
            let mut facts = connector.versions.iter().filter_map(ConnectorVersion::facts);
            facts.any(|facts| self.is(&facts.id))
        };
        if let Some(other) = connectors.iter().find(holds) {
            let what = format!(
                "is that of packages of `{}`, whose connector.yaml has another `id`; correct it first",
                other.slug
            );
            return Err(self.refuse(&what));
        }
        match self.unreadable() {
            Some(path) => Err(self.refuse(&format!(
                "stands in {path}, which cannot be read; run connectory check, and mend it first"
            ))),
            None => Ok(None),
        }
    }

    /// The file of a connector that cannot be read and yet names the id.
    fn unreadable(&self) -> Option<&RepoPath> {
        let id = self.package.facts.id.trim().to_ascii_lowercase();
        let names = |path: &RepoPath| {
            let text = self.tree.read(path, MOST_BYTES).unwrap_or_default();
            String::from_utf8_lossy(&text).to_ascii_lowercase().contains(&id)
        };
        let files = self.entries.iter().map(|entry| &entry.path);
        let mut files = files.filter(|path| {
            path.name() == "connector.yaml" && self.registry.unreadable.contains(path.parent().name())
        });
        files.find(|path| names(path))
    }

    fn is(&self, id: &str) -> bool {
        id.trim().eq_ignore_ascii_case(self.package.facts.id.trim())
    }

    fn refuse(&self, what: &str) -> EditError {
        let (from, id) = (&self.package.from, printable(&self.package.facts.id));
        EditError::refused(format!("{from}: the id `{id}` of the package {what}"))
    }
}
