//! Sorts the files of a tree into the places that a registry has. Everything else is named, so that nothing is
//! silently lost.

use std::collections::{BTreeMap, HashMap};

use crate::diag::{Diagnostic, Place, Severity};
use crate::model::Registry;
use crate::source::{Entry, EntryKind, RepoPath, check_segment, is_change_plan};

/// How many folders may lie between `connectors/` and a connector's files, itself included.
const MOST_CONNECTOR_DEPTH: usize = 5;
/// More entries than this in one folder make Git's history slow to read.
const MOST_IN_A_FOLDER: usize = 1000;

/// A registry's files by what they are.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) policy: Option<Entry>,
    /// Whether something lies in place of `registry.yaml` that is no file.
    pub(super) policy_refused: bool,
    pub(super) categories: Option<Entry>,
    pub(super) access: Option<Entry>,
    pub(super) connectors: Vec<ConnectorFiles>,
    pub(super) applications: Vec<Entry>,
    /// The files below `branding/`.
    pub(super) branding: Vec<Entry>,
    /// `templates/*.html`.
    pub(super) templates: Vec<Entry>,
}

/// The files of one connector.
#[derive(Debug)]
pub(super) struct ConnectorFiles {
    pub(super) folder: RepoPath,
    pub(super) yaml: Entry,
    pub(super) help: Option<Entry>,
    pub(super) icon: Option<Entry>,
    pub(super) assets: Vec<Entry>,
    /// Description and package by the stem of their names.
    pub(super) versions: BTreeMap<String, VersionFiles>,
}

impl ConnectorFiles {
    /// All of them, always in the same order.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        let versions = self.versions.values().flat_map(|files| files.yaml.iter().chain(&files.package));
        let single = std::iter::once(&self.yaml).chain(&self.help).chain(&self.icon);
        single.chain(&self.assets).chain(versions)
    }
}

/// The two files of one version.
#[derive(Debug, Default)]
pub(super) struct VersionFiles {
    pub(super) yaml: Option<Entry>,
    pub(super) package: Option<Entry>,
}

/// Sorts `entries`, which come in path order.
pub(super) fn sort(entries: Vec<Entry>, diagnostics: &mut Vec<Diagnostic>) -> Layout {
    crowded(&entries, diagnostics);
    let mut layout = Layout::default();
    let mut connectors: BTreeMap<RepoPath, ConnectorFiles> = BTreeMap::new();
    let is_connector = |entry: &&Entry| {
        entry.path.name() == "connector.yaml" && entry.path.as_str().starts_with("connectors/")
    };
    // One that is no file still marks the folder: what lies beside it is not to blame.
    for yaml in entries.iter().filter(is_connector) {
        let folder = yaml.path.parent();
        let (help, icon, assets, versions) = (None, None, Vec::new(), BTreeMap::new());
        if folder.parts().count() > 1 {
            let files =
                ConnectorFiles { folder: folder.clone(), yaml: yaml.clone(), help, icon, assets, versions };
            connectors.insert(folder, files);
        }
    }
    for entry in entries {
        if is_change_plan(&entry.path) {
            diagnostics.push(unfinished(&entry));
        } else if entry.kind != EntryKind::File {
            layout.policy_refused |= entry.path == Registry::policy_file();
            diagnostics.push(refused(&entry));
        } else if let Some(unknown) = place(entry, &mut layout, &mut connectors) {
            diagnostics.push(unknown_file(&unknown));
        }
    }
    for folder in connectors.keys().filter(|folder| folder.parts().count() > MOST_CONNECTOR_DEPTH) {
        let place = Place::file(folder);
        let message = "the connector lies more than 4 folders below `connectors/`; move it up";
        diagnostics.push(Diagnostic::new("connector-too-deep", Severity::Error, place, message));
    }
    layout.connectors = connectors.into_values().collect();
    layout
}

/// What a slug is looked for by: those of connectors and those of applications have nothing to do with each other.
pub(super) fn slug_key(kind: &str, slug: &str) -> String {
    format!("{kind}/{slug}")
}

impl Layout {
    /// Where each slug lies, by [`slug_key`]; names that can be no slug are left out.
    pub(super) fn slugs(&self) -> HashMap<String, RepoPath> {
        let connectors =
            self.connectors.iter().map(|found| ("connectors", found.folder.name(), &found.folder));
        let applications = self.applications.iter();
        let applications = applications.map(|entry| ("applications", entry.path.stem(), &entry.path));
        let all = connectors.chain(applications).filter(|(_, slug, _)| check_segment(slug).is_ok());
        all.map(|(kind, slug, path)| (slug_key(kind, slug), path.clone())).collect()
    }
}

