//! The flow, in one place: bytes become a registry, a registry becomes findings and pages.
//!
//! 1. [`Pipeline::read`]: list, load, check, settle; [`Pipeline::review`]: the same of a change; [`Pipeline::propose`]: of one
//!    that is not made yet.
//! 2. [`Pipeline::build`]: plan the pages, render those whose fingerprint is new, hand all of them on in path order, and last
//!    the manifest of them, signed where there is a key.

mod copying;
mod last_good;
mod propose;
mod review;
mod signing;
mod templates;

use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

pub use last_good::{Item, LastGood, Places, Shown};
pub use propose::Proposed;
pub use review::{Request, Reviewed};
pub use signing::{NoKey, SigningKey};

use self::copying::{Copying, Sources};
use crate::check::{self, Context};
use crate::diag::Report;
use crate::load::{Memory, Telling};
use crate::model::{Audience, Chronicle, NoSite, Past, Registry, Revision, Sight};
use crate::package::WriteError;
use crate::plan::manifest::{self, Writing};
use crate::plan::{Body, Entry, Fingerprint, Grounds, Held, Options, Page, Plan, Seen, SitePath};
use crate::render::{RenderError, Renderer};
use crate::source::{History, Opened, RepoPath, SourceError, Tree, is_change_plan};

/// As many pages are made at once.
const BATCH: usize = 256;

/// What is remembered from one run to the next. Nothing of it changes a result, only how long it takes.
pub struct Pipeline {
    renderer: Renderer,
    memory: Memory,
    history: History,
    /// What the history told, and up to which commit.
    past: Option<(String, Arc<Past>)>,
    /// What pages were told of it.
    telling: Telling,
}

/// A registry and what is to be said about it.
#[derive(Debug)]
pub struct Checked {
    /// The registry.
    pub registry: Registry,
    /// The findings.
    pub report: Report,
}

/// What one site is made of.
#[derive(Clone, Copy)]
pub struct Building<'b> {
    /// The whole registry.
    pub registry: &'b Registry,
    /// What happened to it.
    pub chronicle: &'b Chronicle,
    /// Its files.
    pub tree: &'b dyn Tree,
    /// What the site's audience may see.
    pub sight: &'b Sight,
    /// What stands before every link of `404.html`, which a server shows at any address; `None` takes the path of the
    /// registry's own `url`.
    pub not_found_root: Option<&'b str>,
    /// The day that deadlines are counted from.
    pub today: Date,
    /// Where the registry lies in its repository.
    pub folder: &'b RepoPath,
    /// Which state of the registry it is.
    pub revision: &'b Revision,
    /// What goes out beside the pages.
    pub delivery: Delivery<'b>,
}

/// What a site brings along beside its pages.
#[derive(Clone, Copy, Default)]
pub struct Delivery<'b> {
    /// What the manifest is signed with.
    pub key: Option<&'b SigningKey>,
    /// Whether the bundles of packages are left out.
    pub without_bundles: bool,
}

/// Whether a report says that a change of several files is not finished: then no site is to be made of the registry.
pub fn is_unfinished(report: &Report) -> bool {
    report.diagnostics().iter().any(|diagnostic| is_change_plan(&diagnostic.place.path))
}

/// One file of the site.
#[derive(Debug)]
pub struct Output {
    /// Where it lies in the site.
    pub path: SitePath,
    /// What it was made from, and what it is.
    pub file: Held,
    /// Its bytes; `None` where the receiver already holds what the fingerprint names.
    pub body: Option<Vec<u8>>,
}

/// The world did not do its part; the registry's own faults are never errors.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The disk or Git.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A template.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A file became another between two looks; the next run sees one state of it.
    #[error("{0} changed while it was read; run again")]
    Changed(String),
    /// The package store, at one package.
    #[error("{path}: the package store `{store}` {what}")]
    Store {
        /// Where the package would lie.
        path: String,
        /// The store.
        store: String,
        /// What it did.
        what: String,
    },
    /// Packages that cannot lie in one zip.
    #[error("{0}: {1}")]
    Bundle(String, WriteError),
    /// It is not known for whom the site is.
    #[error(transparent)]
    NoSite(#[from] NoSite),
    /// Whoever receives the site.
    #[error("{0}")]
    Receiver(String),
}

