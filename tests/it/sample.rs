//! The registry that newcomers copy.

use std::collections::BTreeSet;

use connectory::model::{Registry, Status};
use connectory::source::{Tree, WorkTree};

use jiff::civil::{Date, date};

use crate::support::{checked_on, report_on, same_as_before, sample};

/// The sample's applications were observed shortly before this day.
const DAY: Date = date(2026, 11, 20);

fn tree() -> WorkTree {
    WorkTree::open(&sample()).unwrap()
}

fn registry() -> Registry {
    checked_on(&tree(), DAY).0
}

#[test]
fn the_sample_has_no_errors_and_only_the_warnings_it_means_to_show() {
    let report = report_on(&tree(), DAY);
    assert_eq!(checked_on(&tree(), DAY).1.errors(), 0, "{report}");
    same_as_before("sample-report", &report);
}

#[test]
fn the_sample_is_as_large_as_promised() {
    let registry = registry();
    let versions: usize = registry.connectors.iter().map(|connector| connector.versions.len()).sum();
    let folders = |folder: fn(&connectory::model::Connector) -> String| -> BTreeSet<String> {
        registry.connectors.iter().map(folder).filter(|folder| folder != "connectors").collect()
    };
    assert_eq!(registry.connectors.len(), 12);
    assert!(versions >= 30, "{versions} versions");
    assert_eq!(registry.categories.len(), 6);
    assert_eq!(registry.applications.len(), 20);
    assert_eq!(registry.access.groups.len(), 8);
    assert!(folders(|connector| connector.folder.parent().to_string()).len() >= 3, "grouping folders");
}

#[test]
fn every_package_of_the_sample_is_small_and_declares_its_digest() {
    for connector in &registry().connectors {
        for version in &connector.versions {
            let facts = version.facts().unwrap();
            assert!(facts.size < 40_000, "{} {} has {} bytes", connector.slug, version.number, facts.size);
            assert_eq!(version.sha256.as_ref().unwrap().value, facts.digest);
        }
    }
}

#[test]
fn the_sample_shows_every_feature() {
    let registry = registry();
    let versions = || registry.connectors.iter().flat_map(|connector| &connector.versions);
    let facts = || versions().filter_map(|version| version.facts());
    let leaves = || facts().flat_map(|facts| facts.form.leaves());
    let shows = [
        ("a deprecated version", versions().any(|version| matches!(version.status, Status::Deprecated(_)))),
        ("a withdrawn version", versions().any(|version| matches!(version.status, Status::Withdrawn(_)))),
        ("a breaking version", versions().any(|version| version.breaking.is_some())),
        ("a version that requires something", versions().any(|version| !version.requires.is_empty())),
        ("a version dated by hand", versions().any(|version| version.added.is_some())),
        ("a version dated by Git", versions().any(|version| version.added.is_none())),
        ("release notes", versions().all(|version| !version.notes.is_empty())),
        ("several references", facts().any(|facts| facts.references.len() > 2)),
        (
            "nested groups",
            facts().any(|facts| {
                let groups = facts.form.walk().filter(|(depth, _)| *depth >= 2);
                groups.count() > 0
            }),
        ),
        ("a grid", leaves().any(|setting| !setting.columns().is_empty())),
        ("a secure setting", leaves().any(|setting| setting.secure())),
        ("a required setting", leaves().any(|setting| setting.required())),
        ("a default", leaves().any(|setting| setting.default_text().is_some())),
        ("options", leaves().any(|setting| !setting.options().is_empty())),
        ("an icon in the folder", registry.connectors.iter().any(|connector| connector.icon.is_some())),
        ("an icon in the package", facts().any(|facts| facts.icon.is_some())),
        ("a picture in the help", registry.connectors.iter().any(|connector| !connector.pictures.is_empty())),
        ("a former slug", registry.connectors.iter().any(|connector| !connector.aliases.is_empty())),
        ("a replaced connector", registry.connectors.iter().any(|connector| connector.replaced_by.is_some())),
        ("help for all", registry.connectors.iter().all(|connector| connector.help.is_some())),
        ("one site for each audience", registry.policy.sites.len() == 3),
        ("a level", !registry.policy.levels.is_empty()),
        ("a waiver", !registry.policy.waivers.is_empty()),
        ("an application for administrators", registry.applications.iter().any(|app| app.access.is_empty())),
    ];
    let missing: Vec<&str> = shows.iter().filter(|(_, shown)| !shown).map(|(what, _)| *what).collect();
    assert!(missing.is_empty(), "the sample does not show {missing:?}");
}

#[test]
fn names_that_begin_with_a_dot_are_no_part_of_a_registry() {
    assert!(sample().join(".gitattributes").is_file());
    assert!(tree().list().unwrap().iter().all(|entry| !entry.path.name().starts_with('.')));
}
