//! What a platform says of its applications, brought into the registry.
//!
//! 1. [`raw`] reads a file into rows of cells: CSV ([`csv_rows`]) or JSON ([`json_rows`]), as it is documented or as a
//!    [`Mapping`] says. [`columns`] lists what there can be.
//! 2. [`rows`] makes sense of each row, with the connectors and versions of the registry. Everything that is wrong is
//!    collected; with any of it nothing is imported.
//! 3. [`mod@groups`] makes one application of its rows. It is a new file, or one that is there and is changed in place
//!    ([`settle`], [`pairs`]).
//! 4. [`preview`] says what is done.
//!
//! What stands in the file is data of strangers: it is never executed, and what could do harm where it is shown is refused.
//! The order of rows makes no difference, and a second import of the same file changes nothing.

mod columns;
mod csv_rows;
mod fault;
mod groups;
mod json_rows;
mod lookup;
mod mapping;
mod pairs;
mod preview;
mod raw;
mod rows;
mod settle;
mod values;

use std::collections::BTreeSet;

use super::application::{self, left_alone, path_of};
use super::plan::Draft;
use super::{EditError, Plan};
use crate::diag::listed;
use crate::model::{Application, Registry};
use crate::source::Tree;
use groups::{Group, Groups};
use lookup::{Lookup, Target};
use preview::Preview;
use raw::Raw;
use rows::{MOST_FAULTS, Rows};
use settle::Settling;

pub use columns::Column;
pub use fault::{At, Fault, ImportError};
pub use mapping::Mapping;

/// Findings that judge what was observed: they are no fault of the one who writes it down.
const ANNOUNCED: &[&str] = &[
    "version-withdrawn-in-use",
    "version-deprecated-in-use",
    "upgrade-overdue",
    "setting-required-not-filled",
    "setting-not-in-version",
    "assembly-conflict",
    "observation-stale",
];

/// A file of usage, and what is to become of it.
#[derive(Debug)]
pub struct Import<'i> {
    /// The file's name.
    pub name: &'i str,
    /// What it holds.
    pub bytes: &'i [u8],
    /// How to read it.
    pub mapping: &'i Mapping,
    /// The folder below `applications/` for new files.
    pub folder: Option<&'i str>,
    /// Whether it names all applications of its sources, so that the others are gone.
    pub complete: bool,
}

/// Plans an import.
///
/// # Errors
/// The file cannot be read, rows are wrong, or what is to change cannot be changed.
pub fn plan(registry: &Registry, tree: &dyn Tree, import: &Import<'_>) -> Result<Plan, ImportError> {
    let raw = raw::read(import.name, import.bytes, import.mapping)?;
    let mut draft = Draft::new(tree);
    let stems = application::stems(&draft)?;
    let lookup = Lookup::of(registry, stems.into_iter());
    let groups = groups(&raw, import.mapping, &lookup)?;
    let mut preview = Preview::default();
    for group in groups.values() {
        change(registry, &mut draft, group, (import.folder, &mut preview))?;
    }
    others(registry, &mut draft, &groups, (import.complete, &mut preview))?;
    let mut notes = preview.notes();
    notes.extend(left_alone(registry, &preview.going));
    if !raw.unread.is_empty() {
        let unread = listed(raw.unread.iter().map(String::as_str), 12);
        notes.push(format!("not read: {unread}"));
    }
    Ok(Plan {
        changes: draft.finish(),
        steps: preview.steps(),
        notes,
        summary: preview.summary(),
        destroys: !preview.going.is_empty(),
        announced: ANNOUNCED,
        ..Plan::default()
    })
}

/// The applications that the rows make.
fn groups<'r>(raw: &Raw, mapping: &Mapping, lookup: &Lookup<'r>) -> Result<Groups<'r>, ImportError> {
    let mut rows = Rows { raw, mapping, lookup, faults: raw.faults.clone() };
    let mut groups = Groups::new();
    for row in &raw.rows {
        if let Some(read) = rows.read(row) {
            rows.faults.extend(groups::add(&mut groups, read, &row.at, raw));
        }
        if rows.faults.len() >= MOST_FAULTS {
            break;
        }
    }
    for group in groups.values_mut() {
        rows.faults.extend(group.settle(raw));
    }
    match rows.faults.is_empty() {
        true => Ok(groups),
        false => {
            rows.faults.sort();
            Err(ImportError::Rows(rows.faults))
        }
    }
}

/// Makes the file of an application say what was told.
fn change<'p>(
    registry: &Registry,
    draft: &mut Draft<'_>,
    group: &'p Group<'p>,
    (folder, preview): (Option<&str>, &mut Preview<'p>),
) -> Result<(), EditError> {
    let said = &group.said;
    let there = match &group.target {
        Target::New(slug) => {
            let path = path_of(folder, slug)?;
            draft.create(&path, said.text(&path).into_bytes());
            preview.new.push(&said.name);
            return Ok(());
        }
        Target::There(there) => there,
    };
    let known = there.observed.as_ref().map(|day| day.value);
    if said.observed.is_some() && said.observed < known {
        preview.older.push(&said.name);
        return Ok(());
    }
    let settling = Settling::of(registry, there, said);
    draft.edit(&there.file, |editor| settling.write(editor))?;
    let differences = settling.differences();
    match (differences.words.is_empty(), differences.observed) {
        (false, _) => preview.changed.push((&said.name, differences)),
        (true, true) => preview.observed += 1,
        (true, false) => preview.same += 1,
    }
    Ok(())
}

/// The applications of the same platforms that were not named.
fn others<'p>(
    registry: &'p Registry,
    draft: &mut Draft<'_>,
    groups: &Groups<'p>,
    (complete, preview): (bool, &mut Preview<'p>),
) -> Result<(), ImportError> {
    let sources: BTreeSet<&str> = groups.values().filter_map(|group| group.said.source.as_deref()).collect();
    if complete && sources.is_empty() {
        return Err(ImportError::refused(
            "--complete removes the applications of a source that the import does not name, and it names no source; give \
             --source NAME",
        ));
    }
    let named: BTreeSet<&str> = groups
        .values()
        .filter_map(|group| match &group.target {
            Target::There(application) => Some(application.file.as_str()),
            Target::New(_) => None,
        })
        .collect();
    let of_source = |app: &&Application| app.source.as_deref().is_some_and(|source| sources.contains(source));
    let others = registry.applications.iter().filter(of_source);
    let others: Vec<&Application> = others.filter(|app| !named.contains(app.file.as_str())).collect();
    if !complete {
        preview.unnamed = others;
        return Ok(());
    }
    for application in &others {
        draft.remove(&application.file)?;
    }
    preview.going = others;
    Ok(())
}