impl Pipeline {
    /// A pipeline that remembers nothing yet.
    ///
    /// # Errors
    /// When an embedded template is broken.
    pub fn new() -> Result<Pipeline, RenderError> {
        let (memory, history) = (Memory::default(), History::default());
        Ok(Pipeline { renderer: Renderer::new()?, memory, history, past: None, telling: Telling::default() })
    }

    /// Reads and checks a registry for the day `today`.
    ///
    /// # Errors
    /// Only when the disk or Git does not answer.
    pub fn read(&mut self, opened: &Opened, today: Date) -> Result<Checked, SourceError> {
        opened.date(&mut self.history)?;
        let past = self.past(opened)?;
        self.read_with(opened.tree.as_ref(), past.as_deref(), today)
    }

    /// The same for files that have no history.
    ///
    /// # Errors
    /// Only when the tree cannot be listed.
    pub fn read_tree(&mut self, tree: &dyn Tree, today: Date) -> Result<Checked, SourceError> {
        self.read_with(tree, None, today)
    }

    fn read_with(
        &mut self,
        tree: &dyn Tree,
        past: Option<&Past>,
        today: Date,
    ) -> Result<Checked, SourceError> {
        let loaded = self.loaded(tree, today)?;
        let context = Context::new(&loaded.registry, today).with_past(past);
        let report = check::judge(&loaded.registry.policy, loaded.diagnostics, &context);
        drop(context);
        Ok(Checked { registry: loaded.registry, report })
    }

    /// What happened to an opened registry, for the pages that tell it.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn chronicle(&mut self, opened: &Opened) -> Result<Chronicle, SourceError> {
        opened.date(&mut self.history)?;
        match &opened.repository {
            Some(repository) if opened.commit.is_some() => self.telling.tell(repository, &self.history),
            _ => Ok(Chronicle::default()),
        }
    }

    /// Which state of the registry was opened.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn revision(&mut self, opened: &Opened) -> Result<Revision, SourceError> {
        opened.date(&mut self.history)?;
        let generation = opened.commit.as_deref().and_then(|commit| self.history.generation(commit));
        Ok(Revision { commit: opened.commit.clone(), generation })
    }

    /// Makes one site. `held` tells what the receiver has, and `stood` on what that stood where it is known; `emit` takes every file,
    /// in path order, and the manifest last. Returns on what the site stands now.
    ///
    /// # Errors
    /// When a file cannot be read, a template fails, or the receiver says so.
    pub fn build(
        &self,
        building: &Building<'_>,
        stood: Option<&Grounds>,
        held: &dyn Fn(&SitePath) -> Option<Held>,
        emit: &mut dyn FnMut(Output) -> Result<(), BuildError>,
    ) -> Result<Grounds, BuildError> {
        let Building { tree, sight, .. } = *building;
        let url = building.registry.policy.url.as_deref();
        // What is wrong with the registry's own templates was said when it was read.
        let (renderer, _) = self.renderer.with(&building.registry.templates);
        let options = Options {
            templates: renderer.templates(),
            not_found_root: building.not_found_root.map_or_else(|| root_of(url), str::to_owned),
            today: building.today,
            revision: building.revision.clone(),
            folder: building.folder.clone(),
            bundles: !building.delivery.without_bundles,
        };
        let registry = Audience::of(building.registry, sight);
        let chronicle = Audience::of_past(building.chronicle, building.registry, sight);
        let sources = Sources::new(tree, building.registry);
        let plan = Plan::new(Seen { registry: &registry, chronicle: &chronicle }, &options);
        let grounds = plan.grounds();
        let stands = |entry: &Entry<'_>| stood.is_some_and(|stood| Plan::stands(entry, stood, &grounds));
        let mut entries = plan.entries();
        let title = &registry.seen().policy.title;
        let mut manifest = Writing::begin(title, sight, building.today, building.revision);
        let make = |(held, entry): &(Option<Held>, Entry<'_>)| match held.filter(|_| stands(entry)) {
            Some(file) => {
                debug_assert_eq!(file.fingerprint, plan.page(entry).fingerprint, "{}", entry.path());
                Ok(Output { path: entry.path().clone(), file, body: None })
            }
            None => output(&renderer, &sources, plan.page(entry), *held),
        };
        // One batch at a time: all processors make pages while those of the batch before are handed on, and no more than two batches
        // are in memory.
        let mut made: Vec<Result<Output, BuildError>> = Vec::new();
        loop {
            let batch: Vec<_> =
                entries.by_ref().take(BATCH).map(|entry| (held(entry.path()), entry)).collect();
            let before = std::mem::take(&mut made);
            if batch.is_empty() && before.is_empty() {
                break;
            }
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| made = batch.par_iter().map(make).collect());
                before.into_iter().try_for_each(|output| {
                    let output = output?;
                    manifest.add(&output.path, &output.file);
                    emit(output)
                })
            })?;
        }
        for output in sealed(manifest, title, building) {
            let known = held(&output.path) == Some(output.file);
            emit(if known { Output { body: None, ..output } } else { output })?;
        }
        Ok(grounds)
    }
}

