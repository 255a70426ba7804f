//! May a version be deleted: yes; no, because; not known. What `check` would say to a change that deletes it.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::sheet::{Cell, Kind, Sheet, column};
use super::{UNSEEN, connector_item, version_item};
use crate::diag::{joined, plural};
use crate::model::{Application, Connector, ConnectorVersion, Deletion, Deletions};
use crate::plan::shown::{self, Shown};

/// The most applications and files that are named.
const MOST_TOLD: usize = 5;

/// The answer for one version, for its page: `answer` and `because`; `null` on a site that tells of no usage.
pub(crate) fn answer(
    shown: &Shown<'_>,
    connector: &Connector,
    version: &ConnectorVersion,
    today: Date,
) -> Value {
    if !shown.has_usage() {
        return Value::Null;
    }
    let (answer, because) = Answers::on(shown, today).of(connector, version);
    json!({ "answer": answer.word(), "because": because })
}

pub(super) fn sheet(shown: &Shown<'_>, today: Date) -> Sheet {
    let answers = Answers::on(shown, today);
    let versions = shown
        .connectors
        .iter()
        .flat_map(|connector| shown::versions(connector).rev().map(move |version| (*connector, version)));
    let mut rows: Vec<_> =
        versions.map(|(connector, version)| row(shown, &answers, connector, version)).collect();
    rows.sort_by_key(|(answer, _)| *answer);
    Sheet {
        name: "deletable",
        title: "May this version be deleted?",
        about: "What a check would say to a change that deletes one version and nothing else. Those that may go come first.",
        nothing: "There is no version yet.",
        columns: vec![
            column("connector", "Connector", Kind::Link),
            column("version", "Version", Kind::Link),
            column("status", "Status", Kind::Word),
            column("deletable", "Deletable", Kind::Word),
            column("because", "Because", Kind::Text),
            column("applications", "Applications", Kind::Number),
            column("bytes", "Package", Kind::Bytes),
            column("added", "Added", Kind::Date),
        ],
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        totals: Vec::new(),
    }
}

/// A version with the answer, by which it is sorted.
fn row(
    shown: &Shown<'_>,
    answers: &Answers<'_, '_>,
    connector: &Connector,
    version: &ConnectorVersion,
) -> (Answer, Vec<Cell>) {
    let (answer, because) = answers.of(connector, version);
    let users = shown.usage.applications_of_version(&connector.slug, &version.number).len();
    let cells = vec![
        Cell::Link(connector_item(connector)),
        Cell::Link(version_item(connector, version)),
        Cell::Word(crate::plan::view::status(connector, version)),
        Cell::Word(answer.word()),
        Cell::text(because),
        Cell::count(users),
        Cell::maybe(bytes(version), Cell::bytes),
        Cell::maybe(version.date(), Cell::Date),
    ];
    (answer, cells)
}

/// May it be deleted?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Answer {
    Yes,
    NotKnown,
    No,
}

impl Answer {
    fn word(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::NotKnown => "not known",
            Answer::No => "no",
        }
    }
}

/// The answers for all versions of what an audience sees.
pub(super) struct Answers<'s, 'r> {
    shown: &'s Shown<'r>,
    deletions: &'s Deletions<'r>,
}

impl<'s, 'r> Answers<'s, 'r> {
    pub(super) fn on(shown: &'s Shown<'r>, today: Date) -> Answers<'s, 'r> {
        Answers { shown, deletions: shown.deletions(today) }
    }

    /// The answer, and why.
    pub(super) fn of(&self, connector: &Connector, version: &ConnectorVersion) -> (Answer, String) {
        let named = |applications: &[&Application]| {
            some(applications.iter().map(|application| application.name.value.clone()).collect())
        };
        match self.deletions.of(&self.shown.usage, connector, version) {
            Deletion::InUse(users) if users.len() == 1 => (Answer::No, "1 application uses it".to_owned()),
            Deletion::InUse(users) => (Answer::No, format!("{} applications use it", users.len())),
            Deletion::Last => (Answer::No, "it is the only version of its connector".to_owned()),
            Deletion::Named(number) => (Answer::No, format!("version {number} names it as what replaces it")),
            // What somebody who does not see everything is told must not depend on what they do not see.
            _ if !self.shown.sight.is_whole() => (Answer::NotKnown, UNSEEN.to_owned()),
            Deletion::Unread(files) => {
                let files = some(files.iter().map(|file| file.to_string()).collect());
                (Answer::NotKnown, format!("could not be read whole: {files}"))
            }
            Deletion::Unobserved(days, stale) => (
                Answer::NotKnown,
                format!("not observed for more than {}: {}", plural(days as usize, "day"), named(stale)),
            ),
            Deletion::Free => (Answer::Yes, "no application uses it".to_owned()),
        }
    }
}

/// The size of a version's package as people know it, where the registry holds one.
pub(super) fn bytes(version: &ConnectorVersion) -> Option<u64> {
    version.facts().map(|facts| facts.offered.size)
}

/// The first few of some names, and how many more there are.
fn some(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(MOST_TOLD);
    names.truncate(MOST_TOLD);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    joined(&names)
}
