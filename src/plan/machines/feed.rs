//! Atom feeds (RFC 4287): the versions that were added last, of the whole site, a category or a connector.
//!
//! Without an address of the site, links are relative to the feed and it does not say where it lies itself: both are valid,
//! and only the ids must be whole addresses, which they are as UUIDs.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{address, dated, identity, named};
use crate::model::{Category, Connector, ConnectorVersion, Status};
use crate::plan::markup;
use crate::plan::path::SitePath;
use crate::plan::shown::{self, Group, Shown};
use crate::plan::view;

/// As many versions are told of.
const MOST: usize = 50;

/// Of what a feed tells.
pub(crate) enum Feed<'s> {
    /// The whole site.
    All,
    /// A category.
    Category(&'s Category, &'s Group<'s>),
    /// A connector.
    Connector(&'s Connector),
}

type Added<'s> = (Date, &'s Connector, &'s ConnectorVersion);

/// The feed of a category.
pub(crate) fn category_feed(category: &Category) -> SitePath {
    SitePath::known(format!("categories/{}.atom", category.id.as_str()))
}

/// The feed of a connector.
pub(crate) fn connector_feed(slug: &str) -> SitePath {
    SitePath::known(format!("connectors/{slug}.atom"))
}

/// The bytes of the feed at `path`.
pub(super) fn file(shown: &Shown<'_>, path: &SitePath, feed: &Feed<'_>) -> Vec<u8> {
    let title = &shown.registry.policy.title;
    let (title, page, found) = match feed {
        Feed::All => (title.clone(), SitePath::known("index.html"), newest(&shown.connectors)),
        Feed::Category(category, group) => (
            format!("{} · {title}", category.name.value),
            shown::category_page(category),
            newest(&group.connectors),
        ),
        Feed::Connector(connector) => (
            format!("{} · {title}", connector.name.value),
            shown::connector_page(connector.slug.as_str()),
            newest(&[*connector]),
        ),
    };
    let mut text = head(shown, path, &title, &page);
    // A feed without a version has no moment to tell; the first one there is stays the same for ever.
    let updated = found.first().map_or(Date::constant(1970, 1, 1), |(date, ..)| *date);
    text.push_str(&format!("<updated>{}</updated>\n", moment(updated)));
    let mut ids = HashSet::new();
    for (date, connector, version) in found {
        let mut id = identity::of_version(connector, version, "version");
        if !ids.insert(id.clone()) {
            id = identity::of_slug(connector, version, "version");
        }
        text.push_str(&entry(shown, path, &id, (date, connector, version)));
    }
    text.push_str("</feed>\n");
    text.into_bytes()
}

/// The versions added last, newest first; of one day, by slug and higher version first.
fn newest<'c>(connectors: &[&'c Connector]) -> Vec<Added<'c>> {
    let mut all: Vec<_> = connectors.iter().flat_map(|connector| dated(connector)).collect();
    all.sort_by(|(a, ac, av), (b, bc, bv)| {
        b.cmp(a).then_with(|| ac.slug.cmp(&bc.slug)).then_with(|| bv.number.cmp(&av.number))
    });
    all.truncate(MOST);
    all
}

fn head(shown: &Shown<'_>, path: &SitePath, title: &str, page: &SitePath) -> String {
    let policy = &shown.registry.policy;
    // Two registries without an address are told apart by their titles.
    let site = policy.url.as_deref().unwrap_or(&policy.title);
    let id = identity::uuid(&["feed", site, path.as_str()]);
    let own = address::absolute(shown, path).map(|own| {
        format!("<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n", markup::text(&own))
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>{title}</title>\n<id>urn:uuid:{id}</id>\n<author><name>{author}</name></author>\n\
         <generator>connectory</generator>\n{own}<link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n",
        title = markup::text(title),
        author = markup::text(&policy.title),
        own = own.unwrap_or_default(),
        page = markup::text(&address::link(shown, path, page)),
    )
}

fn entry(shown: &Shown<'_>, path: &SitePath, id: &str, (date, connector, version): Added<'_>) -> String {
    let page = address::link(shown, path, &shown::version_page(connector, version));
    let broken = if version.breaking.is_some() { " (breaking)" } else { "" };
    let summary = view::clip(&connector.description, 200);
    let summary =
        if summary.is_empty() { summary } else { format!("<summary>{}</summary>\n", markup::text(&summary)) };
    format!(
        "<entry>\n<title>{title}</title>\n<id>urn:uuid:{id}</id>\n<published>{at}</published>\n<updated>{at}</updated>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n{summary}<content type=\"text\">{content}</content>\n\
         </entry>\n",
        title = markup::text(&format!("{}{broken}", named(connector, version))),
        at = moment(date),
        page = markup::text(&page),
        content = markup::text(&content(version)),
    )
}

/// What is to be known of a version, as plain text.
fn content(version: &ConnectorVersion) -> String {
    let mut parts = Vec::new();
    if let Some(retirement) = version.status.retirement() {
        let word = if matches!(version.status, Status::Withdrawn(_)) { "Withdrawn" } else { "Deprecated" };
        let from = retirement.from.map(|date| format!(" from {date}")).unwrap_or_default();
        parts.push(format!("{word}{from}: {}", retirement.reason.value));
    }
    if let Some(breaking) = &version.breaking {
        let by = breaking.upgrade_by.map(|date| format!(" Upgrade by {date}.")).unwrap_or_default();
        parts.push(format!("Breaking change: {}{by}", breaking.summary));
        parts.push(breaking.guide.clone());
    }
    parts.push(version.notes.clone());
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// A day as the moment it begins.
fn moment(date: Date) -> String {
    format!("{date}T00:00:00Z")
}
