//! `index.html`: search, categories, connectors, what is new.

use serde_json::{Value, json};

use crate::model::{Connector, ConnectorVersion};
use crate::plan::path::SitePath;
use crate::plan::shown::{self, Group, Shown};
use crate::plan::view::{self, Frame};
use crate::plan::{icon, machines};

/// How many recent versions are listed.
const RECENT: usize = 10;
/// A registry with more connectors than this shows only the first of each category; the rest is one link away.
const ALL: usize = 120;
/// How many connectors of a category are shown then.
const FIRST: usize = 9;

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath) -> Value {
    let policy = &shown.registry.policy;
    let frame = Frame { description: &policy.description, ..Frame::at(path, &policy.title, "connectors") };
    let most = if shown.connectors.len() > ALL { FIRST } else { usize::MAX };
    let mut spare = icon::INLINE;
    let groups: Vec<Value> = shown.groups.iter().map(|found| group(shown, found, most, &mut spare)).collect();
    frame.with(
        shown,
        json!({
            "description": policy.description,
            "connectors": shown.connectors.len(),
            "versions": shown.connectors.iter().map(|connector| shown::versions(connector).count()).sum::<usize>(),
            "applications": shown.has_usage().then_some(shown.applications.len()),
            "groups": groups,
            "recent": recent(shown),
            "along": machines::along(&SitePath::known(machines::FEED), machines::all_current(shown).as_ref()),
        }),
    )
}

fn group(shown: &Shown<'_>, group: &Group<'_>, most: usize, spare: &mut usize) -> Value {
    let cards = group.connectors.iter().take(most);
    let cards: Vec<Value> = cards.map(|found| view::card(shown, found, spare)).collect();
    json!({
        "id": group.category.map_or("other-connectors", |category| category.id.as_str()),
        "name": group.category.map_or("Without a category", |category| &category.name),
        "description": group.category.and_then(|category| category.description.as_deref()),
        "href": group.category.map(|category| shown::category_page(category).href()),
        "count": group.connectors.len(),
        "cards": cards,
    })
}

/// The versions added last, newest first; of one day, by name and higher version first.
fn recent(shown: &Shown<'_>) -> Vec<Value> {
    let mut all: Vec<_> = shown.connectors.iter().flat_map(|connector| dated(connector)).collect();
    all.sort_by(|(a, av, ad), (b, bv, bd)| {
        bd.cmp(ad).then_with(|| a.slug.cmp(&b.slug)).then_with(|| bv.number.cmp(&av.number))
    });
    let row = |(connector, version, date): &(&Connector, &ConnectorVersion, jiff::civil::Date)| {
        json!({
            "name": connector.name.value,
            "version": version.number.as_str(),
            "href": shown::version_page(connector, version).href(),
            "date": date.to_string(),
            "status": view::status(connector, version),
            "breaking": version.breaking.is_some(),
        })
    };
    all.iter().take(RECENT).map(row).collect()
}

fn dated(connector: &Connector) -> Vec<(&Connector, &ConnectorVersion, jiff::civil::Date)> {
    shown::versions(connector).filter_map(|version| Some((connector, version, version.date()?))).collect()
}
