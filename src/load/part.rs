//! A connector or an application, read by itself, or remembered because none of its files changed.

use std::fmt::Write as _;
use std::sync::Arc;

use super::connectors::Defaults;
use super::layout::ConnectorFiles;
use super::memory::Known;
use super::{Loader, Memory, applications, connectors};
use crate::diag::Diagnostic;
use crate::model::{Application, Connector, Kept, PackageState, Picture};
use crate::source::{Digest, Entry, RepoPath, Stamp};

/// All that what is read depends on.
pub(super) type Key = Digest;

/// What came of reading a part of the registry.
pub(super) struct Part<T> {
    /// What was read; `None` where it could not be.
    pub(super) item: Option<Arc<T>>,
    /// What is wrong with it.
    pub(super) diagnostics: Arc<[Diagnostic]>,
    /// What it may be remembered by; `None` where not all of it could be read.
    pub(super) key: Option<Key>,
    pub(super) packages: Vec<(Stamp, PackageState)>,
    pub(super) pictures: Vec<(Stamp, Picture)>,
}

/// Reads a connector, or remembers it.
pub(super) fn connector(loader: &Loader<'_>, files: &ConnectorFiles, defaults: &Defaults) -> Part<Connector> {
    let entries: Vec<&Entry> = files.entries().collect();
    let key = key(loader, &entries, &defaults.to_string());
    if let Some((item, diagnostics)) = known(&loader.before.connectors, &files.folder, key) {
        let before = loader.before;
        let stamps = || entries.iter().map(|entry| entry.stamp);
        return Part {
            item: Some(connectors::dated(item, loader.history)),
            diagnostics,
            key,
            packages: stamps().filter_map(|at| Some((at, before.packages.get(&at)?.clone()))).collect(),
            pictures: stamps().filter_map(|at| Some((at, before.pictures.get(&at)?.clone()))).collect(),
        };
    }
    let mut apart = loader.apart();
    let mut item = connectors::connector(&mut apart, files, defaults);
    let key = key.filter(|_| !apart.is_partial);
    if let Some(item) = &mut item {
        let paths = entries.iter().map(|entry| &entry.path).collect::<Vec<_>>();
        let text = format!("{paths:?}\n{defaults}\n{}{}", apart.texts, files_of(item));
        item.origin = (!apart.is_partial).then(|| Digest::of(text.as_bytes()));
    }
    // What lies elsewhere may come and go while no file of the connector changes: it is looked for at every load.
    let is_elsewhere = |item: &Connector| item.versions.iter().any(|version| version.kept != Kept::Beside);
    let is_elsewhere = item.as_ref().is_some_and(is_elsewhere);
    Part::read(item, apart, key.filter(|_| !is_elsewhere))
}

/// The packages and pictures of a connector, by their digests, or by what is wrong with them.
fn files_of(connector: &Connector) -> String {
    let mut text = String::new();
    for version in &connector.versions {
        let package = (&version.package_path, version.digest(), version.package.fault());
        writeln!(text, "{package:?}").expect("a text takes everything");
    }
    for picture in connector.icon.iter().chain(&connector.pictures) {
        writeln!(text, "{} {}", picture.path, picture.digest).expect("a text takes everything");
    }
    text
}

/// Reads an application, or remembers it.
pub(super) fn application(loader: &Loader<'_>, entry: &Entry) -> Part<Application> {
    let key = key(loader, &[entry], "");
    if let Some((item, diagnostics)) = known(&loader.before.applications, &entry.path, key) {
        let (packages, pictures) = (Vec::new(), Vec::new());
        return Part { item: Some(item), diagnostics, key, packages, pictures };
    }
    let mut apart = loader.apart();
    let mut item = applications::application(&mut apart, entry);
    let key = key.filter(|_| !apart.is_partial);
    let origin = (!apart.is_partial).then(|| Digest::of(apart.texts.as_bytes()));
    item.iter_mut().for_each(|item| item.origin = origin);
    Part::read(item, apart, key)
}

impl<T> Part<T> {
    fn read(item: Option<T>, loader: Loader<'_>, key: Option<Key>) -> Part<T> {
        let Memory { packages, pictures, .. } = loader.after;
        Part {
            item: item.map(Arc::new),
            diagnostics: loader.diagnostics.into(),
            key,
            packages: packages.into_iter().collect(),
            pictures: pictures.into_iter().collect(),
        }
    }
}

