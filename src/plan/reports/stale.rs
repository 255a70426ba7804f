//! Who is behind, worst first: what is in use and should not be, then what has most to cross.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::sheet::{Cell, Kind, Sheet, column};
use super::standing::{self, Standing};
use super::usage::too_old;
use super::{application_item, connector_item, version_item};
use crate::model::{Application, Use};
use crate::plan::impact::Way;
use crate::plan::shown::Shown;

pub(super) fn sheet(shown: &Shown<'_>, today: Date) -> Sheet {
    let all = shown.registry.applications.iter().flat_map(|application| {
        application.uses.iter().map(move |used| (application, used, standing::of_use(shown, used)))
    });
    let mut stale: Vec<_> =
        all.filter(|(_, _, standing)| standing.behind.is_some() || standing.rank() > 0).collect();
    stale.sort_by_key(|(application, used, standing)| {
        (worst_first(standing), &application.slug, &used.connector.value)
    });
    let needed = to_fill_in(shown, stale.iter().map(|(_, used, _)| *used));
    Sheet {
        name: "stale",
        title: "Who is behind",
        about: "Each use of a version that is not the current one, or that should not be used: withdrawn ones first, then those with most breaks, versions and days to cross.",
        nothing: "No application is behind.",
        columns: vec![
            column("application", "Application", Kind::Link),
            column("connector", "Connector", Kind::Link),
            column("version", "In use", Kind::Link),
            column("status", "Status", Kind::Word),
            column("current", "Current", Kind::Link),
            column("versions_behind", "Versions behind", Kind::Number),
            column("days_behind", "Days behind", Kind::Number),
            column("breaks", "Breaks", Kind::Number),
            column("settings", "To fill in", Kind::List),
            column("owner", "Owner", Kind::Text),
            column("connection", "Connection", Kind::Text),
            column("observed", "Observed", Kind::Date),
            column("observation_too_old", "Too old", Kind::YesNo),
        ],
        rows: stale
            .iter()
            .zip(needed)
            .map(|((application, used, standing), needed)| {
                row(shown, (application, used), (standing, needed), today)
            })
            .collect(),
        totals: Vec::new(),
    }
}

fn worst_first(standing: &Standing) -> Reverse<(u8, usize, usize, i64)> {
    let (versions, breaks) = standing.behind.map_or((0, 0), |behind| (behind.versions, behind.breaks));
    Reverse((standing.rank(), breaks, versions, standing.days.unwrap_or(0)))
}

fn row(
    shown: &Shown<'_>,
    (application, used): (&Application, &Use),
    (standing, needed): (&Standing, Option<Vec<String>>),
    today: Date,
) -> Vec<Cell> {
    let connector = shown.connector(&used.connector);
    let version = connector.and_then(|found| Some((found, found.version(&used.version)?)));
    let current = connector.and_then(|found| Some((found, found.current()?)));
    vec![
        Cell::Link(application_item(shown, application)),
        connector
            .map_or_else(|| Cell::text(&used.connector.value), |found| Cell::Link(connector_item(found))),
        version.map_or_else(
            || Cell::text(used.version.value.as_str()),
            |(connector, version)| Cell::Link(version_item(connector, version)),
        ),
        Cell::Word(standing.status),
        Cell::maybe(current, |(connector, current)| Cell::Link(version_item(connector, current))),
        Cell::maybe(standing.behind, |behind| Cell::count(behind.versions)),
        Cell::maybe(standing.days, Cell::Number),
        Cell::maybe(standing.behind, |behind| Cell::count(behind.breaks)),
        Cell::maybe(needed, Cell::texts),
        Cell::maybe(application.owner.as_ref(), Cell::text),
        Cell::maybe(used.connection.as_ref(), |connection| Cell::text(&connection.value)),
        Cell::maybe(application.observed.as_ref(), |observed| Cell::Date(observed.value)),
        too_old(shown, application, today),
    ]
}

/// For each use the keys that the current version needs and that the application was not seen to fill in, as its page tells them;
/// `None` where its settings were not observed or the package could not be read.
fn to_fill_in<'u>(shown: &Shown<'_>, uses: impl Iterator<Item = &'u Use>) -> Vec<Option<Vec<String>>> {
    let uses: Vec<&Use> = uses.collect();
    let mut needed = vec![None; uses.len()];
    // One connector after the other: what is found out of its versions is kept meanwhile.
    let mut by_connector: Vec<usize> = (0..uses.len()).collect();
    by_connector.sort_by_key(|&at| &uses[at].connector.value);
    for at in by_connector {
        needed[at] = keys_to_fill_in(shown, uses[at]);
    }
    needed
}

fn keys_to_fill_in(shown: &Shown<'_>, used: &Use) -> Option<Vec<String>> {
    let settings = Way::of(shown, used)?.settings()?;
    let keys = settings["missing"].as_array()?.iter().filter_map(|setting| setting["key"].as_str());
    Some(keys.map(str::to_owned).collect())
}
