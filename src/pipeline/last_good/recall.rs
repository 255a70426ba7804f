//! What Git's history knows of items that are broken: each as it last was right.
//!
//! 1. The first state that is looked at is that of the last commit, which an edit that is not committed may have spoilt; then, for each
//!    commit that touched one of the items or what it names, newest first, the state before it.
//! 2. A state is judged as of today, and else as on the day of its commit: what was right then was right, even if a waiver has expired since.
//! 3. An application was right where the connectors that it uses were right, too; where they never were, by itself.
//! 4. It depends on the repository alone, so that a daemon that starts again finds the same.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::civil::Date;

use super::item::{Item, Places, State};
use crate::check::{self, Context};
use crate::load::{self, Loaded, Memory};
use crate::model::{Past, Registry, Slug};
use crate::source::{History, Part, PastCommit, RepoPath, Repository, SourceError, Tree, is_change_plan};

/// As many states of the registry are looked at.
const MOST: usize = 50;

/// An item as it was at a commit.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) state: State,
    pub(super) commit: String,
}

/// Where to look.
pub(super) struct Asked<'a> {
    pub(super) repository: &'a Repository,
    /// Walked to `head`.
    pub(super) history: &'a History,
    pub(super) past: Option<&'a Past>,
    pub(super) head: &'a str,
    pub(super) folder: &'a RepoPath,
    /// The registry as it is now.
    pub(super) registry: &'a Registry,
    pub(super) today: Date,
}

/// What was found, up to one commit.
#[derive(Debug, Default)]
pub(super) struct Recall {
    head: String,
    found: BTreeMap<Item, Option<Found>>,
}

impl Recall {
    /// Looks for `wanted`, as far as that was not done for this commit. `lend` gives what was read of packages.
    pub(super) fn look(&mut self, asked: &Asked<'_>, wanted: &BTreeSet<Item>, lend: impl FnOnce() -> Memory) {
        if self.head != asked.head {
            *self = Recall { head: asked.head.to_owned(), found: BTreeMap::new() };
        }
        let mut missing: BTreeSet<Item> =
            wanted.iter().filter(|item| !self.found.contains_key(item)).cloned().collect();
        if missing.is_empty() {
            return;
        }
        let mut memory = lend();
        let sought = missing.clone();
        let related = Related::to(&sought, asked.registry);
        let (mut seen, mut by_itself) = (BTreeSet::new(), BTreeMap::new());
        for state in states(asked, &related).filter(|state| seen.insert(state.commit.clone())).take(MOST) {
            // A state that cannot be read, as in a partial clone, says nothing.
            let Ok(Some((registry, broken))) = state_at(asked, &state, &missing, &mut memory) else {
                continue;
            };
            missing.retain(|item| {
                let found = if broken.contains(item) { None } else { State::of(&registry, item) };
                let Some(found) = found else { return true };
                let found = Found { state: found, commit: state.commit.clone() };
                if leans_on(&found.state, &registry, &broken) {
                    by_itself.entry(item.clone()).or_insert(found);
                    return true;
                }
                self.found.insert(item.clone(), Some(found));
                false
            });
            if missing.is_empty() {
                return;
            }
        }
        self.found.extend(missing.into_iter().map(|item| (item.clone(), by_itself.remove(&item))));
    }

    /// What was found of an item.
    pub(super) fn found(&self, item: &Item) -> Option<&Found> {
        self.found.get(item)?.as_ref()
    }
}

/// Whether an application uses what was broken itself.
fn leans_on(state: &State, registry: &Registry, broken: &BTreeSet<Item>) -> bool {
    let State::Application(application) = state else { return false };
    let mut used = application.uses.iter().filter_map(|used| registry.connector(&used.connector));
    used.any(|connector| broken.contains(&Item::Connector(connector.slug.clone())))
}

/// A state of the registry.
struct At {
    commit: String,
    /// How many of the commits that the history tells of lie before it or are it.
    told: usize,
}

