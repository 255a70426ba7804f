//! `connectors/<slug>.html`: which version, is it safe, who uses it; then help, settings, versions.

use serde_json::{Map, Value, json};

use crate::model::{Application, Connector, ConnectorVersion, Use, help};
use crate::plan::path::SitePath;
use crate::plan::shown::{self, Shown};
use crate::plan::view::{self, Frame};
use crate::plan::{form, icon, impact, machines, url};

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath, connector: &Connector) -> Value {
    let frame = Frame {
        description: &connector.description,
        crumbs: crumbs(shown, connector),
        ..Frame::at(path, &connector.name, "connectors")
    };
    let version = shown::latest(connector);
    let own = json!({
        "connector": summary(shown, connector),
        "shown": version.map(|version| shown_version(shown, connector, version)),
        "help": connector.help.as_deref(),
        "pictures": pictures(connector),
        "links": links(shown, connector),
        "form": version.and_then(ConnectorVersion::facts).map(|facts| form::form(&facts.form)),
        "settings": version.and_then(ConnectorVersion::facts).map(|facts| form::rows(&facts.form)),
        "versions": shown::versions(connector).rev().map(|v| view::version_row(shown, connector, v)).collect::<Vec<_>>(),
        "usage": usage(shown, connector),
        "machines": machines::of_connector(shown, connector),
    });
    frame.with(shown, own)
}

/// The way to a connector: the list and its category.
pub(crate) fn crumbs(shown: &Shown<'_>, connector: &Connector) -> Vec<(String, String)> {
    let mut crumbs = vec![("Connectors".to_owned(), "index.html".to_owned())];
    if let Some(category) = shown.category(connector) {
        crumbs.push((category.name.value.clone(), shown::category_page(category).href()));
    }
    crumbs
}

fn summary(shown: &Shown<'_>, connector: &Connector) -> Value {
    let category = shown.category(connector);
    let logs = |logs: &crate::model::Logs| json!({ "allowed": logs.allowed, "days": logs.duration_days });
    json!({
        "slug": connector.slug.as_str(),
        "name": connector.name.value,
        "description": connector.description,
        "id": connector.id.as_ref().map(|id| id.value.as_str()),
        "icon": icon::of(connector).map(|icon| icon.path.href()),
        "mark": icon::letters(&connector.name),
        "category": category.map(|found| json!({ "name": found.name.value, "href": shown::category_page(found).href() })),
        "owners": connector.owners,
        "tags": connector.tags,
        "help_url": connector.help_url.as_deref().and_then(url::web),
        "logs": connector.logs.as_ref().map(logs),
        "aliases": connector.aliases.iter().map(|alias| alias.value.as_str()).collect::<Vec<_>>(),
        "replaced_by": connector.replaced_by.as_ref().map(|slug| view::replacement(shown, None, slug)),
        "edit": edit_link(shown, connector),
        "applications": shown.users_of(connector),
    })
}

fn shown_version(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    let mut row = view::version_row(shown, connector, version);
    row["retirement"] = json!(view::retirement(shown, connector, version));
    row["breaks"] = impact::break_of(connector, version);
    row["no_download"] = json!(view::no_download(connector, version));
    row["requires"] = json!(version.requires);
    row
}

/// The names under which the help mentions pictures, with their paths in the site.
fn pictures(connector: &Connector) -> Value {
    let found = shown::pictures(connector);
    Value::Object(
        found.into_iter().map(|(path, name, _)| (name.to_owned(), json!(path.href()))).collect::<Map<_, _>>(),
    )
}

/// The addresses by which the help links to other connectors, with the paths of their pages.
fn links(shown: &Shown<'_>, connector: &Connector) -> Value {
    let links = connector.help.iter().flat_map(|help| &help.links);
    let pages = links.filter_map(|link| {
        let to = link.split('#').next()?;
        let folder = help::linked_folder(&connector.folder, to)?;
        let other = shown.connector(folder.name()).filter(|other| other.folder == folder)?;
        Some((to.to_owned(), json!(shown::connector_page(other.slug.as_str()).href())))
    });
    Value::Object(pages.collect())
}

/// The applications that use the connector: those on a version that should not be used first, then the furthest
/// behind.
fn usage(shown: &Shown<'_>, connector: &Connector) -> Vec<Value> {
    let mut rows: Vec<Value> = Vec::new();
    for application in shown.usage.applications_of(&connector.slug) {
        let uses = application.uses.iter().filter(|used| is_of(shown, used, connector));
        rows.extend(uses.map(|used| usage_row(shown, application, used)));
    }
    rows.sort_by_key(|row| std::cmp::Reverse((urgency(&row["status"]), row["behind"].as_u64())));
    rows
}

fn urgency(status: &Value) -> u8 {
    match status.as_str() {
        Some("withdrawn") => 3,
        Some("unknown") => 2,
        Some("deprecated") => 1,
        _ => 0,
    }
}

fn is_of(shown: &Shown<'_>, used: &Use, connector: &Connector) -> bool {
    shown.connector(&used.connector).is_some_and(|found| found.slug == connector.slug)
}

fn usage_row(shown: &Shown<'_>, application: &Application, used: &Use) -> Value {
    let impact = impact::of_use(shown, used);
    json!({
        "application": view::application(shown, application),
        "connection": used.connection,
        "version": impact["version"],
        "version_href": impact["version_href"],
        "status": impact["status"],
        "behind": impact["behind"],
        "breaks": impact["breaks"].as_array().map_or(0, Vec::len),
        "missing": impact["settings"]["missing"].as_array().map_or(0, Vec::len),
    })
}

/// The address at the repository's host that edits the connector's file.
fn edit_link(shown: &Shown<'_>, connector: &Connector) -> Option<String> {
    let edit = shown.registry.policy.repository.as_ref()?.edit.as_ref()?;
    let link = edit.replace("{path}", &crate::plan::path::href(connector.file.as_str()));
    url::web(&link).map(str::to_owned)
}
