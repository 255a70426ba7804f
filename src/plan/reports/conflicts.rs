//! Which applications load one assembly in two versions, through two connectors that they use. The rule `assembly-conflict`
//! reports the same.

use super::sheet::{Cell, Item, Kind, Sheet, column};
use super::{application_item, whole_version_item};
use crate::model::{Application, Brought, Conflict, conflicts};
use crate::plan::shown::Shown;

pub(super) fn sheet(shown: &Shown<'_>) -> Sheet {
    let all = shown.registry.applications.iter().flat_map(|application| {
        conflicts(&shown.usage, application).into_iter().map(move |conflict| (application, conflict))
    });
    Sheet {
        name: "conflicts",
        title: "Applications that get one assembly in two versions",
        about: "Only one of the versions is loaded where both connectors run in one process; the other connector may fail.",
        nothing: "No application gets one assembly in two versions.",
        columns: vec![
            column("application", "Application", Kind::Link),
            column("owner", "Owner", Kind::Text),
            column("assembly", "Assembly", Kind::Text),
            column("assembly_versions", "Versions", Kind::List),
            column("brought_by", "Brought by", Kind::List),
        ],
        rows: all.map(|(application, conflict)| row(shown, application, &conflict)).collect(),
        totals: Vec::new(),
    }
}

fn row(shown: &Shown<'_>, application: &Application, conflict: &Conflict<'_>) -> Vec<Cell> {
    let mut versions: Vec<_> = conflict.all.iter().map(|brought| brought.assembly.version).collect();
    versions.sort_unstable();
    versions.dedup();
    vec![
        Cell::Link(application_item(shown, application)),
        Cell::maybe(application.owner.as_ref(), Cell::text),
        Cell::text(&conflict.second.assembly.name),
        Cell::texts(versions.iter().map(ToString::to_string)),
        Cell::list(conflict.all.iter().map(|brought| bringer(shown, brought))),
    ]
}

/// The version of a connector that brings it.
fn bringer(shown: &Shown<'_>, brought: &Brought<'_>) -> Item {
    let connector = shown.connector(&brought.used.connector);
    let version = connector.and_then(|found| Some((found, found.version(&brought.used.version)?)));
    match version {
        Some((connector, version)) => whole_version_item(connector, version),
        None => Item::text(&format!("{}@{}", brought.used.connector.value, brought.used.version.value)),
    }
}
