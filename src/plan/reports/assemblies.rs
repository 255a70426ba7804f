//! Which assemblies are shipped by which versions: by name, version and content.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Cell, Kind, Sheet, column};
use super::whole_version_item;
use crate::model::{Connector, ConnectorVersion, Slug};
use crate::package::clr::AssemblyVersion;
use crate::package::code::FileContent;
use crate::plan::shown::{self, Shown};
use crate::source::Digest;

/// What tells one assembly from another: its name in small letters, version, culture, content.
type Identity<'r> = (String, AssemblyVersion, &'r str, Digest);

/// One assembly and who brings it.
struct Shipped<'r> {
    name: &'r str,
    bytes: u64,
    by: Vec<(&'r Connector, &'r ConnectorVersion)>,
}

pub(super) fn sheet(shown: &Shown<'_>) -> Sheet {
    let mut columns = vec![
        column("assembly", "Assembly", Kind::Text),
        column("assembly_version", "Version", Kind::Text),
        column("culture", "Culture", Kind::Text),
        column("bytes", "Size", Kind::Bytes),
        column("shipped_by", "Shipped by", Kind::List),
        column("version_count", "Versions", Kind::Number),
    ];
    if shown.has_usage() {
        columns.push(column("applications", "Applications", Kind::Number));
    }
    columns.push(column("sha256", "SHA-256", Kind::Digest));
    let shipped = shipped(shown);
    Sheet {
        name: "assemblies",
        title: "Which versions ship which assembly",
        about: "Every .NET assembly inside a package, by its name, its version and its content.",
        nothing: "No package holds an assembly that could be read.",
        columns,
        rows: shipped.iter().map(|(identity, shipped)| row(shown, identity, shipped)).collect(),
        totals: Vec::new(),
    }
}

fn row(shown: &Shown<'_>, (_, version, culture, digest): &Identity<'_>, shipped: &Shipped<'_>) -> Vec<Cell> {
    let by = shipped.by.iter().map(|(connector, version)| whole_version_item(connector, version));
    let mut row = vec![
        Cell::text(shipped.name),
        Cell::text(version.to_string()),
        Cell::text(culture),
        Cell::bytes(shipped.bytes),
        Cell::list(by),
        Cell::count(shipped.by.len()),
    ];
    if shown.has_usage() {
        let users = shipped
            .by
            .iter()
            .flat_map(|(connector, version)| shown.usage.of_version(&connector.slug, &version.number))
            .map(|(application, _)| &application.slug)
            .collect::<BTreeSet<&Slug>>();
        row.push(Cell::count(users.len()));
    }
    row.push(Cell::text(digest.to_string()));
    row
}

fn shipped<'r>(shown: &Shown<'r>) -> BTreeMap<Identity<'r>, Shipped<'r>> {
    let mut shipped: BTreeMap<Identity<'r>, Shipped<'r>> = BTreeMap::new();
    for connector in &shown.connectors {
        for version in shown::versions(connector) {
            let Some(facts) = version.facts() else { continue };
            // Both lists hold every file of the package, in its order.
            for (file, reference) in facts.code.files.iter().zip(&facts.references) {
                let FileContent::Assembly(found) = &file.content else { continue };
                let identity =
                    (found.name.to_lowercase(), found.version, found.culture.as_str(), reference.digest);
                let entry = shipped.entry(identity);
                let entry =
                    entry.or_insert(Shipped { name: &found.name, bytes: reference.size, by: Vec::new() });
                if entry.by.last().is_none_or(|(_, last)| !std::ptr::eq(*last, version)) {
                    entry.by.push((connector, version));
                }
            }
        }
    }
    shipped
}
