//! What a site promises to programs: every JSON file is what its published schema says, and fields only ever come.

use std::collections::{BTreeMap, BTreeSet};

use connectory::model::Sight;
use connectory::package::{Limits, bulk};
use connectory::pipeline::Delivery;
use connectory::source::{self, Tree};
use serde_json::Value;

use crate::support::schema::{faults, published, strict};
use crate::support::site::{Site, of_tree};
use crate::support::{self, Small, project};

const KINDS: [&str; 9] = [
    "application",
    "applications",
    "categories",
    "changes",
    "connector",
    "index",
    "manifest",
    "usage",
    "version",
];

fn sample() -> Box<dyn Tree> {
    source::open(&support::sample(), None).unwrap().tree
}

fn sites() -> Vec<Site> {
    let sample = sample();
    let small = Small::with_two_connectors();
    let all = Delivery::default();
    vec![
        of_tree(&*sample, &Sight::All, all),
        of_tree(&*sample, &Sight::Groups(["operations".to_owned()].into()), all),
        of_tree(&*sample, &Sight::Nothing, Delivery { without_bundles: true, ..all }),
        of_tree(&small, &Sight::All, all),
    ]
}

/// What kind of file lies at a path, by the place alone.
fn kind(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["manifest.json"] => Some("manifest"),
        ["api", "v1", file] => KINDS.into_iter().find(|kind| *file == format!("{kind}.json")),
        ["api", "v1", "applications", _] => Some("application"),
        ["api", "v1", "connectors", _] => Some("connector"),
        ["api", "v1", "connectors", _, _] => Some("version"),
        _ => None,
    }
}

fn is_schema(path: &str) -> bool {
    path.starts_with("api/v1/schemas/")
}

#[test]
fn every_file_is_what_its_schema_says_and_names_it() {
    let schemas: BTreeMap<&str, Value> =
        KINDS.iter().map(|kind| (*kind, strict(published(kind), &[]))).collect();
    let mut seen = BTreeSet::new();
    for site in sites() {
        let files = site.iter().filter(|(path, _)| path.starts_with("api/") || *path == "manifest.json");
        for (path, bytes) in files.filter(|(path, _)| !is_schema(path)) {
            let kind = kind(path).unwrap_or_else(|| panic!("{path} has no schema"));
            let value: Value = serde_json::from_slice(bytes).unwrap();
            let faults = faults(&schemas[kind], &value);
            assert!(faults.is_empty(), "{path}: {faults:#?}");
            seen.insert(kind);
            if kind != "manifest" {
                let way = value["$schema"].as_str().unwrap();
                let folder = path.rsplit_once('/').unwrap().0;
                let up = way.matches("../").count();
                let above: Vec<&str> = folder.split('/').collect();
                let target =
                    [&above[..above.len() - up], &[way.trim_start_matches("../")]].concat().join("/");
                assert_eq!(target, format!("api/v1/schemas/{kind}.schema.json"), "{path}");
                assert!(site.contains_key(&target), "{path}: {target} is not published");
            }
        }
    }
    assert_eq!(seen, KINDS.into());
}

