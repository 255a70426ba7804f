//! `usage.html`: every version, how many applications are still on it, and how far behind they are.

use serde_json::{Value, json};

use crate::model::{Behind, Connector, ConnectorVersion};
use crate::plan::path::SitePath;
use crate::plan::shown::{self, Shown};
use crate::plan::view::{self, Frame};

/// A registry with more versions than this lists only those in use.
const ALL: usize = 5_000;

pub(crate) fn context(shown: &Shown<'_>, path: &SitePath) -> Value {
    let frame = Frame {
        description: "How many applications use each version of each connector.",
        ..Frame::at(path, "Usage", "usage")
    };
    let mut sorted: Vec<&Connector> = shown.connectors.clone();
    sorted.sort_by_cached_key(|found| (found.name.value.to_lowercase(), found.slug.as_str().to_owned()));
    let only_used = sorted.iter().map(|found| shown::versions(found).count()).sum::<usize>() > ALL;
    let groups = sorted.iter().map(|found| connector(shown, found, only_used));
    let groups: Vec<Value> = groups.filter(|group| !only_used || group["versions"] != json!([])).collect();
    let mut attention: Vec<Value> = sorted.iter().flat_map(|found| attention(shown, found)).collect();
    attention.sort_by_key(|row| row["status"] != "withdrawn");
    frame.with(shown, json!({ "attention": attention, "connectors": groups, "only_used": only_used }))
}

fn connector(shown: &Shown<'_>, connector: &Connector, only_used: bool) -> Value {
    let listed = |version: &&ConnectorVersion| {
        !only_used || shown.uses_of(connector, &version.number).is_some_and(|uses| uses > 0)
    };
    let versions = shown::versions(connector).rev().filter(listed);
    let rows: Vec<Value> = versions.map(|found| row(shown, connector, found)).collect();
    json!({
        "name": connector.name.value,
        "href": shown::connector_page(connector.slug.as_str()).href(),
        "versions": rows,
    })
}

fn row(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    json!({
        "number": version.number.as_str(),
        "href": shown::version_page(connector, version).href(),
        "status": view::status(connector, version),
        "breaking": version.breaking.is_some(),
        "applications": shown.uses_of(connector, &version.number),
        "behind": Behind::of(connector, &version.number).map(|behind| behind.versions),
    })
}

/// The versions of a connector that should not be in use and are.
fn attention(shown: &Shown<'_>, connector: &Connector) -> Vec<Value> {
    let retired = shown::versions(connector).rev().filter(|version| version.status.retirement().is_some());
    let used = retired
        .map(|version| (version, shown.usage.applications_of_version(&connector.slug, &version.number)));
    used.filter(|(_, applications)| !applications.is_empty())
        .map(|(version, applications)| {
            let applications: Vec<Value> =
                applications.into_iter().map(|found| view::application(shown, found)).collect();
            json!({
                "name": connector.name.value,
                "version": version.number.as_str(),
                "href": shown::version_page(connector, version).href(),
                "status": version.status.word(),
                "retirement": view::retirement(shown, connector, version),
                "applications": applications,
            })
        })
        .collect()
}
