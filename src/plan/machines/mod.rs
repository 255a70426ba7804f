//! What a site holds for programs beside its JSON: feeds, the calendar of deadlines, the site map, badges, bundles.
//!
//! Every text of the registry goes through one function of its format: [`markup::text`](crate::plan::markup::text) or [`calendar`]'s own.

mod address;
mod badge;
mod bundle;
mod calendar;
mod feed;
mod identity;
mod open_search;
mod sitemap;

pub(crate) use badge::badge_path;
pub(crate) use bundle::{Bundle, all_current, of_category};
pub(crate) use feed::{Feed, category_feed, connector_feed};

use serde_json::{Value, json};

use super::Body;
use super::path::SitePath;
use super::shown::{self, Shown};
use crate::model::Connector;

/// The feed of everything.
pub(crate) const FEED: &str = "feed.atom";
/// The calendar of deadlines.
pub(crate) const DEADLINES: &str = "deadlines.ics";
/// What tells a browser of the search.
const OPEN_SEARCH: &str = "opensearch.xml";

/// A file for programs.
pub(crate) enum Machine<'s> {
    Feed(Feed<'s>),
    Deadlines,
    OpenSearch,
    Badge(&'s Connector),
    Bundle(Bundle),
}

type Placed<'s> = (SitePath, Machine<'s>);

/// What a page tells of its feed, of the calendar and of the bundle of what it lists.
pub(crate) fn along(feed: &SitePath, bundle: Option<&Bundle>) -> Value {
    json!({ "feed": feed.href(), "deadlines": DEADLINES, "bundle": bundle.map(Bundle::view) })
}

/// What a connector's page tells of its feed and badge.
pub(crate) fn of_connector(shown: &Shown<'_>, connector: &Connector) -> Value {
    let slug = connector.slug.as_str();
    json!({
        "feed": connector_feed(slug).href(),
        "badge": badge_path(slug).href(),
        "badge_width": badge::width_of(connector),
        "badge_markdown": badge::markdown(shown, connector),
    })
}

/// Where the description of the search lies, where there is one.
pub(crate) fn open_search(shown: &Shown<'_>) -> Option<&'static str> {
    address::root(shown).map(|_| OPEN_SEARCH)
}

/// Those that a site has once.
pub(crate) fn singles<'s>(shown: &Shown<'_>) -> Vec<Placed<'s>> {
    let mut files = vec![(FEED, Machine::Feed(Feed::All)), (DEADLINES, Machine::Deadlines)];
    files.extend(open_search(shown).map(|path| (path, Machine::OpenSearch)));
    files.into_iter().map(|(path, file)| (SitePath::known(path), file)).collect()
}

/// The site map, in the order of paths, over the pages at `pages`; none where the site's address is not known.
pub(crate) fn sitemaps(shown: &Shown<'_>, pages: impl Iterator<Item = SitePath>) -> Vec<(SitePath, Vec<u8>)> {
    address::root(shown).map(|root| sitemap::files(&root, pages)).unwrap_or_default()
}

/// A badge of each connector, also under its former slugs: they stand in texts that nobody finds again.
pub(crate) fn badges<'s>(shown: &'s Shown<'_>) -> Vec<Placed<'s>> {
    let own = shown.connectors.iter().map(|found| (badge_path(found.slug.as_str()), Machine::Badge(found)));
    let former = shown.aliases.iter().map(|(alias, found)| (badge_path(alias), Machine::Badge(found)));
    sorted(own.chain(former).collect())
}

/// A bundle of all current packages, and one of each category's.
pub(crate) fn bundles<'s>(shown: &Shown<'_>) -> Vec<Placed<'s>> {
    let categories = shown.category_groups().map(|(category, group)| of_category(shown, category, group));
    let all = std::iter::once(all_current(shown)).chain(categories);
    sorted(
        all.flatten()
            .filter(Bundle::is_offered)
            .map(|found| (found.path.clone(), Machine::Bundle(found)))
            .collect(),
    )
}

/// What stands at `path`.
pub(crate) fn body(shown: &Shown<'_>, path: &SitePath, machine: &Machine<'_>) -> Body {
    Body::Bytes(match machine {
        Machine::Feed(which) => feed::file(shown, path, which),
        Machine::Deadlines => calendar::file(shown),
        Machine::OpenSearch => open_search::file(shown),
        Machine::Badge(connector) => badge::file(connector),
        Machine::Bundle(bundle) => return Body::Bundle(bundle.members.clone()),
    })
}

fn sorted(mut files: Vec<Placed<'_>>) -> Vec<Placed<'_>> {
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}

/// A version's name, for people.
fn named(connector: &Connector, version: &crate::model::ConnectorVersion) -> String {
    format!("{} {}", connector.name.value, version.number)
}

/// The versions of a connector that have a page and a date, lowest first.
fn dated(
    connector: &Connector,
) -> impl Iterator<Item = (jiff::civil::Date, &Connector, &crate::model::ConnectorVersion)> {
    shown::versions(connector).filter_map(move |version| Some((version.date()?, connector, version)))
}

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
