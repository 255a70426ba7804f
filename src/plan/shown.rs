//! The registry as the site shows it: what has a page, where that page is, and who uses what.
//!
//! Names that no file could carry have no page. `check` reports them; here they are left out, so that one bad item
//! never blocks the others and no two pages share a path.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::kept::{Kept, Recent};
use super::path::SitePath;
use super::route::Tab;
use super::{Seen, assets};
use crate::model::{
    Application, Authored, Category, Chronicle, Connector, ConnectorVersion, Deletions, PackageFacts,
    PackageState, Picture, Registry, Sight, Status, Usage, VersionNumber,
};
use crate::source::{RepoPath, check_segment};

/// The version texts longer than this are no file names.
const LONGEST_VERSION: usize = 64;

/// What the site shows of a registry.
pub(crate) struct Shown<'r> {
    pub(crate) registry: &'r Registry,
    pub(crate) chronicle: &'r Chronicle,
    /// What the audience may see; the registry holds nothing else any more.
    pub(crate) sight: &'r Sight,
    pub(crate) usage: Usage<'r>,
    /// In the order of their paths.
    pub(crate) connectors: Vec<&'r Connector>,
    /// Former slugs and the connectors they lead to, in the order of their paths.
    pub(crate) aliases: Vec<(&'r str, &'r Connector)>,
    /// In the order of their paths.
    pub(crate) applications: Vec<&'r Application>,
    /// In display order; the last may be the group of connectors without a known category.
    pub(crate) groups: Vec<Group<'r>>,
    /// The style, and where it lies.
    pub(crate) style: (SitePath, Vec<u8>),
    by_slug: HashMap<&'r str, &'r Connector>,
    /// The commits that are told of, by id; empty for an audience that does not see everything.
    commits: HashMap<&'r str, &'r Authored>,
    application_slugs: BTreeSet<&'r str>,
    recent: Recent<'r>,
    deletions: OnceLock<Deletions<'r>>,
    /// Where the registry lies in its repository.
    pub(crate) folder: RepoPath,
    /// Whether packages are offered in bundles, too.
    pub(crate) bundles: bool,
}

/// A category and its connectors, by name.
pub(crate) struct Group<'r> {
    /// `None` for connectors whose category is not listed.
    pub(crate) category: Option<&'r Category>,
    pub(crate) connectors: Vec<&'r Connector>,
}

impl<'r> Shown<'r> {
    pub(crate) fn new(seen: Seen<'r>) -> Shown<'r> {
        let registry = seen.registry.seen();
        let mut by_slug: HashMap<&str, &Connector> = HashMap::new();
        let mut connectors = Vec::new();
        for connector in &registry.connectors {
            let slug = connector.slug.as_str();
            if check_segment(slug).is_ok() && by_slug.insert(slug, connector).is_none() {
                connectors.push(connector);
            }
        }
        let mut aliases = Vec::new();
        for connector in &connectors {
            for alias in &connector.aliases {
                if check_segment(alias).is_ok() && !by_slug.contains_key(alias.as_str()) {
                    by_slug.insert(alias, connector);
                    aliases.push((alias.as_str(), *connector));
                }
            }
        }
        let mut applications = Vec::new();
        let mut application_slugs = BTreeSet::new();
        for application in &registry.applications {
            let slug = application.slug.as_str();
            if check_segment(slug).is_ok() && application_slugs.insert(slug) {
                applications.push(application);
            }
        }
        connectors.sort_by_key(|connector| path_order(connector.slug.as_str()));
        aliases.sort_by_key(|(alias, _)| path_order(alias));
        applications.sort_by_key(|application| path_order(application.slug.as_str()));
        let groups = groups(registry, &connectors);
        let usage = Usage::of(registry);
        Shown {
            registry,
            chronicle: seen.chronicle.seen(),
            sight: seen.registry.sight(),
            usage,
            connectors,
            aliases,
            applications,
            groups,
            style: assets::css(&registry.policy.theme),
            by_slug,
            commits: commits(seen.chronicle.seen()),
            application_slugs,
            recent: Recent::default(),
            deletions: OnceLock::new(),
            folder: RepoPath::root(),
            bundles: true,
        }
    }

    /// Who committed what, by the commit's id.
    pub(crate) fn commit(&self, id: &str) -> Option<&'r Authored> {
        self.commits.get(id).copied()
    }

