//! Connectors, versions and categories as JSON.

use serde_json::{Value, json};

use crate::model::{Category, Connector, ConnectorVersion};
use crate::plan::machines::{self, Bundle};
use crate::plan::pages::package;
use crate::plan::shown::{self, Group, Shown};
use crate::plan::{form, icon, impact, url, view};

/// `index.json`: every connector in brief.
pub(crate) fn index(shown: &Shown<'_>) -> Value {
    let policy = &shown.registry.policy;
    json!({
        "title": policy.title,
        "description": policy.description,
    "url": policy.url.as_deref().and_then(url::web),
        "categories": "api/v1/categories.json",
        "changes": "api/v1/changes.json",
        "applications": shown.has_usage().then_some("api/v1/applications.json"),
        "usage": shown.has_usage().then_some("api/v1/usage.json"),
        "feed": machines::FEED,
        "deadlines": machines::DEADLINES,
        "manifest": crate::plan::manifest::NAME,
        "bundle": machines::all_current(shown).as_ref().and_then(Bundle::offered_path),
        "connectors": shown.connectors.iter().map(|found| brief(shown, found)).collect::<Vec<_>>(),
    })
}

/// `categories.json`: categories in display order with their connectors' slugs.
pub(crate) fn categories(shown: &Shown<'_>) -> Value {
    let category = |found: &Category, group: &Group<'_>| {
        json!({
            "id": found.id.as_str(),
            "name": found.name.value,
            "description": found.description,
            "page": shown::category_page(found).as_str(),
            "feed": machines::category_feed(found).as_str(),
            "bundle": machines::of_category(shown, found, group).as_ref().and_then(Bundle::offered_path),
            "connectors": group.connectors.iter().map(|connector| connector.slug.as_str()).collect::<Vec<_>>(),
        })
    };
    let all: Vec<Value> = shown.category_groups().map(|(found, group)| category(found, group)).collect();
    json!({ "categories": all })
}

/// `connectors/<slug>.json`: a connector, its versions in brief, and the current version's settings form.
pub(crate) fn connector(shown: &Shown<'_>, connector: &Connector) -> Value {
    let mut all = brief(shown, connector);
    all["aliases"] = json!(connector.aliases.iter().map(|alias| alias.value.as_str()).collect::<Vec<_>>());
    all["replaced_by"] = json!(connector.replaced_by.as_ref().map(|slug| slug.value.as_str()));
    all["help_url"] = json!(connector.help_url.as_deref().and_then(url::web));
    all["help"] = json!(connector.help.as_deref());
    all["icon"] = json!(icon::of(connector).map(|icon| icon.path.as_str().to_owned()));
    all["logs"] = json!(connector.logs.map(|logs| json!({
        "allowed": logs.allowed,
        "duration_days": logs.duration_days,
    })));
    all["feed"] = json!(machines::connector_feed(connector.slug.as_str()).as_str());
    all["badge"] = json!(machines::badge_path(connector.slug.as_str()).as_str());
    let versions = shown::versions(connector).rev().map(|found| version_brief(shown, connector, found));
    all["versions"] = json!(versions.collect::<Vec<_>>());
    all["form"] =
        json!(shown::latest(connector).and_then(|v| v.facts()).map(|facts| form::form(&facts.form)));
    all["settings"] =
        json!(shown::latest(connector).and_then(|version| form::record(shown, connector, version)));
    all
}

/// `connectors/<slug>/<version>.json`: a version with its package and settings form.
pub(crate) fn version(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    let mut all = json!({ "connector": connector.slug.as_str() });
    if let (Value::Object(all), Value::Object(brief)) = (&mut all, version_brief(shown, connector, version)) {
        all.extend(brief);
    }
    if shown.registry.keeps(connector) {
        all["failing"] = json!(true);
    }
    all["notes"] = json!(version.notes);
    let requires = version.requires.iter().map(|(what, least)| (what.clone(), json!(least)));
    all["requires"] = Value::Object(requires.collect());
    let users = || shown.usage.applications_of_version(&connector.slug, &version.number);
    let users = shown.has_usage().then(users);
    all["used_by"] =
        json!(users.map(|users| users.iter().map(|found| found.slug.as_str()).collect::<Vec<_>>()));
    all["contents"] = json!(version.facts().map(|facts| package(facts)));
    all["form"] = json!(version.facts().map(|facts| form::form(&facts.form)));
    all
}

fn brief(shown: &Shown<'_>, connector: &Connector) -> Value {
    let mut brief = json!({
        "slug": connector.slug.as_str(),
        "id": connector.id.as_ref().map(|id| id.value.as_str()),
        "name": connector.name.value,
        "description": connector.description,
        "category": shown.category(connector).map(|found| found.id.as_str()),
        "owners": connector.owners,
        "tags": connector.tags,
        "current": shown::current(connector).map(|version| version.number.as_str()),
        "applications": shown.users_of(connector),
        "page": shown::connector_page(connector.slug.as_str()).as_str(),
        "api": format!("api/v1/connectors/{}.json", connector.slug),
    });
    if shown.registry.keeps(connector) {
        brief["failing"] = json!(true);
    }
    brief
}

fn version_brief(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    let retirement = version.status.retirement();
    let download = shown::download(connector, version);
    json!({
        "version": version.number.as_str(),
        "status": version.status.word(),
        "current": shown::current(connector).is_some_and(|current| current.number == version.number),
        "reason": retirement.map(|found| found.reason.as_str()),
        "replaced_by": retirement.and_then(|found| found.replaced_by.as_deref()),
        "from": retirement.and_then(|found| found.from).map(|date| date.to_string()),
        "breaking": version.breaking.as_ref().map(|breaking| json!({
            "summary": breaking.summary,
            "upgrade_by": breaking.upgrade_by.map(|date| date.to_string()),
            "guide": breaking.guide,
        })),
        "added": version.date().map(|date| date.to_string()),
        "applications": shown.uses_of(connector, &version.number),
        "behind": impact::behind(connector, &version.number),
        "sha256": view::digest(version),
        "size": download.as_ref().map(|(_, facts)| facts.offered.size),
        "package": download.as_ref().map(|(path, _)| path.as_str()),
        "page": shown::version_page(connector, version).as_str(),
        "api": format!("api/v1/connectors/{}/{}.json", connector.slug, version.number),
    })
}
