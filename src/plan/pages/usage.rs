//! `usage.html`: what needs attention first, and the way to every report.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::model::{Connector, ConnectorVersion};
use crate::plan::path::SitePath;
use crate::plan::reports::{self, Group, Report, Sheet};
use crate::plan::shown::{self, Shown};
use crate::plan::view::{self, Frame};

/// The most versions that are listed for attention; the rest stands in the report of those behind.
const MOST: usize = 100;
/// The most applications named for one of them.
const MOST_APPLICATIONS: usize = 10;

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath, today: Date) -> Value {
    let frame = Frame {
        description: "Who uses what, who is behind, what is due, and what may be deleted.",
        ..Frame::at(path, "Usage", "usage")
    };
    let mut sorted: Vec<&Connector> = shown.connectors.clone();
    sorted.sort_by_cached_key(|found| (found.name.value.to_lowercase(), found.slug.as_str().to_owned()));
    let mut attention: Vec<Value> = sorted.iter().flat_map(|found| attention(shown, found)).collect();
    attention.sort_by_key(|row| row["status"] != "withdrawn");
    let more = attention.len().saturating_sub(MOST);
    attention.truncate(MOST);
    let reports = reports::groups(shown.sight).map(|group| entry(shown, group, today));
    frame.with(
        shown,
        json!({
            "attention": attention,
            "more": more,
            "reports": reports.collect::<Vec<_>>(),
            "as_of": today.to_string(),
            "partial": !shown.sight.is_whole(),
        }),
    )
}

/// The page of some reports, with the number that says whether to look.
fn entry(shown: &Shown<'_>, group: &Group, today: Date) -> Value {
    let files: Vec<Value> = group.of(shown.sight).map(|report| json!(report.name())).collect();
    let figures: Vec<Value> =
        group.of(shown.sight).filter_map(|report| figure(shown, report, today)).collect();
    json!({
        "title": group.title,
        "about": group.about,
        "href": group.page().href(),
        "files": files,
        "figures": figures,
    })
}

/// What one report comes to: a number, what it counts, and whether it calls for somebody.
fn figure(shown: &Shown<'_>, report: Report, today: Date) -> Option<Value> {
    let made = |number: usize, one: &str, many: &str, urgent: bool| json!({ "number": number, "what": if number == 1 { one } else { many }, "urgent": urgent && number > 0 });
    let sheet = || report.sheet(shown, today);
    Some(match report {
        Report::Stale => made(sheet().rows.len(), "use is behind", "uses are behind", false),
        Report::Deadlines => made(overdue(&sheet()), "deadline has passed", "deadlines have passed", true),
        Report::Deletable if shown.sight.is_whole() => {
            made(deletable(&sheet()), "version may be deleted", "versions may be deleted", false)
        }
        Report::Conflicts => made(sheet().rows.len(), "conflict", "conflicts", true),
        Report::Usage(reports::By::Application) => {
            made(shown.applications.len(), "application", "applications", false)
        }
        _ => return None,
    })
}

fn overdue(sheet: &Sheet) -> usize {
    count(sheet, "overdue", &reports::Cell::YesNo(true))
}

fn deletable(sheet: &Sheet) -> usize {
    count(sheet, "deletable", &reports::Cell::Word("yes"))
}

/// How many rows have this in that column.
fn count(sheet: &Sheet, key: &str, cell: &reports::Cell) -> usize {
    let at = sheet.columns.iter().position(|column| column.key == key).expect("the report has this column");
    sheet.rows.iter().filter(|row| row[at] == *cell).count()
}

/// The versions of a connector that should not be in use and are.
fn attention(shown: &Shown<'_>, connector: &Connector) -> Vec<Value> {
    let retired = shown::versions(connector).rev().filter(|version| version.status.retirement().is_some());
    let used = retired
        .map(|version| (version, shown.usage.applications_of_version(&connector.slug, &version.number)));
    used.filter(|(_, applications)| !applications.is_empty())
        .map(|(version, applications)| {
            let named = applications.iter().take(MOST_APPLICATIONS);
            let named: Vec<Value> = named.map(|found| view::application(shown, found)).collect();
            let mut row = retired_row(shown, connector, version);
            row["more"] = json!(applications.len().saturating_sub(MOST_APPLICATIONS));
            row["applications"] = json!(named);
            row
        })
        .collect()
}

fn retired_row(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    json!({
        "name": connector.name.value,
        "version": version.number.as_str(),
        "href": shown::version_page(connector, version).href(),
        "status": version.status.word(),
        "retirement": view::retirement(shown, connector, version),
    })
}
