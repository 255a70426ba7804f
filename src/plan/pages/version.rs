//! `connectors/<slug>/<version>.html`: whether this version may be used, what it brings, who is on it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::connector::crumbs;
use crate::model::{Connector, ConnectorVersion, PackageFacts};
use crate::package::{PackageRole, Setting};
use crate::plan::path::SitePath;
use crate::plan::reports::deletable;
use crate::plan::shown::{self, Shown};
use crate::plan::view::{self, Frame};
use crate::plan::{form, impact, url};

pub(crate) fn context(
    shown: &Shown<'_>,
    path: &SitePath,
    connector: &Connector,
    version: &ConnectorVersion,
    today: Date,
) -> Value {
    let title = format!("{} {}", connector.name.value, version.number);
    let mut way = crumbs(shown, connector);
    way.push((connector.name.value.clone(), shown::connector_page(connector.slug.as_str()).href()));
    let frame = Frame {
        here: Some(version.number.as_str()),
        description: &connector.description,
        crumbs: way,
        ..Frame::at(path, &title, "connectors")
    };
    let mut row = view::version_row(shown, connector, version);
    row["retirement"] = json!(view::retirement(shown, connector, version));
    row["breaks"] = impact::break_of(connector, version);
    row["no_download"] = json!(view::no_download(connector, version));
    row["requires"] = json!(version.requires);
    row["notes"] = json!(version.notes);
    let own = json!({
        "connector": {
            "name": connector.name.value,
            "href": shown::connector_page(connector.slug.as_str()).href(),
        },
        "current": current(connector, version),
        "version": row,
        "applications": applications(shown, connector, version),
        "deletable": deletable::answer(shown, connector, version, today),
        "package": version.facts().map(|facts| package(facts)),
        "settings": version.facts().map(|facts| form::rows(&facts.form)),
        "changes": changes(connector, version),
    });
    frame.with(shown, own)
}

/// The current version, where this is another.
fn current(connector: &Connector, version: &ConnectorVersion) -> Value {
    let Some(current) = shown::current(connector).filter(|current| current.number != version.number) else {
        return Value::Null;
    };
    json!({ "number": current.number.as_str(), "href": shown::version_page(connector, current).href() })
}

fn applications(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Vec<Value> {
    let found = shown.usage.applications_of_version(&connector.slug, &version.number);
    found.into_iter().map(|application| view::application(shown, application)).collect()
}

/// What a package says of itself.
pub(crate) fn package(facts: &PackageFacts) -> Value {
    let reference = |found: &crate::model::ReferenceFacts| {
        json!({
            "name": found.name,
            "type": found.kind.as_str(),
            "size": found.size,
            "sha256": found.digest.to_string(),
        })
    };
    json!({
        "id": facts.id,
        "name": facts.name,
        "version": facts.version,
        "category": facts.category,
        "description": facts.description,
        "entry_point": facts.entry_point,
        "help_url": facts.help_url.as_deref().and_then(url::web),
        "platform": facts.platform,
        "type": facts.kind,
        "role": role(&facts.role),
        "size": facts.offered.size,
        "sha256": facts.offered.digest.to_string(),
        "input_endpoints": facts.input_endpoints,
        "output_endpoints": facts.output_endpoints,
        "references": facts.references.iter().map(reference).collect::<Vec<_>>(),
    })
}

fn role(role: &PackageRole) -> &'static str {
    match role {
        PackageRole::Connector => "connector",
        PackageRole::Agent => "agent",
        PackageRole::Unknown => "unknown",
    }
}

/// How the settings differ from those of the version before; `None` where there is none, or one of the two packages
/// could not be read.
fn changes(connector: &Connector, version: &ConnectorVersion) -> Option<Value> {
    let before = shown::versions(connector).rfind(|other| other.number < version.number)?;
    let (old, new) = (keyed(before.facts()?), keyed(version.facts()?));
    let item = |key: &str, setting: &Setting| json!({ "key": key, "name": form::name(setting), "required": form::must_be_filled_in(setting) });
    let added: Vec<Value> = new
        .iter()
        .filter(|(key, _)| !old.contains_key(*key))
        .map(|(key, setting)| item(key, setting))
        .collect();
    let removed: Vec<Value> = old
        .iter()
        .filter(|(key, _)| !new.contains_key(*key))
        .map(|(key, setting)| item(key, setting))
        .collect();
    let now = |key: &str, setting: &Setting| {
        setting.required() && old.get(key).is_some_and(|before| !before.required())
    };
    let required: Vec<Value> = new
        .iter()
        .filter(|(key, setting)| now(key, setting))
        .map(|(key, setting)| item(key, setting))
        .collect();
    Some(json!({
        "since": before.number.as_str(),
        "since_href": shown::version_page(connector, before).href(),
        "added": added,
        "removed": removed,
        "now_required": required,
    }))
}

fn keyed(facts: &PackageFacts) -> BTreeMap<&str, &Setting> {
    form::leaves(&facts.form).into_iter().filter_map(|(_, leaf)| Some((leaf.key()?, leaf))).collect()
}
