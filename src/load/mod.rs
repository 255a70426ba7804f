//! From a tree of files to a registry: never stops at the first fault, never writes.
//!
//! 1. List the tree and sort its files into the places that a registry has ([`layout`]).
//! 2. Read each YAML file with the places of its values; every fault is a diagnostic.
//! 3. Read each connector and each application by itself, on all processors; what was read is remembered by the stamps of its files
//!    ([`Memory`]).
//! 4. Join versions with the commits that first held their packages.

mod applications;
mod chronicle;
mod connectors;
mod invisible;
mod layout;
mod memory;
mod names;
mod packages;
mod part;
mod past;
mod policy;
mod stored;
mod theme;
mod versions;

pub use chronicle::Telling;
pub use memory::Memory;
pub use past::past;

use std::collections::{BTreeSet, HashMap};

use layout::ConnectorFiles;
use rayon::prelude::*;

use crate::diag::{Diagnostic, Place, Severity};
use crate::model::{OwnTemplate, Registry, Slug};
use crate::source::{Digest, Entry, History, RepoPath, SourceError, Tree, check_segment};
use crate::yaml;

/// A registry, and what is wrong with its files.
#[derive(Debug)]
pub struct Loaded {
    /// All that could be read.
    pub registry: Registry,
    /// Every fault of the files themselves.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the registry in `tree`. What is wrong with it is a diagnostic.
///
/// # Errors
/// Only when the tree cannot be listed at all, or Git does not answer.
pub fn load(tree: &dyn Tree, history: &History, memory: &mut Memory) -> Result<Loaded, SourceError> {
    let entries = tree.list()?;
    let mut diagnostics = Vec::new();
    let layout = layout::sort(entries, &mut diagnostics);
    let slugs = layout.slugs();
    let mut loader = Loader::new(tree, history, &slugs, memory);
    loader.diagnostics = diagnostics;
    let policy = policy::policy(&mut loader, &layout);
    stored::pass_over(&policy, &mut loader.diagnostics);
    let store = stored::Store::of(&policy, tree);
    let mut loader = Loader { store: &store, ..loader };
    let mut registry = Registry {
        policy,
        categories: policy::categories(&mut loader, layout.categories.as_ref()),
        access: policy::access(&mut loader, layout.access.as_ref()),
        code_owners: tree.code_owners()?,
        ..Registry::default()
    };
    for found in &layout.templates {
        let text = loader.text(found);
        registry.templates.extend(text.map(|text| OwnTemplate { file: found.path.clone(), text }));
    }
    let defaults = connectors::Defaults::of(&registry.policy);
    // Each by itself, on all processors, with the results in the order of their paths.
    let read = |files: &ConnectorFiles| part::connector(&loader, files, &defaults);
    let connectors: Vec<_> = layout.connectors.par_iter().map(read).collect();
    let read = |entry: &Entry| part::application(&loader, entry);
    let applications: Vec<_> = layout.applications.par_iter().map(read).collect();
    let Loader { mut diagnostics, mut after, .. } = loader;
    for (part, files) in connectors.into_iter().zip(&layout.connectors) {
        match &part.item {
            Some(connector) => registry.connectors.push(connector.clone()),
            None => _ = registry.unreadable.insert(Slug::new(files.folder.name())),
        }
        after.take(&files.folder, part, &mut diagnostics, Memory::connectors);
    }
    for (part, entry) in applications.into_iter().zip(&layout.applications) {
        registry.applications.extend(part.item.clone());
        after.take(&entry.path, part, &mut diagnostics, Memory::applications);
    }
    registry.connectors.sort_by(|a, b| (&a.slug, &a.folder).cmp(&(&b.slug, &b.folder)));
    registry.applications.sort_by(|a, b| (&a.slug, &a.file).cmp(&(&b.slug, &b.file)));
    diagnostics.extend(stored::unusable(store, &registry));
    registry.faulty = faulty(&diagnostics);
    after.blobs = std::mem::take(&mut memory.blobs);
    *memory = after;
    Ok(Loaded { registry, diagnostics })
}

/// Reports a name that can be no slug, with the nearest that can.
fn slug_invalid(loader: &mut Loader<'_>, path: &RepoPath, name: &str, message: String) {
    let kept = name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let near: Vec<&str> = kept.split('-').filter(|part| !part.is_empty()).collect();
    let near = near.join("-");
    let taken =
        path.parts().next().and_then(|kind| loader.slugs.get(&layout::slug_key(kind, &near))).cloned();
    let finding = loader.error("slug-invalid", path, message);
    match taken {
        Some(other) if near == name.to_lowercase() => {
            finding
                .related(Place::file(&other), "this differs in upper and lower case only")
                .fix("give one of them another name: on Windows and macOS both are one");
        }
        Some(other) => {
            finding.related(Place::file(&other), format!("`{near}` is taken")).fix("give it another name");
        }
        None if check_segment(&near).is_ok() => {
            finding.fix(format!("rename it to `{near}`"));
        }
        None => {}
    }
}

/// The rule that tells of files which cannot be read.
const UNREADABLE: &str = "file-unreadable";
/// Stands in what is said of a file that the disk or Git does not give, before why.
const NOT_GIVEN: &str = " cannot be read: ";

/// Whether a finding says that the disk or Git did not give a file, and so nothing of the file itself: it may pass without a change.
pub fn is_not_given(finding: &Diagnostic) -> bool {
    finding.code == UNREADABLE && finding.message.contains(NOT_GIVEN)
}

/// The files with errors. By one that holds an invisible character nothing is missing.
fn faulty(diagnostics: &[Diagnostic]) -> BTreeSet<RepoPath> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors
        .filter(|diagnostic| diagnostic.code != invisible::CODE)
        .map(|diagnostic| diagnostic.place.path.clone())
        .collect()
}

