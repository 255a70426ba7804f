use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fixture::{connector, options, planned, registry, version};
use super::*;
use crate::model::Sight;

fn pages(registry: &Registry) -> Vec<Page> {
    planned(registry, &Sight::All, &options(), |plan| plan.pages().collect())
}

fn fingerprints(registry: &Registry) -> BTreeMap<String, Fingerprint> {
    pages(registry).into_iter().map(|page| (page.path.to_string(), page.fingerprint)).collect()
}

fn changed(before: &Registry, after: &Registry) -> BTreeSet<String> {
    let (before, after) = (fingerprints(before), fingerprints(after));
    let differs = |path: &&String| before.get(*path) != after.get(*path);
    before.keys().chain(after.keys()).filter(differs).cloned().collect()
}

fn json(pages: &[Page], path: &str) -> Value {
    let page =
        pages.iter().find(|page| page.path.as_str() == path).unwrap_or_else(|| panic!("no page {path}"));
    let Body::Bytes(bytes) = &page.body else { panic!("{path} is no JSON") };
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn every_path_is_planned_once_and_in_order() {
    let mut registry = registry();
    for slug in ["sql-a", "sqlb", "sql0"] {
        registry.connectors.push(connector(slug, slug, "default", vec![version(slug, "1", true)]));
    }
    let pages = pages(&registry);
    for pair in pages.windows(2) {
        assert!(pair[0].path < pair[1].path, "{} before {}", pair[0].path, pair[1].path);
    }
    let paths: BTreeSet<&str> = pages.iter().map(|page| page.path.as_str()).collect();
    for path in [
        "404.html",
        "index.html",
        "usage.html",
        "applications.html",
        "applications/boiler.html",
        "categories/database.html",
        "connectors/sql-server.html",
        "connectors/sql-server/1.38.html",
        "connectors/sql-server/sql-server-1.38.xmp",
        "connectors/mssql.html",
        "connectors/azure-sql/icon.png",
        "connectors/sql-server/assets/shot.png",
        "reports/deletable.html",
        "reports/usage-by-owner.csv",
        "reports/adoption.json",
        "api/v1/index.json",
        "api/v1/categories.json",
        "api/v1/usage.json",
        "api/v1/applications/kiln.json",
        "api/v1/connectors/sql-server.json",
        "api/v1/connectors/sql-server/1.38.json",
        "api/v1/changes.json",
        "api/v1/schemas/connector.schema.json",
        "feed.atom",
        "deadlines.ics",
        "badges/sql-server.svg",
        "badges/mssql.svg",
        "bundles/all-current.zip",
        "bundles/database.zip",
        "categories/database.atom",
        "connectors/sql-server.atom",
        "connectors/mssql.atom",
    ] {
        assert!(paths.contains(path), "{path} is missing");
    }
}

#[test]
fn what_could_not_be_written_or_collides_is_left_out_and_blocks_nothing() {
    let mut registry = registry();
    for slug in ["Bad", "../up", "con", "sql-server"] {
        registry.connectors.push(connector("x", slug, "default", vec![version("x", "1", true)]));
        registry.connectors.last_mut().unwrap().slug = crate::model::Slug::new(slug);
    }
    let long = format!("1.{}", "0".repeat(300));
    registry.connectors[0].versions.push(version("azure-sql", "1.1", true));
    registry.connectors[0].versions.push({
        let mut found = version("azure-sql", "1.1", true);
        found.number = super::fixture::number(&long);
        found
    });
    let pages = pages(&registry);
    let paths: BTreeSet<&str> = pages.iter().map(|page| page.path.as_str()).collect();
    assert_eq!(paths.len(), pages.len());
    assert!(
        !paths.iter().any(|path| path.contains("Bad") || path.contains("..") || path.contains("con.html"))
    );
}

#[test]
fn a_package_that_is_not_the_published_one_is_not_offered() {
    let registry = registry();
    let pages = pages(&registry);
    let offered = |version: &str| {
        let path = format!("connectors/sql-server/sql-server-{version}.xmp");
        pages.iter().any(|page| page.path.as_str() == path)
    };
    assert!(offered("1.38") && offered("1.2"));
    assert!(!offered("1.36"), "its digest differs from the published one");
    assert!(!offered("1.3"), "the registry does not hold it");
}

#[test]
fn the_same_registry_gives_the_same_fingerprints() {
    assert_eq!(changed(&registry(), &registry()), BTreeSet::new());
}

#[test]
fn release_notes_change_only_the_pages_that_show_them() {
    let (before, mut after) = (registry(), registry());
    after.connectors[2].versions[1].notes = "Something else.".to_owned();
    let expected = [
        "api/v1/connectors/sql-server/1.25.json",
        "categories/database.atom",
        "connectors/mssql.atom",
        "connectors/sql-server.atom",
        "connectors/sql-server.html",
        "connectors/sql-server/1.25.html",
        "connectors/sql-server/versions.html",
        "feed.atom",
    ];
    assert_eq!(changed(&before, &after), expected.map(str::to_owned).into());
}

#[test]
fn an_application_that_moves_changes_only_the_pages_that_count_it() {
    let (before, mut after) = (registry(), registry());
    after.applications[1].uses[0].version.value = super::fixture::number("1.36");
    let expected = [
        "api/v1/applications.json",
        "api/v1/applications/kiln.json",
        "api/v1/connectors/sql-server.json",
        "api/v1/connectors/sql-server/1.25.json",
        "api/v1/connectors/sql-server/1.36.json",
        "api/v1/usage.json",
        "applications.html",
        "applications/kiln.html",
        "connectors/sql-server.html",
        "connectors/sql-server/1.25.html",
        "connectors/sql-server/1.36.html",
        // Tells whom it reaches of those on the version before.
        "connectors/sql-server/1.38.html",
        "connectors/sql-server/usage.html",
        "connectors/sql-server/versions.html",
        "usage.html",
    ];
    let mut changed = changed(&before, &after);
    changed.retain(|path| !path.starts_with("reports/"));
    assert!(changed.is_subset(&expected.map(str::to_owned).into()), "{changed:?}");
    assert!(changed.contains("usage.html") && changed.contains("connectors/sql-server/1.25.html"));
}

#[test]
fn a_new_connector_does_not_change_the_pages_of_others() {
    let (before, mut after) = (registry(), registry());
    after.connectors.push(connector("zinc", "Zinc", "default", vec![version("zinc", "1", true)]));
    let changed = changed(&before, &after);
    let others = changed.iter().filter(|path| path.contains("sql")).collect::<Vec<_>>();
    assert!(others.is_empty(), "{others:?}");
    assert!(changed.contains("assets/search.js") && changed.contains("index.html"));
}

#[test]
fn templates_are_part_of_every_fingerprint_that_they_make() {
    let registry = registry();
    let (one, two) = (options(), Options { templates: Fingerprint::of(b"others"), ..options() });
    let pages_with =
        |options| -> Vec<Page> { planned(&registry, &Sight::All, options, |plan| plan.pages().collect()) };
    for (a, b) in pages_with(&one).iter().zip(pages_with(&two)) {
        assert_eq!(a.fingerprint != b.fingerprint, matches!(a.body, Body::Template { .. }), "{}", a.path);
    }
}

/// Whether a file is data of the API, and no schema of it.
fn is_data(path: &str) -> bool {
    path.ends_with(".json") && !path.ends_with(".schema.json")
}

#[test]
fn json_says_what_the_registry_says() {
    let registry = registry();
    let pages = pages(&registry);
    for page in pages.iter().filter(|page| is_data(page.path.as_str())) {
        assert_eq!(json(&pages, page.path.as_str())["schema"], 1, "{}", page.path);
    }
    let found = json(&pages, "api/v1/connectors/sql-server.json");
    assert_eq!((&found["current"], &found["name"]), (&Value::from("1.38"), &Value::from("SQL Server")));
    let versions: Vec<&str> =
        found["versions"].as_array().unwrap().iter().map(|v| v["version"].as_str().unwrap()).collect();
    assert_eq!(versions, ["1.38", "1.36", "1.3", "1.25", "1.2"]);
    let version = json(&pages, "api/v1/connectors/sql-server/1.2.json");
    assert_eq!(
        (&version["status"], &version["replaced_by"]),
        (&Value::from("withdrawn"), &Value::from("1.38"))
    );
    assert_eq!(version["used_by"], serde_json::json!(["boiler"]));
    assert_eq!(version["requires"]["app_designer"], "4.4.12");
}

#[test]
fn an_application_is_told_what_to_fill_in_and_what_breaks() {
    let registry = registry();
    let found = json(&pages(&registry), "api/v1/applications/boiler.json");
    let used = &found["uses"][0];
    assert_eq!((&used["connector"], &used["current"]), (&Value::from("sql-server"), &Value::from("1.38")));
    assert_eq!(used["breaks"][0]["summary"], "Server Instance is now required.");
    let missing: Vec<&str> =
        used["settings"]["missing"].as_array().unwrap().iter().map(|s| s["key"].as_str().unwrap()).collect();
    assert_eq!(missing, ["Password", "Instance"], "a secret's default is no value of the application");
    assert_eq!(used["settings"]["gone"], serde_json::json!(["Legacy"]));
}

#[test]
fn a_secrets_default_is_on_no_page() {
    let registry = registry();
    for page in pages(&registry) {
        let text = match &page.body {
            Body::Template { context, .. } => context.to_string(),
            Body::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Body::File { .. } | Body::Bundle(_) => continue,
        };
        assert!(!text.contains("hunter2"), "{}", page.path);
    }
}

#[test]
fn an_alias_never_hides_a_connector() {
    let registry = registry();
    let pages = pages(&registry);
    let name = |path: &str| match &pages.iter().find(|page| page.path.as_str() == path).unwrap().body {
        Body::Template { name, .. } => *name,
        _ => panic!("{path}"),
    };
    assert_eq!(
        (name("connectors/mssql.html"), name("connectors/azure-sql.html")),
        ("alias.html", "connector.html")
    );
}