#[test]
fn the_schemas_are_published_as_they_stand_in_docs() {
    let site = of_tree(&*sample(), &Sight::Nothing, Delivery::default());
    let found: Vec<&str> = site.keys().filter(|path| is_schema(path)).map(String::as_str).collect();
    assert_eq!(found, KINDS.map(|kind| format!("api/v1/schemas/{kind}.schema.json")));
    for path in found {
        let name = path.rsplit('/').next().unwrap();
        let written = std::fs::read(project().join("docs/schemas/api").join(name)).unwrap();
        assert_eq!(site[path], written, "{path}");
        let schema: Value = serde_json::from_slice(&written).unwrap();
        assert_eq!(schema["$id"], name);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}

/// The fields of a schema, each as a line: where it is and what it may be.
fn fields(kind: &str) -> BTreeSet<String> {
    let schema = published(kind);
    let mut lines = BTreeSet::new();
    collect(&schema, &schema, kind, &mut Vec::new(), &mut lines);
    lines
}

fn collect(whole: &Value, part: &Value, at: &str, inside: &mut Vec<String>, lines: &mut BTreeSet<String>) {
    if let Some(name) = part["$ref"].as_str() {
        if inside.iter().any(|other| other == name) {
            return;
        }
        inside.push(name.to_owned());
        collect(whole, whole.pointer(&name[1..]).unwrap(), at, inside, lines);
        inside.pop();
    }
    for choice in part["anyOf"].as_array().into_iter().flatten() {
        collect(whole, choice, at, inside, lines);
    }
    if part["items"].is_object() {
        collect(whole, &part["items"], &format!("{at}[]"), inside, lines);
    }
    for (name, field) in part["properties"].as_object().into_iter().flatten() {
        let path = format!("{at}.{name}");
        let required = part["required"].as_array().unwrap().iter().any(|other| other == name.as_str());
        let what =
            ["type", "enum", "const", "format", "pattern"].iter().filter(|key| !field[**key].is_null());
        let what: Vec<String> = what.map(|key| format!("{key} {}", field[*key])).collect();
        lines.insert(format!("{path} {}{}", what.join(", "), if required { ", always" } else { "" }));
        collect(whole, field, &path, inside, lines);
    }
}

#[test]
fn fields_are_only_ever_added() {
    let path = project().join("docs/schemas/api/fields.txt");
    let now: BTreeSet<String> = KINDS.iter().flat_map(|kind| fields(kind)).collect();
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        let text: String = now.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(&path, text).unwrap();
    }
    let promised = std::fs::read_to_string(&path).unwrap();
    let promised: BTreeSet<String> = promised.lines().map(str::to_owned).collect();
    let broken: Vec<&String> = promised.difference(&now).collect();
    assert!(broken.is_empty(), "programs rely on these fields as they were: {broken:#?}");
    let unpromised: Vec<&String> = now.difference(&promised).collect();
    assert!(
        unpromised.is_empty(),
        "new fields are promised by a line in docs/schemas/api/fields.txt: {unpromised:#?}"
    );
}

#[test]
fn a_bundle_is_what_bulk_pack_makes_of_the_downloads() {
    let site = of_tree(&*sample(), &Sight::All, Delivery::default());
    let index: Value = serde_json::from_slice(&site["api/v1/index.json"]).unwrap();
    let bytes = &site[index["bundle"].as_str().unwrap()];
    let packages = bulk::read(bytes, &Limits::default()).unwrap();
    assert!(packages.len() > 5);
    assert_eq!(bulk::write(&packages).unwrap(), *bytes);
    for package in &packages {
        let (slug, version) = package.name.strip_suffix(".xmp").unwrap().rsplit_once('-').unwrap();
        let connector: Value =
            serde_json::from_slice(&site[&format!("api/v1/connectors/{slug}.json")]).unwrap();
        assert_eq!(connector["current"], version);
        assert!(site[&format!("connectors/{slug}/{}", package.name)] == package.bytes, "{}", package.name);
    }
    let categories: Value = serde_json::from_slice(&site["api/v1/categories.json"]).unwrap();
    let of = |category: &Value| {
        let path = category["bundle"].as_str()?;
        Some(bulk::read(&site[path], &Limits::default()).unwrap().len())
    };
    let together: usize = categories["categories"].as_array().unwrap().iter().filter_map(of).sum();
    assert_eq!(together, packages.len(), "every connector of the sample is in one category");
}

#[test]
fn changes_are_told_newest_first() {
    let site = of_tree(&*sample(), &Sight::All, Delivery::default());
    let changes: Value = serde_json::from_slice(&site["api/v1/changes.json"]).unwrap();
    let changes = changes["changes"].as_array().unwrap();
    let days: Vec<&str> = changes.iter().map(|change| change["date"].as_str().unwrap()).collect();
    assert!(days.len() > 10 && days.iter().rev().is_sorted(), "{days:?}");
    let kinds: BTreeSet<&str> = changes.iter().map(|change| change["what"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["added", "deprecated", "withdrawn"].into());
    for change in changes {
        assert!(
            site.contains_key(change["page"].as_str().unwrap())
                && site.contains_key(change["api"].as_str().unwrap())
        );
    }
}