/// The states that are looked at.
fn states<'a>(asked: &'a Asked<'_>, related: &'a Related<'_>) -> impl Iterator<Item = At> + 'a {
    let commits = asked.history.commits();
    let touching = commits.iter().enumerate().rev().filter(|(_, commit)| related.is_touched_by(commit));
    let before = touching.filter_map(|(told, commit)| {
        let commit = asked.repository.before(&commit.seen().commit).ok()??;
        Some(At { commit, told })
    });
    std::iter::once(At { commit: asked.head.to_owned(), told: commits.len() }).chain(before)
}

/// The registry at a commit, and what was broken in it, which is looked at twice where that concerns `wanted`; `None` where it was not
/// there, or in the middle of a change.
fn state_at(
    asked: &Asked<'_>,
    at: &At,
    wanted: &BTreeSet<Item>,
    memory: &mut Memory,
) -> Result<Option<(Registry, BTreeSet<Item>)>, SourceError> {
    let Some(past) = asked.repository.at(&at.commit, asked.folder)? else { return Ok(None) };
    let standing = asked.history.standing(&past.tree.list()?);
    let Loaded { registry, diagnostics } = load::load(&past.tree, &standing, memory)?;
    if diagnostics.iter().any(|diagnostic| is_change_plan(&diagnostic.place.path)) {
        return Ok(None);
    }
    let later: HashSet<String> =
        asked.history.commits()[at.told..].iter().map(|commit| commit.seen().commit).collect();
    let told = asked.past.map(|past| past.up_to(&|seen| !later.contains(&seen.commit)));
    let broken_on = |day: Date| -> BTreeSet<Item> {
        let context = Context::new(&registry, day).with_past(told.as_ref());
        let report = check::judge(&registry.policy, diagnostics.clone(), &context);
        Places::of(&registry).broken(report.diagnostics())
    };
    let mut broken = broken_on(asked.today);
    if let Some(day) = past.seen.date().filter(|day| *day < asked.today && !broken.is_disjoint(wanted)) {
        let broken_then = broken_on(day);
        broken.retain(|item| broken_then.contains(item));
    }
    Ok(Some((registry, broken)))
}

/// What a commit must have touched to have spoilt one of some items.
#[derive(Default)]
struct Related<'a> {
    connectors: BTreeSet<&'a str>,
    applications: BTreeSet<&'a str>,
    files: BTreeSet<&'a str>,
}

impl<'a> Related<'a> {
    fn to(items: &'a BTreeSet<Item>, registry: &'a Registry) -> Related<'a> {
        let mut related = Related::default();
        for item in items {
            match item {
                Item::Connector(slug) => _ = related.connectors.insert(slug.as_str()),
                Item::Application(slug) => {
                    related.applications.insert(slug.as_str());
                    let uses = registry.application(slug.as_str()).into_iter().flat_map(|found| &found.uses);
                    related.connectors.extend(uses.filter_map(|used| named(registry, &used.connector)));
                }
                Item::File(path) => {
                    related.files.insert(path.as_str());
                    continue;
                }
            }
            related.files.extend(["registry.yaml", "categories.yaml", "access.yaml"]);
        }
        related
    }

    fn is_touched_by(&self, commit: &PastCommit) -> bool {
        commit.touched.iter().any(|touched| match &touched.part {
            Part::Connector { slug, .. } | Part::Version { slug, .. } => self.connectors.contains(&**slug),
            Part::Application(slug) => self.applications.contains(&**slug),
            Part::Registry(file) => self.files.contains(&**file),
        })
    }
}

/// The slug of the connector that is called so, now or once; the name itself where there is none any more.
fn named<'a>(registry: &'a Registry, name: &'a str) -> Option<&'a str> {
    Some(registry.connector(name).map_or(name, |connector| Slug::as_str(&connector.slug)))
}