/// Puts `entry` where it belongs; gives it back when it belongs nowhere.
fn place(
    entry: Entry,
    layout: &mut Layout,
    connectors: &mut BTreeMap<RepoPath, ConnectorFiles>,
) -> Option<Entry> {
    let first = entry.path.parts().next().unwrap_or("").to_owned();
    match (entry.path.as_str(), first.as_str()) {
        ("registry.yaml", _) => layout.policy = Some(entry),
        ("categories.yaml", _) => layout.categories = Some(entry),
        ("access.yaml", _) => layout.access = Some(entry),
        // What a check writes in GitLab's CI.
        ("gl-code-quality-report.json", _) => {}
        // What a repository has at its top besides a registry.
        ("README.md" | "LICENSE" | "CONTRIBUTING.md" | "CODEOWNERS" | "docs/CODEOWNERS", _) => {}
        (_, "branding") => layout.branding.push(entry),
        (path, "templates") if path.ends_with(".html") && path.matches('/').count() == 1 => {
            layout.templates.push(entry);
        }
        (_, "applications") if entry.path.extension() == Some("yaml") => layout.applications.push(entry),
        (_, "connectors") => return place_in_connector(entry, connectors),
        _ => return Some(entry),
    }
    None
}

fn place_in_connector(entry: Entry, connectors: &mut BTreeMap<RepoPath, ConnectorFiles>) -> Option<Entry> {
    let mut folder = entry.path.parent();
    while !folder.as_str().is_empty() && !connectors.contains_key(&folder) {
        folder = folder.parent();
    }
    let Some(connector) = connectors.get_mut(&folder) else { return Some(entry) };
    let below = &entry.path.as_str()[folder.as_str().len() + 1..];
    let parts: Vec<&str> = below.split('/').collect();
    match parts.as_slice() {
        ["connector.yaml"] => {}
        ["help.md"] => connector.help = Some(entry),
        ["icon.png"] => connector.icon = Some(entry),
        ["assets", ..] => connector.assets.push(entry),
        ["versions", _] => {
            let stem = entry.path.stem().to_owned();
            match entry.path.extension() {
                Some("yaml") => connector.versions.entry(stem).or_default().yaml = Some(entry),
                Some("xmp") => connector.versions.entry(stem).or_default().package = Some(entry),
                _ => return Some(entry),
            }
        }
        _ => return Some(entry),
    }
    None
}

fn refused(entry: &Entry) -> Diagnostic {
    let what = match entry.kind {
        EntryKind::Symlink => {
            "a symbolic link, which may lead out of the repository; put the file itself here"
        }
        EntryKind::Submodule => "a submodule, which is never entered; put the files themselves here",
        EntryKind::Unnameable => {
            "a name that other systems cannot hold (no UTF-8, or a `\\`, `:` or control character); rename it"
        }
        EntryKind::File | EntryKind::Other => "neither a file nor a folder",
    };
    Diagnostic::new("file-refused", Severity::Error, Place::file(&entry.path), format!("this is {what}"))
}

fn unfinished(entry: &Entry) -> Diagnostic {
    let message =
        "a change of several files was begun here and is not finished, so they may not fit together";
    let mut finding =
        Diagnostic::new("change-unfinished", Severity::Error, Place::file(&entry.path), message);
    finding
        .note(format!(
            "if this came with a commit, remove it instead: `git rm -r --force {}`",
            entry.path.parent()
        ))
        .fix("run `connectory check --fix`, which finishes it");
    finding
}

fn unknown_file(entry: &Entry) -> Diagnostic {
    let path = entry.path.as_str();
    let mut finding = Diagnostic::new(
        "file-unknown",
        Severity::Warning,
        Place::file(&entry.path),
        "the file is not part of a registry and is ignored",
    );
    if path.ends_with(".yml") {
        finding.fix(format!("name it `{}yaml`", &path[..path.len() - 3]));
    } else if path.starts_with("connectors/") && path.ends_with(".xmp") {
        finding.fix("a package lies in `connectors/<slug>/versions/<version>.xmp`, beside a `connector.yaml` one folder up");
    } else if path.starts_with("connectors/") {
        finding.fix("a connector's folder holds connector.yaml, help.md, icon.png, assets/ and versions/");
    }
    finding
}

/// Warns of folders that make history slow to read.
fn crowded(entries: &[Entry], diagnostics: &mut Vec<Diagnostic>) {
    // Entries come in path order, so a folder's children appear one after the other.
    let mut children: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for entry in entries {
        let path = entry.path.as_str();
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let mut start = 0;
        for end in ends {
            let (folder, child) = (path[..start].trim_end_matches('/'), &path[start..end]);
            let (count, last) = children.entry(folder).or_default();
            if *last != child {
                (*count, *last) = (*count + 1, child);
            }
            start = end + 1;
        }
    }
    for (folder, (count, _)) in children.iter().filter(|(_, (count, _))| *count > MOST_IN_A_FOLDER) {
        let Ok(folder) = RepoPath::new(folder) else { continue };
        let message = format!("{count} entries in one folder make Git's history slow to read");
        let mut finding = Diagnostic::new("folder-crowded", Severity::Warning, Place::file(&folder), message);
        finding.fix("group them in folders; moving a connector changes nothing about it");
        diagnostics.push(finding);
    }
}
