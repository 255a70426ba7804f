//! What of a registry can be broken by itself: connectors, applications, and the registry's own three files.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::diag::{Diagnostic, Severity};
use crate::model::{Access, Application, Category, Connector, Policy, Registry, Slug};
use crate::source::RepoPath;

/// A part of a registry that is right or wrong by itself. A connector or application is the same wherever it lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A connector.
    Connector(Slug),
    /// An application.
    Application(Slug),
    /// `registry.yaml`, `categories.yaml` or `access.yaml`.
    File(RepoPath),
}

impl Item {
    /// What it is called: its slug, or the file's path.
    pub fn name(&self) -> &str {
        match self {
            Item::Connector(slug) | Item::Application(slug) => slug.as_str(),
            Item::File(path) => path.as_str(),
        }
    }
}

/// Which item a file belongs to.
pub struct Places<'r> {
    folders: HashMap<&'r str, &'r Slug>,
    unreadable: &'r BTreeSet<Slug>,
}

impl<'r> Places<'r> {
    /// The places of a registry.
    pub fn of(registry: &'r Registry) -> Places<'r> {
        let folders = registry.connectors.iter().map(|found| (found.folder.as_str(), &found.slug));
        Places { folders: folders.collect(), unreadable: &registry.unreadable }
    }

    /// The item that `path` belongs to; `None` for what belongs to none, such as a template.
    pub fn item(&self, path: &RepoPath) -> Option<Item> {
        match path.parts().next()? {
            "registry.yaml" | "categories.yaml" | "access.yaml" => Some(Item::File(path.clone())),
            "applications" => Some(Item::Application(Slug::new(path.stem()))),
            "connectors" => self.connector(path).map(Item::Connector),
            _ => None,
        }
    }

    fn connector(&self, path: &RepoPath) -> Option<Slug> {
        let mut folder = path.clone();
        while !folder.as_str().is_empty() {
            if let Some(slug) = self.folders.get(folder.as_str()) {
                return Some((*slug).clone());
            }
            if let Some(slug) = self.unreadable.get(folder.name()) {
                return Some(slug.clone());
            }
            folder = folder.parent();
        }
        None
    }

    /// The items in which errors are.
    pub(super) fn broken<'d>(&self, found: impl IntoIterator<Item = &'d Diagnostic>) -> BTreeSet<Item> {
        let errors = found.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.filter_map(|diagnostic| self.item(&diagnostic.place.path)).collect()
    }
}

/// An item as it is or was.
#[derive(Debug, Clone)]
pub(super) enum State {
    Connector(Arc<Connector>),
    Application(Arc<Application>),
    Policy(Box<Policy>),
    Categories(Vec<Category>),
    Access(Box<Access>),
}

impl State {
    /// Every item of `registry`, as it is there. Of two connectors or applications of one slug the first counts.
    pub(super) fn all(registry: &Registry) -> impl Iterator<Item = (Item, State)> {
        let connectors = registry.connectors.shared().iter();
        let connectors =
            connectors.map(|found| (Item::Connector(found.slug.clone()), State::Connector(found.clone())));
        let applications = registry.applications.shared().iter();
        let applications = applications
            .map(|found| (Item::Application(found.slug.clone()), State::Application(found.clone())));
        let files = State::files_of(registry);
        connectors.chain(applications).chain(files.map(|(path, state)| (Item::File(path), state)))
    }

    /// How an item is in `registry`; `None` where it is not there.
    pub(super) fn of(registry: &Registry, item: &Item) -> Option<State> {
        let mut connectors = registry.connectors.shared().iter();
        let mut applications = registry.applications.shared().iter();
        match item {
            Item::Connector(slug) => {
                connectors.find(|found| found.slug == *slug).cloned().map(State::Connector)
            }
            Item::Application(slug) => {
                applications.find(|found| found.slug == *slug).cloned().map(State::Application)
            }
            Item::File(path) => {
                State::files_of(registry).into_iter().find(|(file, _)| file == path).map(|(_, state)| state)
            }
        }
    }

    fn files_of(registry: &Registry) -> [(RepoPath, State); 3] {
        [
            (Registry::policy_file(), State::Policy(Box::new(registry.policy.clone()))),
            (Registry::categories_file(), State::Categories(registry.categories.clone())),
            (Registry::access_file(), State::Access(Box::new(registry.access.clone()))),
        ]
    }

    /// What a site copies of it: where its files lie, and each with its digest.
    pub(super) fn files(&self) -> Option<(RepoPath, Vec<(&RepoPath, crate::source::Digest)>)> {
        match self {
            State::Connector(connector) => {
                let packages = connector
                    .versions
                    .iter()
                    // What a digest names in a store is the same whenever it is read.
                    .filter(|version| version.stored().is_none())
                    .filter_map(|version| Some((&version.package_path, version.facts()?.digest)));
                let pictures = connector.icon.iter().chain(&connector.pictures);
                let pictures = pictures.map(|picture| (&picture.path, picture.digest));
                Some((connector.folder.clone(), packages.chain(pictures).collect()))
            }
            State::Policy(policy) => {
                let logo = policy.theme.logo.as_ref()?;
                Some((logo.path.clone(), vec![(&logo.path, logo.digest)]))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_the_connector_around_it() {
        let mut registry = Registry::default();
        registry.unreadable.insert(Slug::new("torn"));
        let places = Places::of(&registry);
        let item = |path: &str| places.item(&RepoPath::new(path).unwrap());
        assert_eq!(item("connectors/group/torn/versions/1.yaml"), Some(Item::Connector(Slug::new("torn"))));
        assert_eq!(item("connectors/notes.txt"), None);
        assert_eq!(item("applications/plant/kiln.yaml"), Some(Item::Application(Slug::new("kiln"))));
        assert_eq!(item("templates/home.html"), None);
        let file = RepoPath::new("access.yaml").unwrap();
        assert_eq!(item("access.yaml"), Some(Item::File(file)));
    }
}
