use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::model::{Audience, Chronicle, Registry, Sight};
use crate::plan::Seen;
use crate::plan::fixture;

/// A name that would be markup or a script, were it not text.
const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\u{2028}\"'`&";

fn registry_of(count: usize) -> Registry {
    let mut registry = Registry::default();
    for at in 0..count {
        let (slug, name) = (format!("tank-{at}"), format!("Tank {at} of Hall {}", at % 7));
        registry.connectors.push(fixture::connector(&slug, &name, "none", Vec::new()));
    }
    registry
}

/// The values by their keys, whatever files they lie in.
fn values(files: &[(SitePath, Vec<u8>)]) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for (_, bytes) in files {
        for line in String::from_utf8(bytes.clone()).unwrap().lines() {
            let inner = line.strip_prefix("connectorySearch(").unwrap().strip_suffix(");").unwrap();
            let both: Value = serde_json::from_str(&format!("[{inner}]")).unwrap();
            all.insert(both[0].as_str().unwrap().to_owned(), both[1].clone());
        }
    }
    all
}

fn index(registry: &Registry, divided: bool) -> Vec<(SitePath, Vec<u8>)> {
    fixture::shown(registry, |shown| files_of(shown, divided, 400))
}

fn names(files: &[(SitePath, Vec<u8>)]) -> BTreeSet<&str> {
    files.iter().map(|(path, _)| path.as_str()).collect()
}

/// The words of a family's shards, with where they stand.
fn words(values: &BTreeMap<String, Value>, family: &str) -> BTreeMap<String, String> {
    let shards =
        values.iter().filter(|(key, _)| key.starts_with(family)).map(|(_, shard)| shard.as_str().unwrap());
    let terms = shards.flat_map(|shard| shard.split(';')).filter_map(|term| term.split_once(' '));
    terms.map(|(word, places)| (word.to_owned(), places.to_owned())).collect()
}

#[test]
fn nothing_in_the_index_can_end_the_script() {
    let value = json!(["</script><!--", "a\u{2028}b & c"]);
    let safe = script_safe(&value);
    assert!(!safe.contains(['<', '>', '&', '\u{2028}']), "{safe}");
    assert_eq!(serde_json::from_str::<Value>(&safe).ok(), Some(value));

    let mut registry = fixture::registry();
    let hostile = &mut registry.connectors[0];
    hostile.name.value = HOSTILE.to_owned();
    hostile.description.value = HOSTILE.to_owned();
    hostile.tags.push(HOSTILE.to_owned());
    hostile.owners.push(fixture::at(HOSTILE.to_owned()));
    registry.categories[0].name.value = HOSTILE.to_owned();
    for divided in [false, true] {
        let files = index(&registry, divided);
        for (path, bytes) in &files {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{path}");
        }
        assert!(values(&files)["facets"]["tags"].as_array().unwrap().contains(&json!(HOSTILE)));
    }
}

#[test]
fn a_small_registry_has_one_file_and_a_large_one_has_many() {
    for (count, expected) in [(0, 2), (2, 2), (ALL, 2)] {
        let registry = registry_of(count);
        assert_eq!(fixture::shown(&registry, files).len(), expected, "{count}");
    }
    let registry = registry_of(ALL + 1);
    assert!(fixture::shown(&registry, files).len() > 50);
}

#[test]
fn the_pointer_names_every_file_beside_it_and_no_other() {
    let registry = registry_of(300);
    for divided in [false, true] {
        let files = index(&registry, divided);
        assert_eq!(files[0].0.as_str(), assets::SEARCH_POINTER);
        assert_eq!(names(&files).len(), files.len(), "each path once");
        let map = &values(&files[..1])["map"];
        let text = map.to_string();
        for (path, _) in &files[1..] {
            let digest = path.as_str().rsplit(['-', '.']).nth(1).unwrap();
            assert!(text.contains(digest), "{path} is not named");
        }
        if divided {
            let keys = map["keys"].as_str().unwrap().split(' ').count();
            assert_eq!(map["terms"].as_str().unwrap().len(), keys * 12);
            assert_eq!(map["blocks"].as_str().unwrap().len() % 12, 0);
        }
    }
}

#[test]
fn both_forms_of_the_index_hold_the_same() {
    let mut registry = registry_of(40);
    registry.connectors.extend(fixture::registry().connectors);
    let (whole, divided) = (values(&index(&registry, false)), values(&index(&registry, true)));
    assert_eq!(words(&whole, "n:"), words(&divided, "n:"));
    let (whole_rest, divided_rest) = (words(&whole, "t:"), words(&divided, "t:"));
    assert!(whole_rest.keys().eq(divided_rest.keys()));
    let told = divided_rest.iter().filter(|(_, places)| !places.contains('*'));
    assert!(told.clone().count() > 20);
    for (word, places) in told {
        assert_eq!(&whole_rest[word], places, "{word}");
    }
    for key in whole.keys().filter(|key| key.starts_with("d:") || *key == "facets" || *key == "words") {
        assert_eq!(whole[key], divided[key], "{key}");
    }
}

