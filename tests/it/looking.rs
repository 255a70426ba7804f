//! `connectory list`, `show` and `search`: what they say is true, and what they promise to programs. How it looks is held by
//! the transcripts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::review::History;
use crate::support::schema::{faults, schema, strict};
use crate::support::{SLUG, Small, package, project, said};

/// The document that a command prints.
fn document(arguments: &[&str], folder: &Path) -> Value {
    let (out, err, code) = said(&[arguments, &["--format", "json"]].concat(), folder);
    assert_eq!(code, 0, "{arguments:?}: {err}");
    serde_json::from_str(&out).unwrap()
}

/// Texts at `pointer` in every item of a list.
fn texts<'v>(list: &'v Value, pointer: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|item| item.pointer(pointer).unwrap().as_str().unwrap()).collect()
}

fn folder(small: &Small) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    small.write_to(folder.path());
    folder
}

/// A version that is retired, breaks something and needs something, a connector without any, and a package that is none.
fn odd() -> Small {
    Small::with_two_connectors()
        .bare_connector("connectors/new-one", "8c0d2b4e-91d7-4d63-8a56-0e5f3c9b7a23", "New One")
        .with("connectors/level-gauge/versions/1.0.xmp", "no package")
        .append(
            "connectors/flow-meter/versions/1.0.yaml",
            "status: deprecated\nreason: Old\nreplaced_by: \"1.1\"\nfrom: 2027-01-01\n",
        )
        .append(
            "connectors/flow-meter/versions/1.1.yaml",
            "breaking: { summary: Much, upgrade_by: 2027-02-03, guide: Do it. }\nrequires: { app_designer: \"4.4\" }\n",
        )
        .append("connectors/flow-meter/connector.yaml", "logs: { allowed: 1, duration_days: 2 }\nreplaced_by: new-one\n")
        .append("applications/pump-house.yaml", "  - connector: nowhere\n    version: \"1\"\n    connection: C\n")
}

/// Every document of a registry: lists, each connector, version and application, and some searches.
fn documents(folder: &Path) -> Vec<Value> {
    let (connectors, versions) = (document(&["list"], folder), document(&["list", "--versions"], folder));
    let mut names: BTreeSet<String> = BTreeSet::new();
    for connector in texts(&connectors["connectors"], "/slug") {
        let shown = document(&["show", connector], folder);
        let users = shown["used_by"].as_array().unwrap().iter();
        names.extend(users.map(|user| user["application"].as_str().unwrap().to_owned()));
        names.insert(connector.to_owned());
    }
    for version in versions["versions"].as_array().unwrap() {
        let text = |field: &str| version[field].as_str().unwrap().to_owned();
        names.insert(format!("{}@{}", text("connector"), text("version")));
    }
    let shown = names.iter().map(|name| document(&["show", name], folder));
    let searched = ["m", "meter"].map(|word| document(&["search", word], folder));
    let applications = document(&["app", "list"], folder);
    let categories = document(&["category", "list"], folder);
    let lists = [connectors, versions, applications, categories];
    lists.into_iter().chain(shown).chain(searched).collect()
}

/// Those of the sample registry.
static OF_THE_SAMPLE: LazyLock<Vec<Value>> = LazyLock::new(|| documents(project()));

