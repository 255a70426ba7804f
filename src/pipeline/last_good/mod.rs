//! While something is broken, the site shows its last good state, and says so.
//!
//! 1. An item in which an error is placed is broken. The errors of loading are as they are; the rules run over the registry as it would be
//!    shown, so that one item never has to do with the faults of another.
//! 2. A broken item is shown as it last was right: as was seen of it, or as Git's history tells ([`recall`]). One that never was right is
//!    left out; others know that it is there, and no more.
//! 3. What is shown instead may be at odds with others (an application on a version that is not shown). Those that are right by themselves
//!    then go back, too, until nothing that is shown as it is now has an error. What goes back has passed the check when it was so.

mod item;
mod recall;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::{Checked, Pipeline, is_unfinished};
use crate::check::{self, Context, entry};
use crate::diag::{Diagnostic, Severity};
use crate::model::{Past, Registry, Slug};
use crate::source::{Digest, Opened, RepoPath, SourceError, Tree};
use item::State;
pub use item::{Item, Places};
use recall::{Asked, Recall};

/// After as many rounds something must be wrong with the rules themselves.
const MOST_ROUNDS: usize = 20;

/// Every item as it was when it last had no error.
#[derive(Debug, Default)]
pub struct LastGood {
    known: BTreeMap<Item, Known>,
    recall: Recall,
}

/// An item as it was seen.
#[derive(Debug)]
struct Known {
    state: State,
    /// The commit that was checked out then.
    commit: Option<Arc<str>>,
    /// Whether it was read from files on disk, which are gone once they are changed.
    is_of_disk: bool,
}

/// An item that is shown as it last was.
struct Kept {
    state: State,
    /// The commit that holds its files; `None` where they lie in the registry as it is.
    commit: Option<String>,
}

/// A registry as it is to be shown.
pub struct Shown {
    /// The registry; `kept` tells what is shown as it last was.
    pub registry: Registry,
    /// Items that are shown as they last were.
    pub kept: BTreeSet<Item>,
    /// Items that never were right, and are left out.
    pub left_out: BTreeSet<Item>,
    /// Where files of what is kept are to be read.
    pub elsewhere: Vec<(RepoPath, Box<dyn Tree + Send>)>,
}

/// What was decided so far.
#[derive(Default)]
struct Decided {
    kept: BTreeMap<Item, Kept>,
    left_out: BTreeSet<Item>,
    /// Files of the registry's own that never were right: what can be read of them is taken.
    as_is: BTreeSet<Item>,
}

impl Decided {
    fn holds(&self, item: &Item) -> bool {
        self.kept.contains_key(item) || self.left_out.contains(item) || self.as_is.contains(item)
    }
}

