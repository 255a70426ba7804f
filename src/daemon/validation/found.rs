//! Findings as the daemon tells them: by item, each with its place in the file and whom it reaches.

use serde::Serialize;

use crate::daemon::findings::Texts;
use crate::daemon::{Finding, Severity};
use crate::diag::{Affected, Diagnostic, Report};
use crate::model::Registry;
use crate::pipeline::{Item, Places};
use crate::source::Tree;

/// More findings are counted, and not told one by one.
const MOST: usize = 2000;

/// A finding, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What is wrong, and where.
    pub finding: Finding,
    /// The item, such as `connectors/mqtt`; the file where it belongs to none.
    pub item: String,
    /// Applications that it is about.
    pub applications: Vec<Reached>,
}

/// An application that has something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reached {
    /// Its name.
    pub name: String,
    /// Its file.
    pub file: String,
    /// The version it uses.
    pub version: String,
    /// What it would have to do.
    pub todo: Vec<String>,
}

/// The findings of a report, worst first.
pub(in crate::daemon) fn found(report: &Report, registry: &Registry, tree: &dyn Tree) -> Vec<Found> {
    let (places, mut texts) = (Places::of(registry), Texts::new(tree));
    let found = |diagnostic: &Diagnostic| {
        let impact = diagnostic.impact.iter();
        Found {
            finding: texts.finding(diagnostic),
            item: places.item(&diagnostic.place.path).map_or_else(|| diagnostic.place.path.to_string(), key),
            applications: impact.flat_map(|impact| &impact.seen).map(reached).collect(),
        }
    };
    report.diagnostics().iter().take(MOST).map(found).collect()
}

/// What an item is called among all kinds of them.
pub(in crate::daemon) fn key(item: Item) -> String {
    match item {
        Item::Connector(slug) => format!("connectors/{slug}"),
        Item::Application(slug) => format!("applications/{slug}"),
        Item::File(path) => path.to_string(),
    }
}

/// An item as people call it: by its slug, or the file's path.
pub(in crate::daemon) fn called(key: &str) -> &str {
    let slug = key.strip_prefix("connectors/").or_else(|| key.strip_prefix("applications/"));
    slug.filter(|slug| !slug.contains(['/', '.'])).unwrap_or(key)
}

/// What kind of item it is: `connector`, `application` or `file`.
pub(in crate::daemon) fn kind(key: &str) -> &'static str {
    match (called(key) == key, key.starts_with("connectors/")) {
        (true, _) => "file",
        (_, true) => "connector",
        _ => "application",
    }
}

/// Errors before warnings.
pub(super) fn is_error(found: &Found) -> bool {
    found.finding.severity == Severity::Error
}

fn reached(affected: &Affected) -> Reached {
    Reached {
        name: affected.name.clone(),
        file: affected.file.to_string(),
        version: affected.version.clone(),
        todo: affected.todo.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_called_by_its_slug_and_a_file_by_its_path() {
        let told = |key| (called(key), kind(key));
        assert_eq!(told("connectors/mqtt"), ("mqtt", "connector"));
        assert_eq!(told("applications/kiln"), ("kiln", "application"));
        assert_eq!(told("access.yaml"), ("access.yaml", "file"));
        assert_eq!(told("connectors/notes.txt"), ("connectors/notes.txt", "file"));
    }
}
