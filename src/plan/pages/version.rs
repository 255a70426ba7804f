//! `connectors/<slug>/<version>.html`: whether this version may be used, what it brings, who is on it.

mod changes;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::connector::{assembly, compare_href, crumbs, on_version_anchor};
use super::provenance;
use crate::model::{Connector, ConnectorVersion, PackageFacts, VersionNumber};
use crate::package::PackageRole;
use crate::plan::path::SitePath;
use crate::plan::reports::deletable;
use crate::plan::route::Tab;
use crate::plan::shown::{self, Shown};
use crate::plan::view::{self, Frame};
use crate::plan::{edit_link, form, impact, url, verify};

/// How many applications are named; the connector's usage page names all.
const NAMED: usize = 8;

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
    let kept = shown.kept(connector).expect("a connector of which a page is made has one");
    let own = json!({
        "connector": {
            "name": connector.name.value,
            "href": shown::connector_page(connector.slug.as_str()).href(),
            "versions": shown::tab_page(connector, Tab::Versions).href(),
            "files": shown::tab_page(connector, Tab::Files).href(),
            "edit": edit_link::of(shown, &connector.file),
            "failing": shown.registry.keeps(connector),
        },
        "current": current(connector, version),
        "version": row(shown, connector, version),
        "applications": applications(shown, connector, version),
        "package": version.facts().map(|facts| contents(facts)),
        "settings": form::rows(shown, connector, version),
        "provenance": provenance::of(shown, version),
        "deletable": deletable::answer(shown, connector, version, today),
        "changes": kept.steps().to(&version.number).and_then(|step| changes::since(shown, connector, step)),
    });
    frame.with(shown, own)
}

fn row(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    let mut row = view::version_row(shown, connector, version);
    row["retirement"] = json!(view::retirement(shown, connector, version));
    row["breaks"] = impact::break_of(connector, version);
    row["no_download"] = json!(view::no_download(connector, version));
    row["requires"] = json!(version.requires);
    row["notes"] = json!(version.notes);
    row["edit"] = json!(version.described.then(|| edit_link::of(shown, &version.file)).flatten());
    row["verify"] = match (row["file"].as_str(), row["sha256"].as_str()) {
        (Some(file), Some(sha256)) => {
            json!({ "sh": verify::sh(file, sha256), "power_shell": verify::power_shell(file, sha256) })
        }
        _ => Value::Null,
    };
    row
}

/// The current version, where this is another, and the breaks on the way to it.
fn current(connector: &Connector, version: &ConnectorVersion) -> Value {
    let Some(current) = shown::current(connector).filter(|current| current.number != version.number) else {
        return Value::Null;
    };
    let between = impact::breaks_crossed(connector, &version.number);
    json!({
        "number": current.number.as_str(),
        "href": shown::version_page(connector, current).href(),
        "compare": compare_href(connector, version, current),
        "breaks": between.iter().map(|found| impact::break_of(connector, found)).collect::<Vec<_>>(),
    })
}

fn applications(shown: &Shown<'_>, connector: &Connector, version: &ConnectorVersion) -> Value {
    let found = shown.usage.applications_of_version(&connector.slug, &version.number);
    let named = found.iter().take(NAMED).map(|application| view::application(shown, application));
    json!({
        "named": named.collect::<Vec<_>>(),
        "more": found.len().saturating_sub(NAMED),
        "all": usage_href(shown, connector, &version.number),
    })
}

/// Where the connector's usage page tells of one version; `None` on a site that tells of no usage.
fn usage_href(shown: &Shown<'_>, connector: &Connector, number: &VersionNumber) -> Option<String> {
    let page = shown::tab_page(connector, Tab::Usage);
    let used = shown.uses_of(connector, number).is_some_and(|uses| uses > 0);
    used.then(|| format!("{}#{}", page.href(), on_version_anchor(connector, number)))
}

/// What is in a package; of an assembly also its version.
fn contents(facts: &PackageFacts) -> Value {
    let mut contents = package(facts);
    for (at, file) in contents["references"].as_array_mut().into_iter().flatten().enumerate() {
        file["assembly"] = json!(assembly(facts, at).map(|assembly| assembly.version.to_string()));
    }
    contents
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
        "help_url": facts.help_url.as_deref().and_then(|url| url::web(url)),
        "platform": facts.platform,
        "type": facts.kind,
        "role": role(&facts.role),
        "size": facts.offered.size,
        "sha256": facts.offered.digest.to_string(),
        "input_endpoints": facts.input_endpoints,
        "output_endpoints": facts.output_endpoints,
        "references": facts.references.iter().map(|file| reference(file)).collect::<Vec<_>>(),
    })
}

fn role(role: &PackageRole) -> &'static str {
    match role {
        PackageRole::Connector => "connector",
        PackageRole::Agent => "agent",
        PackageRole::Unknown => "unknown",
    }
}
