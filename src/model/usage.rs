//! Which applications use which version: the join that the whole product is about.

use std::collections::{BTreeMap, HashMap};

use super::{Application, Connector, Registry, Slug, Use, VersionNumber};

/// One use, and the application it stands in.
type UseBy<'r> = (&'r Application, &'r Use);

/// Applications by connector and version.
#[derive(Debug, Default)]
pub struct Usage<'r> {
    by_connector: BTreeMap<Slug, BTreeMap<VersionNumber, Vec<UseBy<'r>>>>,
    /// Connectors by slug and by former slug.
    connectors: HashMap<&'r str, &'r Connector>,
}

/// How far one use is from the connector's current version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    /// How many active versions are above the one in use.
    pub versions: usize,
    /// How many of the crossed versions (any status) declare a break.
    pub breaks: usize,
}

impl<'r> Usage<'r> {
    /// Joins the applications of `registry` with its connectors. Former slugs count for the connector.
    pub fn of(registry: &'r Registry) -> Usage<'r> {
        let mut usage = Usage { connectors: by_any_slug(registry), ..Usage::default() };
        for application in &registry.applications {
            for used in &application.uses {
                let slug = usage.connector(&used.connector).map_or_else(
                    || Slug::new(used.connector.value.clone()),
                    |connector| connector.slug.clone(),
                );
                let versions = usage.by_connector.entry(slug).or_default();
                versions.entry(used.version.value.clone()).or_default().push((application, used));
            }
        }
        usage
    }

    /// The connector whose slug, or former slug, is `slug`: the same as [`Registry::connector`], found at once.
    pub fn connector(&self, slug: &str) -> Option<&'r Connector> {
        self.connectors.get(slug).copied()
    }

    /// The versions of a connector that are in use, lowest first, with their uses.
    pub fn versions_of(&self, connector: &Slug) -> impl Iterator<Item = (&VersionNumber, &[UseBy<'r>])> {
        let versions = self.by_connector.get(connector).into_iter().flatten();
        versions.map(|(number, uses)| (number, uses.as_slice()))
    }

    /// The uses of one version, by application; an application with two connections appears twice.
    pub fn of_version(&self, connector: &Slug, number: &VersionNumber) -> &[(&'r Application, &'r Use)] {
        self.by_connector.get(connector).and_then(|versions| versions.get(number)).map_or(&[], Vec::as_slice)
    }

    /// The uses of a connector in any version, by version and application.
    pub fn of_connector(&self, connector: &str) -> impl Iterator<Item = (&'r Application, &'r Use)> {
        self.by_connector.get(connector).into_iter().flat_map(BTreeMap::values).flatten().copied()
    }

    /// The applications that use one version, each once, by slug.
    pub fn applications_of_version(&self, connector: &Slug, number: &VersionNumber) -> Vec<&'r Application> {
        distinct(self.of_version(connector, number).iter().map(|(application, _)| *application))
    }

    /// The applications that use any version of a connector, each once, by slug.
    pub fn applications_of(&self, connector: &Slug) -> Vec<&'r Application> {
        let versions = self.by_connector.get(connector).into_iter().flat_map(BTreeMap::values);
        distinct(versions.flatten().map(|(application, _)| *application))
    }
}

impl Behind {
    /// How far `number` is from the current version of `connector`; `None` when it is the current one, or above it,
    /// or there is no active version.
    pub fn of(connector: &Connector, number: &VersionNumber) -> Option<Behind> {
        let current = &connector.current()?.number;
        if number >= current {
            return None;
        }
        let crossed = || connector.versions.iter().filter(|v| v.number > *number && v.number <= *current);
        let active = crossed().filter(|version| version.status.retirement().is_none()).count();
        let breaks = crossed().filter(|version| version.breaking.is_some()).count();
        Some(Behind { versions: active, breaks })
    }
}

fn by_any_slug(registry: &Registry) -> HashMap<&str, &Connector> {
    let mut found = HashMap::new();
    for connector in &registry.connectors {
        found.entry(connector.slug.as_str()).or_insert(connector);
    }
    for connector in &registry.connectors {
        for alias in &connector.aliases {
            found.entry(alias.value.as_str()).or_insert(connector);
        }
    }
    found
}

fn distinct<'r>(applications: impl Iterator<Item = &'r Application>) -> Vec<&'r Application> {
    let by_slug: BTreeMap<&Slug, &Application> =
        applications.map(|application| (&application.slug, application)).collect();
    by_slug.into_values().collect()
}