#[test]
fn every_word_of_a_connector_is_found_in_its_field() {
    let registry = fixture::registry();
    let all = values(&index(&registry, false));
    let (names, rest) = (words(&all, "n:"), words(&all, "t:"));
    let expected = [
        (&names, "azure", 'A'),
        (&names, "sql", 'B'),
        (&names, "mssql", 'S'),
        (&rest, "reads", 'd'),
        (&rest, "sqlserver", 'k'),
        (&rest, "instance", 'k'),
        (&rest, "acme", 'f'),
        (&rest, "=1.38", 'v'),
        (&rest, "=1.2", 'v'),
    ];
    for (words, word, field) in expected {
        let places = words.get(word).unwrap_or_else(|| panic!("no {word}"));
        assert!(places.split(' ').any(|place| place.starts_with(field)), "{word}: {places}");
    }
    assert!(!rest.contains_key("hunter2"), "a secret's default is no word");
    let vocabulary = all["words"].as_str().unwrap();
    assert!(!vocabulary.contains('=') && !vocabulary.contains("1.38"), "{vocabulary}");
}

#[test]
fn the_same_registry_gives_the_same_index() {
    let registry = fixture::registry();
    for divided in [false, true] {
        assert_eq!(index(&registry, divided), index(&registry, divided));
    }
}

#[test]
fn a_changed_description_changes_few_files() {
    let (before, mut after) = (registry_of(500), registry_of(500));
    after.connectors[7].description.value = "Quite another purpose.".to_owned();
    let (before, after) = (index(&before, true), index(&after, true));
    let changed = names(&after).difference(&names(&before)).count();
    // Its block, the vocabulary, and the shards of twelve words that came or went; the pointer keeps its name.
    assert!(changed <= 16, "{changed} of {}", after.len());
    assert!(after.len() > 60, "{} files", after.len());
}

#[test]
fn a_new_connector_changes_few_files() {
    let (before, mut after) = (registry_of(500), registry_of(500));
    after.connectors.insert(3, fixture::connector("silo-0", "Silo", "none", Vec::new()));
    let (before, after) = (index(&before, true), index(&after, true));
    let changed = names(&after).difference(&names(&before)).count();
    assert!(changed <= 16, "{changed} of {}", after.len());
}

#[test]
fn who_may_see_no_usage_finds_none_in_the_index() {
    let with = fixture::registry();
    let mut without = fixture::registry();
    without.applications.clear();
    let of = |registry: &Registry, sight: &Sight| {
        let chronicle = Chronicle::default();
        let (registry, chronicle) = (Audience::of(registry, sight), Audience::of(&chronicle, sight));
        files(&Shown::new(Seen { registry: &registry, chronicle: &chronicle }))
    };
    assert_ne!(of(&with, &Sight::All), of(&without, &Sight::All), "whether a connector is used is a facet");
    assert_eq!(of(&with, &Sight::Nothing), of(&without, &Sight::Nothing));
    let others = Sight::Groups(BTreeSet::from(["nobody".to_owned()]));
    assert_eq!(of(&with, &others), of(&without, &others));
}

#[test]
fn the_table_says_what_the_registry_says() {
    let mut registry = fixture::registry();
    registry.connectors[0].replaced_by = Some(fixture::at("sql-server".to_owned()));
    let facets = &values(&index(&registry, false))["facets"];
    assert_eq!(facets["categories"], json!([["database", "Databases"], ["default", "Default"]]));
    assert_eq!(facets["owners"], json!(["@data-platform"]));
    // Azure SQL: active, replaced, used; Old SQL: no version; SQL Server: active, used. None has code to tell of live data.
    assert_eq!(facets["category"], "BAB");
    let letters = |numbers: [usize; 3]| {
        let mut text = String::new();
        numbers.into_iter().for_each(|number| super::code::put(&mut text, number, 1));
        text
    };
    assert_eq!(facets["state"], letters([4 + 8 + 32, 3 + 32, 8 + 32]));
    assert_eq!((&facets["owner"], &facets["tag"]), (&json!("A,A,A"), &json!("A,A,A")));
}

#[test]
fn in_a_large_registry_a_word_of_very_many_connectors_is_only_named() {
    let registry = registry_of(40);
    let of = |divided| words(&values(&index(&registry, divided)), "t:")["reads"].clone();
    assert_eq!(of(true), "d*");
    assert!(of(false).len() > 40, "{}", of(false));
    let names = words(&values(&index(&registry, true)), "n:");
    assert!(names["tank"].len() > 40, "names are told one by one: {}", names["tank"]);
}
