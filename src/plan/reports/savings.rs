//! What deleting the versions that may go would save: the bytes of their packages, by connector and in all.
//!
//! The version that a connector's page is about stays: people take it, even if nobody did yet.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::deletable::{Answer, Answers, bytes};
use super::sheet::{Cell, Kind, Sheet, column};
use super::{connector_item, version_item};
use crate::model::{Connector, ConnectorVersion};
use crate::plan::shown::{self, Shown};

pub(super) fn sheet(shown: &Shown<'_>, today: Date) -> Sheet {
    let answers = Answers::on(shown, today);
    let all = shown.connectors.iter().map(|connector| (*connector, spare(&answers, connector)));
    let mut spare: Vec<_> = all
        .filter(|(_, versions)| !versions.is_empty())
        .map(|(connector, versions)| (saved(&versions), connector, versions))
        .collect();
    spare.sort_by_key(|(saved, connector, _)| (Reverse(*saved), &connector.slug));
    let versions = spare.iter().map(|(_, _, versions)| versions.len()).sum();
    let totals = vec![
        (column("connectors", "Connectors", Kind::Number), Cell::count(spare.len())),
        (column("versions", "Versions", Kind::Number), Cell::count(versions)),
        (
            column("bytes", "Would be saved", Kind::Bytes),
            Cell::bytes(spare.iter().map(|(saved, ..)| saved).sum()),
        ),
    ];
    Sheet {
        name: "savings",
        title: "What would be saved",
        about: "Packages of versions that may be deleted, older than the one that people take now. Git keeps what was committed: the space is saved where the registry is checked out and published.",
        nothing: "No version may be deleted.",
        columns: vec![
            column("connector", "Connector", Kind::Link),
            column("version_count", "Versions", Kind::Number),
            column("versions", "Which", Kind::List),
            column("bytes", "Would be saved", Kind::Bytes),
        ],
        rows: spare
            .into_iter()
            .map(|(saved, connector, versions)| row(saved, connector, &versions))
            .collect(),
        totals,
    }
}

fn row(saved: u64, connector: &Connector, versions: &[&ConnectorVersion]) -> Vec<Cell> {
    vec![
        Cell::Link(connector_item(connector)),
        Cell::count(versions.len()),
        Cell::list(versions.iter().map(|version| version_item(connector, version))),
        Cell::bytes(saved),
    ]
}

/// The versions of a connector that may all go together, lowest first.
fn spare<'r>(answers: &Answers<'_, '_>, connector: &'r Connector) -> Vec<&'r ConnectorVersion> {
    let kept = shown::latest(connector).map(|version| &version.number);
    shown::versions(connector)
        .filter(|version| Some(&version.number) != kept)
        .filter(|version| answers.of(connector, version).0 == Answer::Yes)
        .collect()
}

fn saved(versions: &[&ConnectorVersion]) -> u64 {
    versions.iter().filter_map(|version| bytes(version)).sum()
}