#[test]
fn every_document_holds_to_its_schema() {
    let schema = strict(schema("looking.schema.json"), &["connector", "version", "application"]);
    let mut kinds = BTreeMap::new();
    let odd = folder(&odd());
    for document in OF_THE_SAMPLE.iter().chain(&documents(odd.path())) {
        assert_eq!(faults(&schema, document), Vec::<String>::new(), "{document:#}");
        *kinds.entry(document["kind"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    let kinds: Vec<&str> = kinds.keys().map(String::as_str).collect();
    assert_eq!(
        kinds,
        [
            "application",
            "applications",
            "categories",
            "connector",
            "connectors",
            "search",
            "version",
            "versions"
        ]
    );
}

#[test]
fn the_schema_refuses_what_is_planted() {
    let odd = folder(&odd());
    let schema = schema("looking.schema.json");
    let plants: [(&[&str], &str, Value); 9] = [
        (&["category", "list"], "/categories/0/connector_count", json!(-1)),
        (&["list"], "/schema", json!(2)),
        (&["list"], "/connectors/0/owners", json!("@edge")),
        (&["list", "--versions"], "/versions/0/status", json!("old")),
        (&["list", "--versions"], "/versions/0/added", json!("yesterday")),
        (&["show", "flow-meter"], "/logs/allowed", json!(-1)),
        (&["show", "flow-meter@1.1"], "/breaking/summary", json!(null)),
        (&["show", "pump-house"], "/uses/0/behind/versions", json!("many")),
        (&["search", "meter"], "/hits/0/found/0/place", json!("somewhere")),
    ];
    for (arguments, pointer, planted) in plants {
        let mut document = document(arguments, odd.path());
        document["surprise"] = json!("fields may be added");
        assert_eq!(faults(&schema, &document), Vec::<String>::new(), "{document:#}");
        *document.pointer_mut(pointer).unwrap() = planted;
        assert_ne!(faults(&schema, &document), Vec::<String>::new(), "{arguments:?} {pointer}");
    }
}

#[test]
fn who_uses_what_is_the_same_from_every_side() {
    let mut by_connector: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    let of_kind = |kind: &'static str| OF_THE_SAMPLE.iter().filter(move |document| document["kind"] == kind);
    for application in of_kind("application") {
        let slug = application["slug"].as_str().unwrap();
        for used in application["uses"].as_array().unwrap() {
            let (users, behind) =
                by_connector.entry(used["connector"].as_str().unwrap().to_owned()).or_default();
            users.insert(slug.to_owned());
            if used["version"] != used["current"] {
                behind.insert(slug.to_owned());
            }
        }
    }
    assert_eq!(of_kind("connector").count(), 12);
    for connector in of_kind("connector") {
        let (users, behind) = &by_connector[connector["slug"].as_str().unwrap()];
        assert_eq!(
            (&connector["applications"], &connector["behind"]),
            (&json!(users.len()), &json!(behind.len()))
        );
        let named: BTreeSet<&str> = texts(&connector["used_by"], "/application").into_iter().collect();
        assert_eq!(named, users.iter().map(String::as_str).collect());
    }
    let list = of_kind("connectors").next().unwrap();
    for (brief, whole) in list["connectors"].as_array().unwrap().iter().zip(of_kind("connector")) {
        for (field, value) in brief.as_object().unwrap() {
            assert_eq!(whole[field], *value, "{field}");
        }
    }
}

#[test]
fn a_version_without_a_date_has_that_of_the_commit_that_brought_it() {
    let history = History::new();
    let at = "connectors/flow-meter/versions/1.1.yaml";
    let undated = Small::valid().replace(at, "added: 2026-03-02\n", "");
    let before = undated.clone().without(at).without("connectors/flow-meter/versions/1.1.xmp");
    let first = history.commit(&[], &before);
    history.commit(&[first], &undated);
    let folder = history.repository.path();
    undated.write_to(folder);
    assert_eq!(document(&["show", "flow-meter@1.1"], folder)["added"], "2026-01-02");
    assert_eq!(document(&["show", "flow-meter@1.0"], folder)["added"], "2026-03-02");
    let listed = document(&["list", "--versions", "--rev", &first.to_string()], folder);
    assert_eq!(texts(&listed["versions"], "/version"), ["1.0"]);
}

#[test]
fn a_connector_has_the_status_of_its_current_version_or_of_its_highest() {
    let retired = odd().append("connectors/flow-meter/versions/1.1.yaml", "status: withdrawn\nreason: Bad\n");
    for (small, status, current) in [(odd(), "active", json!("1.1")), (retired, "withdrawn", json!(null))] {
        let folder = folder(&small);
        let listed = document(&["list", "--status", status], folder.path());
        let found =
            listed["connectors"].as_array().unwrap().iter().find(|found| found["slug"] == SLUG).unwrap();
        assert_eq!(found["current"], current);
    }
    let folder = folder(&odd());
    let names = |arguments: &[&str]| {
        let listed = document(&[&["list"], arguments].concat(), folder.path());
        texts(&listed["connectors"], "/slug").join(" ")
    };
    assert_eq!(names(&["--unused"]), "level-gauge new-one");
    // dave is in the group that owns all of them; carol is not.
    assert_eq!(names(&["--owner", "DAVE"]), "flow-meter level-gauge new-one");
    assert_eq!(names(&["--owner", "edge", "--status", "active"]), "flow-meter level-gauge");
    assert_eq!(names(&["--owner", "carol"]), "");
    assert_eq!(names(&["--category", "default"]), "");
}

#[test]
fn a_word_is_found_wherever_a_connector_holds_it() {
    let other =
        package("8c0d2b4e-91d7-4d63-8a56-0e5f3c9b7a22", "Level Gauge", "1.0").with("EntryPoint", "Old.Gauge");
    let small = Small::with_two_connectors()
        .append("connectors/flow-meter/connector.yaml", "tags: [ultrasonic]\naliases: [velocity]\n")
        .version("connectors/level-gauge", "1.0", &other);
    let folder = folder(&small);
    for (word, slugs, place) in [
        ("FLOW-meter", "flow-meter", "slug"),
        ("level gauge", "level-gauge", "slug"),
        ("velocity", "flow-meter", "former slug"),
        ("ultra", "flow-meter", "tag"),
        ("devices", "flow-meter level-gauge", "category"),
        ("@edge", "flow-meter level-gauge", "owner"),
        ("reads", "flow-meter level-gauge", "description"),
        ("port", "flow-meter level-gauge", "setting"),
        ("sample.meter.connector", "flow-meter level-gauge", "entry point"),
        ("meter.dll", "flow-meter level-gauge", "file"),
        ("10.0.0.7", "flow-meter level-gauge", "help"),
        ("old.gauge", "level-gauge", "entry point"),
    ] {
        let found = document(&["search", word], folder.path());
        assert_eq!(texts(&found["hits"], "/slug").join(" "), slugs, "{word}");
        assert_eq!(found["hits"][0]["found"][0]["place"], place, "{word}");
    }
    let old = document(&["search", "old.gauge"], folder.path());
    assert_eq!(old["hits"][0]["found"][0]["version"], "1.0");
}

#[test]
fn what_is_called_as_it_was_asked_for_comes_first() {
    let first = |words: &[&str]| {
        let found = document(&[&["search"], words].concat(), project());
        texts(&found["hits"], "/slug").first().map(|&slug| slug.to_owned())
    };
    for connector in texts(&document(&["list"], project())["connectors"], "/slug") {
        assert_eq!(first(&[connector]).as_deref(), Some(connector));
        let shown = document(&["show", connector], project());
        assert_eq!(first(&[shown["name"].as_str().unwrap()]).as_deref(), Some(connector));
    }
    assert_eq!(first(&["sql"]).as_deref(), Some("sql-server"));
}

#[test]
fn a_fault_in_a_word_is_forgiven_only_where_nothing_holds_the_word() {
    let found = document(&["search", "mqqt"], project());
    assert_eq!(texts(&found["hits"], "/slug"), ["mqtt"]);
    assert_eq!(found["hits"][0]["found"][0]["exact"], false);
    // `Tables` would be near, but the word is there.
    let found = document(&["search", "table"], project());
    let places = found["hits"].as_array().unwrap().iter().flat_map(|hit| hit["found"].as_array().unwrap());
    assert!(places.into_iter().all(|place| place["exact"] == true), "{found:#}");
}

#[test]
fn the_best_are_shown_and_all_are_counted() {
    let all = document(&["search", "server"], project());
    let few = document(&["search", "server", "--limit", "3"], project());
    assert_eq!((few["count"].clone(), few["hits"].as_array().unwrap().len()), (all["count"].clone(), 3));
    assert_eq!(few["hits"], json!(all["hits"].as_array().unwrap()[..3]));
    let (out, err, code) = said(&["search", "nothing-of-this-name", "--format", "json"], project());
    let none: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &none["count"], &none["hits"]), (1, &json!(0), &json!([])), "{err}");
}

#[test]
fn what_strangers_wrote_is_shown_and_not_obeyed() {
    let hostile = "\\e[31mred\\a \\u202eoverride ##[error]e ##vso[task.complete]x \\n::error::y";
    let quoted = format!("\"{hostile}\"");
    let small = Small::valid()
        .replace("connectors/flow-meter/connector.yaml", "Flow Meter", &quoted)
        .replace("connectors/flow-meter/connector.yaml", "Reads a meter.", &quoted)
        .append("connectors/flow-meter/connector.yaml", &format!("tags: [{quoted}]\n"))
        .replace("connectors/flow-meter/versions/1.1.yaml", "Better.", &quoted)
        .append("connectors/flow-meter/help.md", "\u{1b}]0;title\u{7}\n::error::help\n")
        .replace("applications/pump-house.yaml", "Pump House", &quoted);
    let folder = folder(&small);
    let harmful = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    let commands: [&[&str]; 7] = [
        &["list"],
        &["list", "--versions"],
        &["show", "flow-meter"],
        &["show", "flow-meter@1.1"],
        &["show", "pump-house"],
        &["search", "red"],
        &["search", "error::help"],
    ];
    for arguments in commands {
        for format in ["human", "json"] {
            let (out, _, _) = said(&[arguments, &["--format", format]].concat(), folder.path());
            assert!(!out.contains(harmful) && !out.contains("##["), "{out}");
            assert!(!out.lines().any(|line| line.trim_start().starts_with("::")), "{out}");
            assert!(!out.is_empty());
        }
    }
    let shown = document(&["show", "flow-meter"], folder.path());
    let written = "\u{1b}[31mred\u{7} \u{202e}override ##[error]e ##vso[task.complete]x \n::error::y";
    assert_eq!(shown["name"], written);
}
