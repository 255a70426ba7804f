//! What Git's history knows of items that are broken: each as it last was right.
//!
//! 1. The first state that is looked at is that of the last commit, which an edit that is not committed may have spoilt; then, for each
//!    commit that touched one of the items or what it names, newest first, the state before it.
//! 2. A state is judged as on the day of its commit: what was right then was right, even if a waiver has expired since.
//! 3. It depends on the repository alone, so that a daemon that starts again finds the same.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::item::{Item, Places, State};
use crate::check::{self, Context};
use crate::load::{self, Memory};
use crate::model::{Past, Registry, Slug};
use crate::pipeline::is_unfinished;
use crate::source::{History, Part, PastCommit, RepoPath, Repository, SourceError, Tree};

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
        let mut seen = BTreeSet::new();
        for commit in states(asked, &related).filter(|commit| seen.insert(commit.clone())).take(MOST) {
            // A state that cannot be read, as in a partial clone, says nothing.
            let Ok(Some((registry, broken))) = state_at(asked, &commit, &mut memory) else { continue };
            missing.retain(|item| {
                let state = if broken.contains(item) { None } else { State::of(&registry, item) };
                let Some(state) = state else { return true };
                self.found.insert(item.clone(), Some(Found { state, commit: commit.clone() }));
                false
            });
            if missing.is_empty() {
                return;
            }
        }
        self.found.extend(missing.into_iter().map(|item| (item, None)));
    }

    /// What was found of an item.
    pub(super) fn found(&self, item: &Item) -> Option<&Found> {
        self.found.get(item)?.as_ref()
    }
}

/// The commits whose states are looked at.
fn states<'a>(asked: &'a Asked<'_>, related: &'a Related<'_>) -> impl Iterator<Item = String> + 'a {
    let touching = asked.history.commits().iter().rev().filter(|commit| related.is_touched_by(commit));
    let before = touching.filter_map(|commit| asked.repository.before(&commit.seen().commit).ok()?);
    std::iter::once(asked.head.to_owned()).chain(before)
}

/// The registry at a commit, and what was broken in it; `None` where it was not there, or in the middle of a change.
fn state_at(
    asked: &Asked<'_>,
    commit: &str,
    memory: &mut Memory,
) -> Result<Option<(Registry, BTreeSet<Item>)>, SourceError> {
    let Some(past) = asked.repository.at(commit, asked.folder)? else { return Ok(None) };
    let standing = asked.history.standing(&past.tree.list()?);
    let loaded = load::load(&past.tree, &standing, memory)?;
    let day = past.seen.date().map_or(asked.today, |day| day.min(asked.today));
    let context = Context::new(&loaded.registry, day).with_past(asked.past);
    let report = check::judge(&loaded.registry.policy, loaded.diagnostics, &context);
    drop(context);
    if is_unfinished(&report) {
        return Ok(None);
    }
    let broken = Places::of(&loaded.registry).broken(report.diagnostics());
    Ok(Some((loaded.registry, broken)))
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
