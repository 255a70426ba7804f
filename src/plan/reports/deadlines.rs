//! By when something has to happen, by day: breaks with an `upgrade_by`, retirements with a `from`, and, for those who see
//! everything, waivers that end.
//!
//! A day that has passed is told only where an application is still on the wrong side.

use jiff::civil::Date;

use super::sheet::{Cell, Kind, Sheet, column};
use super::{application_item, connector_item, version_item};
use crate::model::{Application, Connector, ConnectorVersion, Waiver};
use crate::plan::shown::{self, Shown};

/// Something that is due.
struct Due<'r> {
    day: Date,
    kind: &'static str,
    version: Option<(&'r Connector, &'r ConnectorVersion)>,
    what: String,
    owners: Vec<&'r str>,
    /// Those still on the wrong side; `None` where applications play no part.
    applications: Option<Vec<&'r Application>>,
}

pub(super) fn sheet(shown: &Shown<'_>, today: Date) -> Sheet {
    let mut due: Vec<Due<'_>> =
        shown.connectors.iter().flat_map(|connector| of_connector(shown, connector)).collect();
    if shown.sight.is_whole() {
        due.extend(shown.registry.policy.waivers.iter().map(waiver));
    }
    due.retain(|due| due.day >= today || due.applications.as_ref().is_none_or(|on| !on.is_empty()));
    // Equal days keep the order of connectors and versions.
    due.sort_by_key(|due| due.day);
    let overdue = due.iter().filter(|due| due.day < today).count();
    Sheet {
        name: "deadlines",
        title: "What is due",
        about: "The days by which applications have to leave a version, and those that are still on it. What has passed is listed as long as somebody is late.",
        nothing: "Nothing is due.",
        columns: vec![
            column("day", "Day", Kind::Date),
            column("days_left", "Days left", Kind::Number),
            column("overdue", "Overdue", Kind::YesNo),
            column("kind", "What", Kind::Word),
            column("connector", "Connector", Kind::Link),
            column("version", "Version", Kind::Link),
            column("application_count", "Still there", Kind::Number),
            column("applications", "Applications", Kind::List),
            column("what", "Why", Kind::Text),
            column("owners", "Owners", Kind::List),
        ],
        rows: due.iter().map(|due| row(shown, due, today)).collect(),
        totals: vec![(column("overdue", "Overdue", Kind::Number), Cell::count(overdue))],
    }
}

fn row(shown: &Shown<'_>, due: &Due<'_>, today: Date) -> Vec<Cell> {
    let applications = due.applications.as_ref();
    vec![
        Cell::Date(due.day),
        Cell::Number(i64::from((due.day - today).get_days())),
        Cell::YesNo(due.day < today),
        Cell::Word(due.kind),
        Cell::maybe(due.version, |(connector, _)| Cell::Link(connector_item(connector))),
        Cell::maybe(due.version, |(connector, version)| Cell::Link(version_item(connector, version))),
        Cell::maybe(applications, |applications| Cell::count(applications.len())),
        Cell::maybe(applications, |applications| {
            Cell::list(applications.iter().map(|found| application_item(shown, found)))
        }),
        Cell::text(&due.what),
        Cell::texts(&due.owners),
    ]
}

fn of_connector<'r>(shown: &Shown<'r>, connector: &'r Connector) -> Vec<Due<'r>> {
    let of_version = |version| [broken(shown, connector, version), retired(shown, connector, version)];
    shown::versions(connector).flat_map(of_version).flatten().collect()
}

/// A break that applications below have to cross on their way to the current version.
fn broken<'r>(shown: &Shown<'r>, connector: &'r Connector, version: &'r ConnectorVersion) -> Option<Due<'r>> {
    let breaking = version.breaking.as_ref()?;
    let day = breaking.upgrade_by?;
    connector.current().filter(|current| version.number <= current.number)?;
    let mut below: Vec<&Application> = shown
        .usage
        .versions_of(&connector.slug)
        .filter(|(number, _)| **number < version.number)
        .flat_map(|(_, uses)| uses.iter().map(|(application, _)| *application))
        .collect();
    below.sort_by_key(|application| &application.slug);
    below.dedup_by_key(|application| &application.slug);
    Some(Due { what: breaking.summary.clone(), ..due(day, "break", connector, version, below) })
}

/// A version that goes out of use.
fn retired<'r>(
    shown: &Shown<'r>,
    connector: &'r Connector,
    version: &'r ConnectorVersion,
) -> Option<Due<'r>> {
    let retirement = version.status.retirement()?;
    let on = shown.usage.applications_of_version(&connector.slug, &version.number);
    let due = due(retirement.from?, version.status.word(), connector, version, on);
    Some(Due { what: retirement.reason.value.clone(), ..due })
}

fn due<'r>(
    day: Date,
    kind: &'static str,
    connector: &'r Connector,
    version: &'r ConnectorVersion,
    applications: Vec<&'r Application>,
) -> Due<'r> {
    Due {
        day,
        kind,
        version: Some((connector, version)),
        what: String::new(),
        owners: connector.owners.iter().map(|owner| owner.value.as_str()).collect(),
        applications: Some(applications),
    }
}

fn waiver(waiver: &Waiver) -> Due<'_> {
    Due {
        day: waiver.expires,
        kind: "waiver",
        version: None,
        what: format!("{} on {}: {}", waiver.rule.value, waiver.path.glob().glob(), waiver.reason),
        owners: vec![&waiver.owner],
        applications: None,
    }
}
