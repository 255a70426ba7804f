//! The whole registry.

use std::collections::BTreeSet;

use super::{Access, Application, CategoryId, Connector, Policy, SharedList, Slug};
use crate::source::{CodeOwners, RepoPath, Spanned};

/// Everything a registry holds. What could not be read is missing here and reported by `load`.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// `registry.yaml`.
    pub policy: Policy,
    /// `categories.yaml`, in display order.
    pub categories: Vec<Category>,
    /// `access.yaml`.
    pub access: Access,
    /// Connectors, by slug.
    pub connectors: SharedList<Connector>,
    /// Applications, by slug.
    pub applications: SharedList<Application>,
    /// Templates that stand in for the program's own.
    pub templates: Vec<OwnTemplate>,
    /// Connectors whose file could not be read: they exist, but nothing is known of them.
    pub unreadable: BTreeSet<Slug>,
    /// Files in which loading found an error. What is missing from them may have been meant, so no rule concludes
    /// anything from its absence.
    pub faulty: BTreeSet<RepoPath>,
    /// Connectors (by folder) and applications (by file) that have errors now and stand here as they last were.
    pub kept: BTreeSet<RepoPath>,
    /// Whom the Git host asks about changes, as the repository around the registry says it.
    pub code_owners: CodeOwners,
}

/// A template of the registry's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTemplate {
    /// Its file: `templates/home.html`.
    pub file: RepoPath,
    /// What is in it.
    pub text: String,
}

/// A category.
#[derive(Debug, Clone)]
pub struct Category {
    /// Its id.
    pub id: Spanned<CategoryId>,
    /// Its name; the id where none is written.
    pub name: Spanned<String>,
    /// One or two sentences.
    pub description: Option<String>,
}

impl Registry {
    /// The file of the registry's settings.
    pub fn policy_file() -> RepoPath {
        RepoPath::new("registry.yaml").expect("a constant path is well-formed")
    }

    /// The file of the categories.
    pub fn categories_file() -> RepoPath {
        RepoPath::new("categories.yaml").expect("a constant path is well-formed")
    }

    /// The file of groups and rights.
    pub fn access_file() -> RepoPath {
        RepoPath::new("access.yaml").expect("a constant path is well-formed")
    }

    /// The connector whose slug, or former slug, is `slug`.
    pub fn connector(&self, slug: &str) -> Option<&Connector> {
        let by_slug = self.connectors.binary_search_by(|connector| connector.slug.as_str().cmp(slug));
        by_slug.ok().map(|at| &self.connectors[at]).or_else(|| {
            self.connectors.iter().find(|connector| connector.aliases.iter().any(|alias| alias.value == slug))
        })
    }

    /// The application with this slug.
    pub fn application(&self, slug: &str) -> Option<&Application> {
        let at = self.applications.binary_search_by(|application| application.slug.as_str().cmp(slug));
        at.ok().map(|at| &self.applications[at])
    }

    /// Whether a connector stands here as it last was.
    pub fn keeps(&self, connector: &Connector) -> bool {
        self.kept.contains(&connector.folder)
    }

    /// Whether an application stands here as it last was.
    pub fn keeps_application(&self, application: &Application) -> bool {
        self.kept.contains(&application.file)
    }

    /// The category with this id.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id.as_str() == id)
    }
}
