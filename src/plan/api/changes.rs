//! `changes.json`: what happened to versions, by the days that the registry itself names.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::model::{Connector, ConnectorVersion};
use crate::plan::shown::{self, Shown};

/// As many changes are told; a connector's own file tells of all of its versions.
const MOST: usize = 1000;

/// What happened to a version on a day.
struct Change<'c> {
    date: Date,
    what: &'static str,
    connector: &'c Connector,
    version: &'c ConnectorVersion,
}

/// The changes, newest first; of one day by connector, higher versions first.
pub(crate) fn changes(shown: &Shown<'_>) -> Value {
    let mut all: Vec<Change<'_>> = shown
        .connectors
        .iter()
        .flat_map(|connector| shown::versions(connector).flat_map(|version| of(connector, version)))
        .collect();
    all.sort_by(|a, b| {
        let day = b.date.cmp(&a.date).then_with(|| a.connector.slug.cmp(&b.connector.slug));
        day.then_with(|| b.version.number.cmp(&a.version.number)).then_with(|| b.what.cmp(a.what))
    });
    json!({
        "complete": all.len() <= MOST,
        "changes": all.iter().take(MOST).map(told).collect::<Vec<_>>(),
    })
}

fn of<'c>(connector: &'c Connector, version: &'c ConnectorVersion) -> impl Iterator<Item = Change<'c>> {
    let change = move |date: Option<Date>, what| date.map(|date| Change { date, what, connector, version });
    let retired = version.status.retirement().and_then(|end| change(end.from, version.status.word()));
    change(version.date(), "added").into_iter().chain(retired)
}

fn told(change: &Change<'_>) -> Value {
    let Change { date, what, connector, version } = change;
    let retirement = version.status.retirement().filter(|_| *what != "added");
    json!({
        "date": date.to_string(),
        "what": what,
        "connector": connector.slug.as_str(),
        "name": connector.name.value,
        "version": version.number.as_str(),
        "breaking": version.breaking.is_some(),
        "reason": retirement.map(|found| found.reason.as_str()),
        "replaced_by": retirement.and_then(|found| found.replaced_by.as_deref()),
        "page": shown::version_page(connector, version).as_str(),
        "api": format!("api/v1/connectors/{}/{}.json", connector.slug, version.number),
    })
}