/// What every part of loading shares, and what this one found.
struct Loader<'l> {
    tree: &'l dyn Tree,
    history: &'l History,
    /// Where each name lies that can be a slug, by [`layout::slug_key`].
    slugs: &'l HashMap<String, RepoPath>,
    /// Where packages are that do not lie beside their YAML files.
    store: &'l stored::Store,
    before: &'l Memory,
    diagnostics: Vec<Diagnostic>,
    after: Memory,
    /// Whether the disk or Git did not give a file: then what was read is not all that there is.
    is_partial: bool,
    /// Every text that was read: its path and its digest.
    texts: String,
}

impl<'l> Loader<'l> {
    fn new(
        tree: &'l dyn Tree,
        history: &'l History,
        slugs: &'l HashMap<String, RepoPath>,
        before: &'l Memory,
    ) -> Loader<'l> {
        let (diagnostics, after) = (Vec::new(), Memory::default());
        let store = &stored::Store::None;
        let texts = String::new();
        Loader { tree, history, slugs, store, before, diagnostics, after, is_partial: false, texts }
    }

    /// A loader for a part of the registry, which found nothing yet.
    fn apart(&self) -> Loader<'l> {
        Loader { store: self.store, ..Loader::new(self.tree, self.history, self.slugs, self.before) }
    }
}

impl Loader<'_> {
    /// Reads a YAML file and hands its mapping or list to `read`; what cannot be read is reported.
    fn yaml<T>(
        &mut self,
        entry: &Entry,
        read: impl FnOnce(&mut yaml::Reader<'_>, yaml::Node) -> Option<T>,
    ) -> Option<T> {
        let bytes = self.bytes(entry, yaml::limit(), "yaml-too-large")?;
        let mut reader = yaml::Reader::new(&entry.path, &mut self.diagnostics);
        let node = reader.parse(&bytes)?;
        reader.trailing_space(&node);
        invisible::report(&mut reader, &bytes, &node);
        read(&mut reader, node)
    }

    /// Reads a text file.
    fn text(&mut self, entry: &Entry) -> Option<String> {
        let bytes = self.bytes(entry, yaml::limit(), "text-too-large")?;
        match String::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(error) => {
                let what = yaml::no_utf8(error.as_bytes(), error.utf8_error());
                self.error("file-unreadable", &entry.path, what);
                None
            }
        }
    }

    /// Reads a file's bytes up to `limit`; what cannot be read is reported.
    fn bytes(&mut self, entry: &Entry, limit: u64, too_large: &'static str) -> Option<Vec<u8>> {
        match self.tree.read(&entry.path, limit) {
            Ok(bytes) => {
                self.texts.push_str(&format!("{} {}\n", entry.path, Digest::of(&bytes)));
                Some(bytes)
            }
            Err(error) if error.is_too_large() => {
                let message = format!("the file is {} bytes large; {limit} is the most", entry.size);
                self.error(too_large, &entry.path, message);
                None
            }
            // It went away between listing and reading: the next look will not list it.
            Err(error) if error.is_gone() => {
                self.is_partial = true;
                None
            }
            Err(error) => {
                self.is_partial = true;
                self.error(UNREADABLE, &entry.path, format!("the file{NOT_GIVEN}{error}"));
                None
            }
        }
    }

    fn error(&mut self, code: &'static str, path: &RepoPath, message: impl Into<String>) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(code, Severity::Error, Place::file(path), message));
        self.diagnostics.last_mut().expect("one was just pushed")
    }
}
