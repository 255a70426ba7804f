//! The pages about a whole connector: one for each tab, all below the same head.

mod compare;
mod files;
mod head;
mod history;
mod overview;
mod usage;
mod versions;

use serde_json::{Value, json};

pub(crate) use files::assembly;
pub(crate) use head::crumbs;
pub(crate) use usage::on_version_anchor;

use crate::model::{Connector, ConnectorVersion};
use crate::plan::path::SitePath;
use crate::plan::route::Tab;
use crate::plan::shown::{self, Shown};
use crate::plan::view::Frame;
use crate::plan::{assets, form};

/// The template of a tab and what it is filled with.
pub(crate) fn page(
    shown: &Shown<'_>,
    path: &SitePath,
    tab: Tab,
    connector: &Connector,
) -> (&'static str, Value) {
    let kept = shown.kept(connector).expect("a connector of which a page is made has one");
    let steps = kept.steps();
    let (template, mut own) = match tab {
        Tab::Overview => ("connector.html", overview::own(shown, connector, steps)),
        Tab::Settings => ("connector-settings.html", settings(shown, connector)),
        Tab::Versions => ("connector-versions.html", versions::own(shown, connector, steps)),
        Tab::Usage => ("connector-usage.html", usage::own(shown, connector)),
        Tab::Files => ("connector-files.html", files::own(connector)),
        Tab::Compare => ("connector-compare.html", compare::own(connector, steps)),
    };
    own["head"] = head::head(shown, connector, tab, steps);
    (template, frame(shown, path, tab, connector, own))
}

fn frame(shown: &Shown<'_>, path: &SitePath, tab: Tab, connector: &Connector, own: Value) -> Value {
    let name = head::tab_name(tab);
    let title = format!("{}: {}", connector.name.value, name.to_lowercase());
    let mut frame = Frame {
        description: &connector.description,
        crumbs: crumbs(shown, connector),
        ..Frame::at(path, if tab == Tab::Overview { &connector.name } else { &title }, "connectors")
    };
    if tab != Tab::Overview {
        frame.here = Some(name);
        let overview = shown::tab_page(connector, Tab::Overview);
        frame.crumbs.push((connector.name.value.clone(), overview.href()));
    }
    frame.with(shown, own)
}

fn settings(shown: &Shown<'_>, connector: &Connector) -> Value {
    let latest = shown::latest(connector);
    let facts = latest.and_then(ConnectorVersion::facts);
    json!({
        "form": facts.map(|facts| form::drawn(&facts.form)),
        "settings": latest.and_then(|version| form::rows(shown, connector, version)),
    })
}

/// The page that compares two versions, with both chosen; `None` where there are not two.
pub(crate) fn compare_href(
    connector: &Connector,
    from: &ConnectorVersion,
    to: &ConnectorVersion,
) -> Option<String> {
    // In the query of an address a plus sign means a blank.
    let text = |version: &ConnectorVersion| version.number.as_str().replace('+', "%2B");
    let page = shown::tab_page(connector, Tab::Compare);
    let pair = || format!("{}?from={}&to={}", page.href(), text(from), text(to));
    shown::is_comparable(connector).then(pair)
}

/// The script of the page that compares.
pub(crate) fn compare_script() -> &'static str {
    assets::compare_path().as_str()
}