/// What was read before, where nothing that it depends on changed.
fn known<T>(known: &Known<T>, path: &RepoPath, key: Option<Key>) -> Option<super::memory::Read<T>> {
    known.get(path).filter(|(before, _)| Some(*before) == key).map(|(_, read)| read.clone())
}

/// What a part may be remembered by; `None` where a file of it changed just now.
fn key(loader: &Loader<'_>, entries: &[&Entry], defaults: &str) -> Option<Key> {
    let mut text = String::new();
    for entry in entries {
        let stamp = loader.before.stamp(entry);
        if matches!(stamp, Stamp::Fresh(_)) {
            return None;
        }
        writeln!(text, "{} {} {stamp:?}", entry.path, entry.size).expect("a text takes everything");
    }
    text.push_str(defaults);
    Some(Digest::of(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::load::load;
    use crate::source::{History, MemoryTree, SourceError, Tree};

    /// Counts what is read of a tree.
    struct Counted(MemoryTree, AtomicUsize);

    impl Tree for Counted {
        fn list(&self) -> Result<Vec<Entry>, SourceError> {
            self.0.list()
        }

        fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
            self.1.fetch_add(1, Ordering::Relaxed);
            self.0.read(path, limit)
        }
    }

    fn files() -> Vec<(&'static str, &'static str)> {
        vec![
            ("registry.yaml", "schema: 1\ntitle: Plant\ndefault_category: files\n"),
            ("categories.yaml", "- { id: files, name: Files }\n"),
            ("connectors/tank/connector.yaml", "id: 1\nname: Tank\nwrong: 1\n"),
            ("connectors/tank/versions/1.0.yaml", "notes: First.\n"),
            ("connectors/tank/versions/1.0.xmp", "no package"),
            ("connectors/pump/connector.yaml", "id: 2\nname: Pump\ncategory: files\n"),
            ("connectors/pump/help.md", "# Pump\n"),
            (
                "applications/boiler.yaml",
                "name: Boiler\nconnectors:\n  - connector: tank\n    version: 1.0\n",
            ),
        ]
    }

    fn tree(files: &[(&str, &str)]) -> MemoryTree {
        let mut tree = MemoryTree::new();
        files.iter().for_each(|(path, text)| tree.put(RepoPath::new(path).unwrap(), *text));
        tree
    }

    /// What loading finds, and how many files it read.
    fn read(files: &[(&str, &str)], memory: &mut Memory) -> (String, usize) {
        let tree = Counted(tree(files), AtomicUsize::new(0));
        let loaded = load(&tree, &History::default(), memory).unwrap();
        (format!("{loaded:?}"), tree.1.into_inner())
    }

    #[test]
    fn what_did_not_change_is_not_read_again_and_nothing_else_differs() {
        let mut memory = Memory::default();
        let mut files = files();
        let (first, all) = read(&files, &mut memory);
        assert_eq!(all, files.len());
        let (again, few) = read(&files, &mut memory);
        assert_eq!((again, few), (first, 2), "the registry's own two files");
        let edits = [
            ("connectors/tank/connector.yaml", "id: 1\nname: Tanks\n", 2 + 2),
            ("connectors/tank/versions/1.0.xmp", "no package, either", 2 + 3),
            ("applications/boiler.yaml", "name: Boiler\n", 2 + 1),
            ("registry.yaml", "schema: 1\ntitle: Plant\ndefault_category: other\n", 2 + 4),
        ];
        for (path, text, most) in edits {
            files.iter_mut().filter(|(found, _)| *found == path).for_each(|file| file.1 = text);
            let (known, read_again) = read(&files, &mut memory);
            assert_eq!(known, read(&files, &mut Memory::default()).0, "{path}");
            assert_eq!(read_again, most, "{path}");
        }
    }

    #[test]
    fn what_could_not_be_read_is_read_again() {
        struct Broken(MemoryTree);
        impl Tree for Broken {
            fn list(&self) -> Result<Vec<Entry>, SourceError> {
                self.0.list()
            }

            fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
                match path.name() {
                    "help.md" | "boiler.yaml" => Err(SourceError::Disk {
                        path: path.to_string(),
                        cause: std::io::Error::other("no answer"),
                    }),
                    _ => self.0.read(path, limit),
                }
            }
        }
        let mut memory = Memory::default();
        let tree = Broken(tree(&files()));
        load(&tree, &History::default(), &mut memory).unwrap();
        assert_eq!(read(&files(), &mut memory).0, read(&files(), &mut Memory::default()).0);
    }
}