    /// Whether the site tells of usage at all.
    pub(crate) fn has_usage(&self) -> bool {
        self.sight.has_usage()
    }

    /// The connector with a page whose slug, or former slug, is `slug`.
    pub(crate) fn connector(&self, slug: &str) -> Option<&'r Connector> {
        self.by_slug.get(slug).copied()
    }

    /// The application with a page whose slug is `slug`.
    pub(crate) fn application(&self, slug: &str) -> Option<&'r Application> {
        let wanted = path_order(slug);
        let at =
            self.applications.binary_search_by(|found| path_order(found.slug.as_str()).cmp(&wanted)).ok()?;
        self.applications.get(at).copied()
    }

    /// What answers whether a version may be deleted, on the day that all pages are made for.
    pub(crate) fn deletions(&self, today: Date) -> &Deletions<'r> {
        self.deletions.get_or_init(|| Deletions::on(self.registry, today))
    }

    /// What is found out once for all pages of a connector; `None` for one that has none.
    pub(crate) fn kept(&self, connector: &Connector) -> Option<Arc<Kept<'r>>> {
        Some(self.recent.of(self.connector(connector.slug.as_str())?))
    }

    /// The category of a connector, where it is listed.
    pub(crate) fn category(&self, connector: &Connector) -> Option<&'r Category> {
        self.registry.category(connector.category.as_ref()?.as_str()).filter(|category| has_page(category))
    }

    /// The page of an application, where it has one.
    pub(crate) fn application_page(&self, application: &Application) -> Option<SitePath> {
        let slug = application.slug.as_str();
        self.application_slugs.contains(slug).then(|| application_page(slug))
    }

    /// How many applications use a version; `None` on a site that tells of no usage.
    pub(crate) fn uses_of(&self, connector: &Connector, number: &VersionNumber) -> Option<usize> {
        self.has_usage().then(|| self.usage.applications_of_version(&connector.slug, number).len())
    }

    /// The pages about a whole connector that there are, in the order of their tabs.
    pub(crate) fn tabs_of(&self, connector: &Connector) -> Vec<Tab> {
        let all = [Tab::Overview, Tab::Settings, Tab::Versions, Tab::Usage, Tab::Files, Tab::Compare];
        let is_there = |tab: &Tab| match tab {
            Tab::Usage => self.has_usage(),
            Tab::Compare => is_comparable(connector),
            _ => true,
        };
        all.into_iter().filter(is_there).collect()
    }

    /// How many applications use a connector; `None` on a site that tells of no usage.
    pub(crate) fn users_of(&self, connector: &Connector) -> Option<usize> {
        self.has_usage().then(|| self.usage.applications_of(&connector.slug).len())
    }

    /// The categories that have a page, in display order.
    pub(crate) fn category_groups(&self) -> impl Iterator<Item = (&'r Category, &Group<'r>)> {
        self.groups.iter().filter_map(|group| group.category.map(|category| (category, group)))
    }
}

/// The versions of a connector that have a page, lowest first.
pub(crate) fn versions(connector: &Connector) -> impl DoubleEndedIterator<Item = &ConnectorVersion> {
    let all = &connector.versions;
    let distinct = |at: usize| at == 0 || all[at - 1].number.as_str() != all[at].number.as_str();
    all.iter()
        .enumerate()
        .filter(move |(at, version)| distinct(*at) && version.number.as_str().len() <= LONGEST_VERSION)
        .map(|(_, version)| version)
}

/// Whether there are two versions to compare.
pub(crate) fn is_comparable(connector: &Connector) -> bool {
    versions(connector).nth(1).is_some()
}

/// The highest active version that has a page.
pub(crate) fn current(connector: &Connector) -> Option<&ConnectorVersion> {
    versions(connector).rfind(|version| matches!(version.status, Status::Active))
}

/// The version that the connector's page is about: the current one, or the highest where none is active.
pub(crate) fn latest(connector: &Connector) -> Option<&ConnectorVersion> {
    current(connector).or_else(|| versions(connector).last())
}

