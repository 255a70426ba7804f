//! Connectors, versions and applications as the JSON documents of `list`, `show` and `search` hold them.

use serde_json::{Value, json};

use super::{behind, is_current};
use crate::model::{Behind, Connector, ConnectorVersion, Usage};

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
