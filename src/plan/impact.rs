//! What moving one application to the current version of a connector means.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::form;
use super::shown::{self, Shown};
use crate::model::{Behind, Connector, ConnectorVersion, Use, VersionNumber};

/// The versions between the one in use and the current one that declare a break, lowest first.
pub(crate) fn breaks_crossed<'c>(
    connector: &'c Connector,
    used: &VersionNumber,
) -> Vec<&'c ConnectorVersion> {
    let Some(current) = shown::current(connector) else { return Vec::new() };
    let crossed =
        |v: &&ConnectorVersion| v.number > *used && v.number <= current.number && v.breaking.is_some();
    shown::versions(connector).filter(crossed).collect()
}

/// How many active versions are above `number`, up to the current one; `None` where it is not behind.
pub(crate) fn behind(connector: &Connector, number: &VersionNumber) -> Option<usize> {
    Behind::of(connector, number).map(|behind| behind.versions)
}

/// What a use needs before it can move: settings of the current version that must be filled in and were not seen, and
/// settings that were seen and are gone. `None` where the application's settings were not observed or the package of
/// the current version could not be read.
pub(crate) fn settings_to_change(connector: &Connector, used: &Use) -> Option<Value> {
    let observed: BTreeSet<&str> = used.settings.as_ref()?.iter().map(|key| key.value.as_str()).collect();
    let current = shown::current(connector)?;
    let facts = current.facts()?;
    let leaves = form::leaves(&facts.form);
    let known: BTreeSet<&str> = leaves.iter().filter_map(|(_, leaf)| leaf.key()).collect();
    let missing: Vec<Value> = leaves
        .iter()
        .filter(|(_, leaf)| leaf.must_be_filled_in())
        .filter_map(|(groups, leaf)| Some((groups, leaf, leaf.key()?)))
        .filter(|(_, _, key)| !observed.contains(key))
        .map(|(groups, leaf, key)| {
            json!({ "key": key, "name": form::name(leaf), "group": groups.last(), "help": leaf.help_text().unwrap_or("") })
        })
        .collect();
    let gone: Vec<&str> = observed.difference(&known).copied().collect();
    Some(json!({ "version": current.number.as_str(), "missing": missing, "gone": gone }))
}

/// One use of a connector by an application, in full.
pub(crate) fn of_use(shown: &Shown<'_>, used: &Use) -> Value {
    let number = &used.version.value;
    let Some(connector) = shown.connector(&used.connector) else {
        return json!({
            "connector": null, "name": used.connector.value, "href": null, "connection": used.connection,
            "version": number.as_str(), "version_href": null, "status": "unknown", "current": null, "current_href": null,
            "behind": null, "breaks": [], "settings": null, "retirement": null, "above": false,
        });
    };
    let version = shown::versions(connector).find(|version| version.number == *number);
    let current = shown::current(connector);
    let breaks: Vec<Value> =
        breaks_crossed(connector, number).iter().map(|v| break_of(connector, v)).collect();
    json!({
        "connector": connector.slug.as_str(),
        "name": connector.name.value,
        "href": shown::connector_page(connector.slug.as_str()).href(),
        "connection": used.connection,
        "version": number.as_str(),
        "version_href": version.map(|version| shown::version_page(connector, version).href()),
        "status": version.map_or("unknown", |version| version.status.word()),
        "retirement": version.and_then(|version| super::view::retirement(shown, connector, version)),
        "current": current.map(|version| version.number.as_str()),
        "current_href": current.map(|version| shown::version_page(connector, version).href()),
        "behind": behind(connector, number),
        "above": current.is_some_and(|current| *number > current.number),
        "breaks": breaks,
        "settings": settings_to_change(connector, used),
    })
}

/// A declared break as pages and JSON show it.
pub(crate) fn break_of(connector: &Connector, version: &ConnectorVersion) -> Value {
    let Some(breaking) = &version.breaking else { return Value::Null };
    json!({
        "version": version.number.as_str(),
        "href": shown::version_page(connector, version).href(),
        "summary": breaking.summary,
        "upgrade_by": breaking.upgrade_by.map(|date| date.to_string()),
        "guide": breaking.guide,
    })
}
