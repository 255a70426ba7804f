//! What changed between two states of a registry: which connector became which, and the same of their versions.
//!
//! A connector is the same one when it has the same slug; else when it names its former slug as an alias; else when it
//! carries the same id.

use std::collections::{BTreeMap, BTreeSet};

use super::{Connector, ConnectorVersion, Registry, VersionNumber};
use crate::source::RepoPath;

/// What changed.
#[derive(Debug, Default)]
pub struct Delta<'r> {
    /// Connectors that are new, gone, or lie where a file changed; by slug.
    pub connectors: Vec<ConnectorDelta<'r>>,
    /// The files that changed.
    pub files: BTreeSet<RepoPath>,
}

/// One connector before and after; one of them at least is there.
#[derive(Debug, Clone)]
pub struct ConnectorDelta<'r> {
    /// As it was; `None` for a new one.
    pub before: Option<&'r Connector>,
    /// As it is; `None` for one that is gone.
    pub after: Option<&'r Connector>,
    /// Its versions that are new, gone, or whose files changed; by number.
    pub versions: Vec<VersionDelta<'r>>,
    /// The files in its folder, former or present, that changed; in path order.
    pub files: Vec<RepoPath>,
}

/// One version before and after; one of them at least is there.
#[derive(Debug, Clone, Copy)]
pub struct VersionDelta<'r> {
    /// As it was; `None` for a new one.
    pub before: Option<&'r ConnectorVersion>,
    /// As it is; `None` for one that is gone.
    pub after: Option<&'r ConnectorVersion>,
}

impl<'r> Delta<'r> {
    /// Compares two states, of which `files` are those that differ.
    pub fn between(before: &'r Registry, after: &'r Registry, files: BTreeSet<RepoPath>) -> Delta<'r> {
        let partner = partners(before, after);
        let mut inside: BTreeMap<RepoPath, Vec<RepoPath>> = BTreeMap::new();
        for (path, folder) in files.iter().flat_map(|path| above(path).map(move |folder| (path, folder))) {
            inside.entry(folder).or_default().push(path.clone());
        }
        let mut connectors = Vec::new();
        for connector in &after.connectors {
            let old = partner.get(&connector.folder).copied();
            let moved = old.is_none_or(|old| old.folder != connector.folder);
            if moved || inside.contains_key(&connector.folder) {
                connectors.push(ConnectorDelta::of(old, Some(connector), &inside));
            }
        }
        let kept: BTreeSet<&RepoPath> = partner.values().map(|connector| &connector.folder).collect();
        // One whose file cannot be read any more is still there.
        let gone = before.connectors.iter().filter(|old| !kept.contains(&old.folder));
        let gone = gone.filter(|old| !after.unreadable.contains(old.slug.as_str()));
        connectors.extend(gone.map(|old| ConnectorDelta::of(Some(old), None, &inside)));
        connectors.sort_by(|a, b| a.slug().cmp(b.slug()));
        Delta { connectors, files }
    }

    /// Whether a file changed.
    pub fn touches(&self, path: &RepoPath) -> bool {
        self.files.contains(path)
    }
}

/// The folders that a file lies in, innermost first.
fn above(path: &RepoPath) -> impl Iterator<Item = RepoPath> {
    std::iter::successors(Some(path.parent()), |folder| {
        (!folder.as_str().is_empty()).then(|| folder.parent())
    })
}

/// For each connector's folder after, the connector it was before.
fn partners<'r>(before: &'r Registry, after: &'r Registry) -> BTreeMap<&'r RepoPath, &'r Connector> {
    let mut free: BTreeMap<&RepoPath, &Connector> =
        before.connectors.iter().map(|connector| (&connector.folder, connector)).collect();
    let mut partners = BTreeMap::new();
    let ways: [fn(&Connector) -> Vec<String>; 3] = [
        |connector| vec![connector.slug.as_str().to_owned()],
        |connector| connector.aliases.iter().map(|alias| alias.value.clone()).collect(),
        |connector| connector.id.iter().map(|id| id.value.to_ascii_lowercase()).collect(),
    ];
    for (way, names) in ways.iter().enumerate() {
        let mut known: BTreeMap<String, &Connector> = BTreeMap::new();
        for old in free.values() {
            let name = match way {
                2 => old.id.as_ref().map(|id| id.value.to_ascii_lowercase()),
                _ => Some(old.slug.as_str().to_owned()),
            };
            name.into_iter().for_each(|name| _ = known.entry(name).or_insert(*old));
        }
        for connector in &after.connectors {
            if partners.contains_key(&connector.folder) {
                continue;
            }
            let old = names(connector).iter().find_map(|name| known.get(name).copied());
            if let Some(old) = old.filter(|old| free.remove(&old.folder).is_some()) {
                partners.insert(&connector.folder, old);
            }
        }
    }
    partners
}

impl<'r> ConnectorDelta<'r> {
    fn of(
        before: Option<&'r Connector>,
        after: Option<&'r Connector>,
        inside: &BTreeMap<RepoPath, Vec<RepoPath>>,
    ) -> ConnectorDelta<'r> {
        let folders: BTreeSet<&RepoPath> =
            [before, after].into_iter().flatten().map(|connector| &connector.folder).collect();
        let files = folders.into_iter().filter_map(|folder| inside.get(folder)).flatten();
        let files: BTreeSet<&RepoPath> = files.collect();
        let mut versions: BTreeMap<VersionNumber, VersionDelta<'r>> = BTreeMap::new();
        for version in before.into_iter().flat_map(|connector| &connector.versions) {
            let delta = VersionDelta { before: Some(version), after: None };
            versions.entry(version.number.clone()).or_insert(delta);
        }
        for version in after.into_iter().flat_map(|connector| &connector.versions) {
            let empty = VersionDelta { before: None, after: None };
            versions.entry(version.number.clone()).or_insert(empty).after = Some(version);
        }
        let changed = |delta: &VersionDelta<'_>| {
            let sides = [delta.before, delta.after].into_iter().flatten();
            delta.before.is_none()
                || delta.after.is_none()
                || sides
                    .into_iter()
                    .any(|version| files.contains(&version.file) || files.contains(&version.package_path))
        };
        let versions = versions.into_values().filter(changed).collect();
        ConnectorDelta { before, after, versions, files: files.into_iter().cloned().collect() }
    }

    /// The connector as it is, or as it was.
    pub fn either(&self) -> &'r Connector {
        self.after.or(self.before).expect("a delta has one side at least")
    }

    /// Its slug, the former one where it is gone.
    pub fn slug(&self) -> &'r str {
        self.either().slug.as_str()
    }

    /// Both sides, where it was there and still is.
    pub fn both(&self) -> Option<(&'r Connector, &'r Connector)> {
        Some((self.before?, self.after?))
    }

    /// Versions that are there now and were not.
    pub fn added(&self) -> impl Iterator<Item = &'r ConnectorVersion> {
        self.versions.iter().filter(|delta| delta.before.is_none()).filter_map(|delta| delta.after)
    }

    /// Versions that were there and are no more.
    pub fn removed(&self) -> impl Iterator<Item = &'r ConnectorVersion> {
        self.versions.iter().filter(|delta| delta.after.is_none()).filter_map(|delta| delta.before)
    }
}
