//! Connectors, versions and applications as the JSON documents of `list`, `show` and `search` hold them.

use serde_json::{Value, json};

use super::{behind, is_current};
use crate::model::{Application, Behind, Connector, ConnectorVersion, Usage, Use};

/// A connector in brief.
pub(in crate::cli) fn connector(connector: &Connector, usage: &Usage<'_>) -> Value {
    json!({
        "slug": connector.slug.as_str(),
        "id": connector.id.as_ref().map(|id| id.value.as_str()),
        "name": connector.name.value,
        "description": connector.description.value,
        "category": connector.category.as_ref().map(|id| id.value.as_str()),
        "owners": connector.owners,
        "tags": connector.tags,
        "current": connector.current().map(|version| version.number.as_str()),
        "status": connector.shown().map(|version| version.status.word()),
        "version_count": connector.versions.len(),
        "applications": usage.applications_of(&connector.slug).len(),
        "behind": behind(usage, connector).len(),
    })
}

/// A version in brief.
pub(in crate::cli) fn version(connector: &Connector, version: &ConnectorVersion, usage: &Usage<'_>) -> Value {
    let retirement = version.status.retirement();
    json!({
        "connector": connector.slug.as_str(),
        "version": version.number.as_str(),
        "status": version.status.word(),
        "current": is_current(connector, version),
        "reason": retirement.map(|found| found.reason.as_str()),
        "replaced_by": retirement.and_then(|found| found.replaced_by.as_deref()),
        "from": retirement.and_then(|found| found.from).map(|date| date.to_string()),
        "added": version.date().map(|date| date.to_string()),
        "breaking": version.breaking.as_ref().map(|breaking| json!({
            "summary": breaking.summary,
            "upgrade_by": breaking.upgrade_by.map(|date| date.to_string()),
            "guide": breaking.guide,
        })),
        "applications": usage.applications_of_version(&connector.slug, &version.number).len(),
        "sha256": version.digest().map(|digest| digest.to_string()),
    })
}

/// An application with those of its uses that are asked for.
pub(in crate::cli) fn application(application: &Application, uses: &[&Use], usage: &Usage<'_>) -> Value {
    json!({
        "slug": application.slug.as_str(),
        "name": application.name.value,
        "version": application.version,
        "category": application.category,
        "owner": application.owner,
        "published": application.published,
        "url": application.url,
        "access": application.access,
        "observed": application.observed.as_ref().map(|date| date.value.to_string()),
        "source": application.source,
        "file": application.file.as_str(),
        "uses": uses.iter().map(|used| use_of(used, usage)).collect::<Vec<_>>(),
    })
}

fn use_of(used: &Use, usage: &Usage<'_>) -> Value {
    let connector = usage.connector(&used.connector.value);
    let version = connector.and_then(|found| found.version(&used.version.value));
    let behind = connector.and_then(|found| Behind::of(found, &used.version.value));
    json!({
        "connector": connector.map_or(used.connector.value.as_str(), |found| found.slug.as_str()),
        "version": used.version.value.as_str(),
        "status": version.map(|version| version.status.word()),
        "current": connector.and_then(|found| found.current()).map(|current| current.number.as_str()),
        "behind": distance(behind),
        "connection": used.connection.as_ref().map(|connection| connection.value.as_str()),
        "settings": used.settings,
    })
}

/// How far a use is behind; null where it is not.
pub(in crate::cli) fn distance(behind: Option<Behind>) -> Value {
    json!(behind.map(|behind| json!({ "versions": behind.versions, "breaks": behind.breaks })))
}

/// Adds the fields of one object to another.
pub(in crate::cli) fn with(mut whole: Value, more: Value) -> Value {
    if let (Value::Object(whole), Value::Object(more)) = (&mut whole, more) {
        whole.extend(more);
    }
    whole
}