impl Pipeline {
    /// The registry to show for what was read and `checked`, and what is remembered of items that are right.
    ///
    /// `None` when a change of several files is not finished: then only the whole last site is right.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn show(
        &mut self,
        last: &mut LastGood,
        opened: &Opened,
        checked: &Checked,
        today: Date,
    ) -> Result<Option<Shown>, SourceError> {
        if is_unfinished(&checked.report) {
            return Ok(None);
        }
        let past = self.past(opened)?;
        let Some(decided) = self.decide(last, opened, checked, (today, past.as_deref())) else {
            return Ok(None);
        };
        last.learn(opened, &checked.registry, &decided);
        let registry = mixed(&checked.registry, &decided);
        let mut elsewhere: Vec<(RepoPath, Box<dyn Tree + Send>)> = Vec::new();
        for kept in decided.kept.values() {
            let (Some(commit), Some((place, _))) = (&kept.commit, kept.state.files()) else { continue };
            let held = opened.repository.as_ref().map(|repository| repository.at(commit, &opened.folder));
            if let Some(held) = held.transpose()?.flatten() {
                elsewhere.push((place, Box::new(held.tree)));
            }
        }
        let kept = decided.kept.into_keys().collect();
        Ok(Some(Shown { registry, kept, left_out: decided.left_out, elsewhere }))
    }

    fn decide(
        &self,
        last: &mut LastGood,
        opened: &Opened,
        checked: &Checked,
        (today, past): (Date, Option<&Past>),
    ) -> Option<Decided> {
        let mut decided = Decided::default();
        if checked.report.errors() == 0 {
            return Some(decided);
        }
        let registry = &checked.registry;
        let is_of_file = |item: &Item| matches!(item, Item::File(_));
        // Waivers and levels decide what is an error elsewhere, so the registry's own files come first.
        let of_files = Places::of(registry).broken(checked.report.diagnostics());
        let mut broken: BTreeSet<Item> = of_files.into_iter().filter(is_of_file).collect();
        let loading: Vec<Diagnostic> =
            checked.report.diagnostics().iter().filter(is_loading).cloned().collect();
        for _ in 0..MOST_ROUNDS {
            self.recall(last, opened, registry, &broken, (today, past));
            for item in broken {
                match (last.good(&item, opened), &item) {
                    (Some(kept), _) => _ = decided.kept.insert(item, kept),
                    (None, Item::File(_)) => _ = decided.as_is.insert(item),
                    (None, _) => _ = decided.left_out.insert(item),
                }
            }
            let mixed = mixed(registry, &decided);
            broken = errors(registry, &loading, &mixed, (today, past));
            broken.retain(|item| !decided.holds(item));
            if broken.is_empty() {
                return Some(decided);
            }
        }
        None
    }

    /// Asks the history for items of which nothing newer is known.
    fn recall(
        &self,
        last: &mut LastGood,
        opened: &Opened,
        registry: &Registry,
        items: &BTreeSet<Item>,
        (today, past): (Date, Option<&Past>),
    ) {
        let (Some(repository), Some(head)) = (&opened.repository, &opened.commit) else { return };
        let wanted = items.iter().filter(|item| !last.is_newest(item, opened)).cloned().collect();
        let folder = &opened.folder;
        let history = &self.history;
        let asked = Asked { repository, history, past, head, folder, registry, today };
        last.recall.look(&asked, &wanted, || {
            let entries = opened.tree.list().unwrap_or_default();
            let blobs = if opened.is_on_disk { repository.blobs(&entries) } else { Default::default() };
            self.memory.lent(&entries, &blobs)
        });
    }
}

impl LastGood {
    /// Whether what was seen of an item is newer than anything in the history, and its files are still there.
    fn is_newest(&self, item: &Item, opened: &Opened) -> bool {
        let known = self.known.get(item).filter(|known| known.commit.as_deref() == opened.commit.as_deref());
        known.is_some_and(|known| !known.is_of_disk || is_there(&known.state, opened.tree.as_ref()))
    }

    /// An item as it last was right.
    fn good(&self, item: &Item, opened: &Opened) -> Option<Kept> {
        let of_history = self.recall.found(item);
        if let Some(found) = of_history.filter(|_| !self.is_newest(item, opened)) {
            return Some(Kept { state: found.state.clone(), commit: Some(found.commit.clone()) });
        }
        let known = self.known.get(item)?;
        let commit = known.commit.as_ref().filter(|_| !known.is_of_disk);
        let is_held = match (commit, &opened.repository) {
            (Some(commit), Some(repository)) => {
                repository.at(commit, &opened.folder).is_ok_and(|held| held.is_some())
            }
            _ => is_there(&known.state, opened.tree.as_ref()),
        };
        is_held.then(|| Kept { state: known.state.clone(), commit: commit.map(|commit| commit.to_string()) })
    }

    /// Remembers what is shown as it is now, and forgets what is no more.
    fn learn(&mut self, opened: &Opened, registry: &Registry, decided: &Decided) {
        let mut before = std::mem::take(&mut self.known);
        let (commit, is_of_disk) = (opened.commit.as_deref().map(Arc::from), opened.is_on_disk);
        for (item, state) in State::all(registry).filter(|(item, _)| !decided.holds(item)) {
            let known = Known { state, commit: commit.clone(), is_of_disk };
            self.known.entry(item).or_insert(known);
        }
        let broken = decided.kept.keys().chain(&decided.left_out).chain(&decided.as_is);
        self.known.extend(broken.filter_map(|item| before.remove_entry(item)));
    }
}

