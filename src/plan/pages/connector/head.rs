//! What stands at the top of each of a connector's pages: its name, its plate and its tabs.

use serde_json::{Value, json};

use crate::model::{Connector, ConnectorVersion};
use crate::plan::route::Tab;
use crate::plan::shown::{self, Shown};
use crate::plan::steps::{self, Steps};
use crate::plan::{icon, impact, view};

pub(crate) fn head(shown: &Shown<'_>, connector: &Connector, tab: Tab, steps: &Steps<'_>) -> Value {
    let category = shown.category(connector);
    let version = shown::latest(connector);
    json!({
        "slug": connector.slug.as_str(),
        "name": connector.name.value,
        "description": connector.description,
        "icon": icon::of(connector).map(|icon| icon.path.href()),
        "mark": icon::letters(&connector.name),
        "category": category.map(|found| json!({ "name": found.name.value, "href": shown::category_page(found).href() })),
        "owners": connector.owners,
        "applications": shown.users_of(connector),
        "failing": shown.registry.keeps(connector),
        "replaced_by": connector.replaced_by.as_ref().map(|slug| view::replacement(shown, None, slug)),
        "shown": version.map(|version| shown_version(shown, connector, version)),
        "upgrade": version.and_then(|version| upgrade(connector, version, steps)),
        "pages": pages(connector),
        "tabs": tabs(shown, connector, tab),
    })
}

/// The way to a connector: the list and its category.
pub(crate) fn crumbs(shown: &Shown<'_>, connector: &Connector) -> Vec<(String, String)> {
    let mut crumbs = vec![("Connectors".to_owned(), "index.html".to_owned())];
    if let Some(category) = shown.category(connector) {
        crumbs.push((category.name.value.clone(), shown::category_page(category).href()));
    }
    crumbs
}

pub(crate) fn tab_name(tab: Tab) -> &'static str {
    match tab {
        Tab::Overview => "Overview",
        Tab::Settings => "Settings",
        Tab::Versions => "Versions",
        Tab::Usage => "Usage",
        Tab::Files => "Files",
        Tab::Compare => "Compare",
    }
}

fn shown_version(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    let mut row = view::version_row(shown, connector, version);
    row["retirement"] = json!(view::retirement(shown, connector, version));
    row["breaks"] = impact::break_of(connector, version);
    row["no_download"] = json!(view::no_download(connector, version));
    row["requires"] = json!(version.requires);
    row
}

/// What coming from the version before means.
fn upgrade(connector: &Connector, version: &ConnectorVersion, steps: &Steps<'_>) -> Option<Value> {
    let step = steps.to(&version.number)?;
    let (before, comparison) = (step.before?, step.comparison.as_ref()?);
    Some(json!({
        "from": before.number.as_str(),
        "href": shown::version_page(connector, version).href(),
        "grade": step.word(),
        "verdict": steps::parts(&comparison.verdict()),
    }))
}

fn pages(connector: &Connector) -> Value {
    let href = |tab| shown::tab_page(connector, tab).href();
    json!({
        "versions": href(Tab::Versions),
        "usage": href(Tab::Usage),
        "compare": shown::is_comparable(connector).then(|| href(Tab::Compare)),
    })
}

/// The tabs. Comparing is a part of the versions and has no tab of its own.
fn tabs(shown: &Shown<'_>, connector: &Connector, here: Tab) -> Vec<Value> {
    let listed = shown.tabs_of(connector).into_iter().filter(|tab| *tab != Tab::Compare);
    let current = |tab: Tab| match here {
        _ if tab == here => Some("page"),
        Tab::Compare if tab == Tab::Versions => Some("true"),
        _ => None,
    };
    let tab = |tab: Tab| {
        json!({
            "text": tab_name(tab),
            "href": shown::tab_page(connector, tab).href(),
            "current": current(tab),
        })
    };
    listed.map(tab).collect()
}