/// The page of a connector.
pub(crate) fn connector_page(slug: &str) -> SitePath {
    SitePath::known(format!("connectors/{slug}.html"))
}

/// A page about a whole connector.
pub(crate) fn tab_page(connector: &Connector, tab: Tab) -> SitePath {
    let name = match tab {
        Tab::Overview => return connector_page(connector.slug.as_str()),
        Tab::Settings => "settings",
        Tab::Versions => "versions",
        Tab::Usage => "usage",
        Tab::Files => "files",
        Tab::Compare => "compare",
    };
    // The text of a version is a number, so none of these names is a version's.
    SitePath::known(format!("connectors/{}/{name}.html", connector.slug))
}

/// The page of a version.
pub(crate) fn version_page(connector: &Connector, version: &ConnectorVersion) -> SitePath {
    SitePath::known(format!("connectors/{}/{}.html", connector.slug, version.number))
}

/// The page of an application.
pub(crate) fn application_page(slug: &str) -> SitePath {
    SitePath::known(format!("applications/{slug}.html"))
}

/// The page of a category.
pub(crate) fn category_page(category: &Category) -> SitePath {
    SitePath::known(format!("categories/{}.html", category.id.as_str()))
}

/// The facts and the path of a version's package, where the site offers it: it could be read, and it is the one that
/// the version's file names.
pub(crate) fn download<'r>(
    connector: &Connector,
    version: &'r ConnectorVersion,
) -> Option<(SitePath, &'r PackageFacts)> {
    let PackageState::Read(facts) = &version.package else { return None };
    let promised = version.sha256.as_ref().is_none_or(|digest| digest.value == facts.digest);
    let path = format!("connectors/{0}/{0}-{1}.xmp", connector.slug, version.number);
    promised.then(|| (SitePath::known(path), facts.as_ref()))
}

/// The pictures of a connector's help that the site shows, with their paths in the site and the names that the help
/// uses. Only formats that cannot hold a script.
pub(crate) fn pictures(connector: &Connector) -> Vec<(SitePath, &str, &Picture)> {
    let mut taken = BTreeSet::new();
    let shown = connector.pictures.iter().filter_map(|picture| {
        let name = picture.name_in(&connector.folder)?;
        let path = SitePath::new(&format!("connectors/{}/{name}", connector.slug))?;
        taken.insert(path.as_str().to_lowercase()).then_some((path, name, picture))
    });
    shown.collect()
}

/// Slugs in the order in which their pages sort: `a-b.html` and `a-b/` come before `a.html` and `a/`.
fn path_order(slug: &str) -> String {
    format!("{slug}.")
}

fn commits(chronicle: &Chronicle) -> HashMap<&str, &Authored> {
    let told = chronicle.deeds.iter().filter_map(|deed| deed.commit.as_ref());
    told.map(|commit| (commit.id.as_str(), commit)).collect()
}

fn has_page(category: &Category) -> bool {
    check_segment(category.id.as_str()).is_ok()
}

fn groups<'r>(registry: &'r Registry, connectors: &[&'r Connector]) -> Vec<Group<'r>> {
    let mut seen = BTreeSet::new();
    let listed = registry.categories.iter().filter(|c| has_page(c) && seen.insert(c.id.as_str()));
    let mut groups: Vec<Group<'r>> =
        listed.map(|category| Group { category: Some(category), connectors: Vec::new() }).collect();
    let mut rest = Group { category: None, connectors: Vec::new() };
    let at: HashMap<&str, usize> = groups
        .iter()
        .enumerate()
        .filter_map(|(at, group)| group.category.map(|category| (category.id.as_str(), at)))
        .collect();
    for connector in connectors {
        let id = connector.category.as_ref().map(|id| id.value.as_str());
        let group = id.and_then(|id| at.get(id)).map_or(&mut rest, |&at| &mut groups[at]);
        group.connectors.push(connector);
    }
    if !rest.connectors.is_empty() {
        groups.push(rest);
    }
    for group in &mut groups {
        group.connectors.sort_by_cached_key(|c| (c.name.value.to_lowercase(), c.slug.as_str().to_owned()));
    }
    groups
}