/// Whether the files that a site copies of an item still are what they were.
fn is_there(state: &State, tree: &dyn Tree) -> bool {
    let files = state.files().map(|(_, files)| files).unwrap_or_default();
    let is = |found: Result<Digest, SourceError>, digest| found.is_ok_and(|found| found == digest);
    let pointed = |path| tree.package(path, u64::MAX).map(|bytes| Digest::of(&bytes));
    files.iter().all(|(path, digest)| is(tree.digest(path, u64::MAX), *digest) || is(pointed(path), *digest))
}

/// Whether loading found it: it lies in the files, whatever is shown of them.
fn is_loading(diagnostic: &&Diagnostic) -> bool {
    let is_error = diagnostic.severity == Severity::Error;
    is_error && entry(diagnostic.code).is_none_or(|entry| entry.rule.is_none())
}

/// The items in which something is wrong: by loading them, or as they would be shown.
fn errors(
    registry: &Registry,
    loading: &[Diagnostic],
    mixed: &Registry,
    (today, past): (Date, Option<&Past>),
) -> BTreeSet<Item> {
    let context = Context::new(mixed, today).with_past(past);
    let found = check::settle(&mixed.policy, check::check(&context), today);
    let loading = check::settle(&mixed.policy, loading.to_vec(), today);
    let mut broken = Places::of(mixed).broken(&found);
    broken.extend(Places::of(registry).broken(&loading));
    broken
}

/// The registry with what was decided: what is kept in the place of what is, and without what is left out.
fn mixed(registry: &Registry, decided: &Decided) -> Registry {
    let mut shown = registry.clone();
    let is_moved = |item: Item| decided.kept.contains_key(&item) || decided.left_out.contains(&item);
    shown.connectors.retain(|found| !is_moved(Item::Connector(found.slug.clone())));
    shown.applications.retain(|found| !is_moved(Item::Application(found.slug.clone())));
    for kept in decided.kept.values() {
        put(&mut shown, kept);
    }
    shown.connectors.sort_by(|a, b| (&a.slug, &a.folder).cmp(&(&b.slug, &b.folder)));
    shown.applications.sort_by(|a, b| (&a.slug, &a.file).cmp(&(&b.slug, &b.file)));
    // What is shown as it last was has no fault; what an application uses now may still be something else.
    let places = Places::of(registry);
    shown.faulty.retain(|path| match places.item(path) {
        Some(item @ (Item::Connector(_) | Item::File(_))) => !is_moved(item),
        _ => true,
    });
    for item in &decided.left_out {
        match item {
            // It is there, and nothing is known of it: no rule concludes anything from its absence.
            Item::Connector(slug) => _ = shown.unreadable.insert(slug.clone()),
            Item::Application(slug) => {
                shown.faulty.extend(registry.application(slug.as_str()).map(|found| found.file.clone()));
            }
            Item::File(_) => {}
        }
    }
    let is_shown = |slug: &Slug| shown.connectors.iter().any(|found| found.slug == *slug);
    shown.unreadable.retain(|slug| !is_shown(slug));
    shown
}

fn put(shown: &mut Registry, kept: &Kept) {
    match &kept.state {
        State::Connector(connector) => {
            shown.kept.insert(connector.folder.clone());
            shown.connectors.push(connector.clone());
        }
        State::Application(application) => {
            shown.kept.insert(application.file.clone());
            shown.applications.push(application.clone());
        }
        State::Policy(policy) => {
            let now = std::mem::replace(&mut shown.policy, (**policy).clone());
            // For whom a site is counts at once, where it can be read.
            if now.knows_sites {
                (shown.policy.sites, shown.policy.knows_sites) = (now.sites, true);
            }
        }
        State::Categories(categories) => shown.categories.clone_from(categories),
        State::Access(access) => shown.access = (**access).clone(),
    }
}