fn output(
    renderer: &Renderer,
    sources: &Sources<'_>,
    page: Page,
    held: Option<Held>,
) -> Result<Output, BuildError> {
    if let Some(file) = held.filter(|held| held.fingerprint == page.fingerprint) {
        return Ok(Output { path: page.path, file, body: None });
    }
    let bytes = bytes(renderer, sources, &page)?;
    let file = match page.body {
        // What a copied file is was compared when it was read.
        Body::File { .. } => {
            Held { fingerprint: page.fingerprint, sha256: page.fingerprint, size: bytes.len() as u64 }
        }
        _ => Held::of(page.fingerprint, &bytes),
    };
    Ok(Output { path: page.path, file, body: Some(bytes) })
}

fn bytes(renderer: &Renderer, sources: &Sources<'_>, page: &Page) -> Result<Vec<u8>, BuildError> {
    match &page.body {
        Body::File { path, stored, limit, form } => {
            let (stored, limit, form) = (*stored, *limit, *form);
            sources.copied(&Copying { path, stored, limit, form, digest: &page.fingerprint })
        }
        Body::Bundle(members) => sources.bundle(&page.path, members),
        _ => Ok(renderer.render(page)?),
    }
}

/// The manifest, and its signature where there is a key.
fn sealed(manifest: Writing, title: &str, building: &Building<'_>) -> Vec<Output> {
    let Revision { commit, generation } = building.revision;
    let bytes = manifest.finish();
    let signature = building.delivery.key.map(|key| {
        let generation = generation.map_or_else(|| "unknown".to_owned(), |generation| generation.to_string());
        let commit = commit.as_deref().unwrap_or("unknown");
        key.sign(&bytes, &format!("{title}, generation {generation}, commit {commit}"))
    });
    let output = |name: &str, bytes: Vec<u8>| Output {
        path: SitePath::new(name).expect("a constant path is well-formed"),
        file: Held::of(Fingerprint::of(&bytes), &bytes),
        body: Some(bytes),
    };
    let signature = signature.map(|signature| output(manifest::SIGNATURE, signature));
    [output(manifest::NAME, bytes)].into_iter().chain(signature).collect()
}

/// The path of the site's address, with a `/` at its end; empty where no address is known.
fn root_of(url: Option<&str>) -> String {
    let Some((_, rest)) = url.and_then(|url| url.split_once("://")) else { return String::new() };
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path.trim_matches('/'));
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_the_404_page_begin_where_the_site_stands() {
        assert_eq!(root_of(None), "");
        assert_eq!(root_of(Some("https://example.com")), "/");
        assert_eq!(root_of(Some("https://example.com/")), "/");
        assert_eq!(root_of(Some("https://example.com/team/connectors?x=1")), "/team/connectors/");
    }
}
