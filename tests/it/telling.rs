//! The pages that tell of the history: they go on with it, and tell nobody of what is hidden.

use std::collections::{BTreeMap, BTreeSet};

use connectory::model::Whose;
use connectory::pipeline::Pipeline;
use connectory::publish::MemorySink;
use connectory::source;
use git2::Oid;

use crate::support::site::{files, publish};
use crate::support::{TODAY, TestRepository};

type Site = BTreeMap<String, String>;

const POLICY: &str = "schema: 1\ntitle: T\nrepository:\n  url: https://github.com/acme/connectors\nsites:\n  \
                      - { name: all, sees: all }\n  - { name: ops, sees: [ops] }\n  - { name: public, sees: [] }\n";

/// What tells of the commit that a site was made from.
const TOLD: [&str; 3] = ["about.html", "manifest.json", "status.json"];

/// A registry whose history grows.
struct Grown {
    repository: TestRepository,
    files: BTreeMap<String, String>,
    last: Vec<Oid>,
    day: i64,
}

impl Grown {
    fn new() -> Grown {
        let repository = TestRepository::bare();
        let mut grown = Grown { repository, files: BTreeMap::new(), last: Vec::new(), day: 0 };
        grown.commit(&[
            ("registry.yaml", POLICY),
            ("categories.yaml", "- { id: default, name: Default }\n"),
            ("connectors/mqtt/connector.yaml", "id: 943b64d8-cb48-4b42-b7b3-8432f12f2059\nname: MQTT\n"),
            ("connectors/mqtt/versions/1.0.yaml", "notes: One.\n"),
            ("connectors/mqtt/versions/1.0.xmp", "no package"),
            (
                "applications/kiln.yaml",
                "name: Kiln\naccess: [ops]\nconnectors:\n  - { connector: mqtt, version: \"1.0\" }\n",
            ),
        ]);
        grown
    }

    fn commit(&mut self, files: &[(&str, &str)]) {
        self.files.extend(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
        let all: Vec<(&str, &[u8])> =
            self.files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
        self.last = vec![self.repository.commit(self.day, &self.last, &all)];
        self.day += 1;
    }

    /// The site of an audience, by a pipeline that may remember.
    fn site(&self, pipeline: &mut Pipeline, whose: &str) -> Site {
        let opened = source::open(self.repository.path(), Some("main")).unwrap();
        let registry = pipeline.read(&opened, TODAY).unwrap().registry;
        let mut sink = MemorySink::new();
        publish(pipeline, &opened, &registry, &Whose::Named(whose.to_owned()), TODAY, &mut sink);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        files(&sink).iter().map(|(path, bytes)| (path.clone(), text(bytes))).collect()
    }

    fn built(&self, whose: &str) -> Site {
        self.site(&mut Pipeline::new().unwrap(), whose)
    }
}

/// The paths whose bytes differ.
fn different(one: &Site, other: &Site) -> BTreeSet<String> {
    let paths = one.keys().chain(other.keys());
    paths.filter(|path| one.get(*path) != other.get(*path)).cloned().collect()
}

#[test]
fn a_site_that_goes_on_equals_one_that_is_built_from_nothing() {
    let mut grown = Grown::new();
    let mut pipeline = Pipeline::new().unwrap();
    for step in 0..4 {
        let notes = format!("notes: Step {step}.\n");
        grown.commit(&[("connectors/mqtt/versions/1.0.yaml", &notes)]);
        if step == 2 {
            let text = "name: Kiln\naccess: []\nconnectors: []\n";
            grown.commit(&[("applications/kiln.yaml", text)]);
        }
        for whose in ["all", "ops", "public"] {
            assert_eq!(different(&grown.site(&mut pipeline, whose), &grown.built(whose)), BTreeSet::new());
        }
    }
}

#[test]
fn a_commit_that_touches_nothing_remakes_only_what_tells_of_it() {
    let mut grown = Grown::new();
    let before = grown.built("all");
    grown.commit(&[("README.md", "More words.\n")]);
    let after = grown.built("all");
    assert_eq!(different(&before, &after), TOLD.map(str::to_owned).into());
    assert!(before["status.json"].contains("\"generation\":1,"), "{}", before["status.json"]);
    assert!(after["status.json"].contains("\"generation\":2,"), "{}", after["status.json"]);
}

#[test]
fn what_an_audience_cannot_see_leaves_no_trace_in_its_history() {
    let secret = "name: Canary\naccess: [board]\nconnectors:\n  - { connector: mqtt, version: \"1.0\" }\n";
    let mut plain = Grown::new();
    let mut hiding = Grown::new();
    for turn in 0..3 {
        hiding.commit(&[("applications/canary.yaml", &format!("{secret}# {turn}\n"))]);
        plain.day += 1;
        let help = format!("# Context\n\nTurn {turn}.\n");
        plain.commit(&[("connectors/mqtt/help.md", &help)]);
        hiding.commit(&[("connectors/mqtt/help.md", &help)]);
    }
    for whose in ["ops", "public"] {
        let hidden = hiding.built(whose);
        let differing = different(&plain.built(whose), &hidden);
        assert_eq!(differing, TOLD.map(str::to_owned).into(), "{whose}");
        for (path, text) in &hidden {
            assert!(!text.to_lowercase().contains("canary"), "{path} of {whose}");
            let told = text.contains(&hiding.last[0].to_string()) || text.contains(">A change<");
            assert!(!told || TOLD.contains(&path.as_str()), "{path} of {whose}");
        }
    }
    assert!(hiding.built("all")["activity.html"].contains("Canary"));
}

#[test]
fn an_application_that_is_hidden_since_the_last_commit_is_hidden_in_its_history() {
    let grown = Grown::new();
    let folder = tempfile::tempdir().unwrap();
    let url = grown.repository.path().to_str().unwrap();
    git2::Repository::clone(url, folder.path()).unwrap();
    let kiln = folder.path().join("applications/kiln.yaml");
    let build = || {
        let opened = source::open(folder.path(), None).unwrap();
        let mut pipeline = Pipeline::new().unwrap();
        let registry = pipeline.read(&opened, TODAY).unwrap().registry;
        let chronicle = pipeline.chronicle(&opened).unwrap();
        let sight = Whose::Named("ops".to_owned()).sight(&registry).unwrap();
        let seen = connectory::model::Audience::of_past(&chronicle, &registry, &sight);
        (seen.seen().uses.len(), seen.seen().deeds[0].applications.len())
    };
    assert_eq!(build(), (1, 1));
    let text = std::fs::read_to_string(&kiln).unwrap();
    std::fs::write(&kiln, text.replace("[ops]", "[board]")).unwrap();
    assert_eq!(build(), (0, 0));
}

#[test]
fn a_version_tells_where_it_comes_from() {
    let grown = Grown::new();
    let commit = grown.last[0].to_string();
    let all = &grown.built("all")["connectors/mqtt/1.0.html"];
    let link = format!(
        "<a href=\"https://github.com/acme/connectors/commit/{commit}\" rel=\"noopener noreferrer\">"
    );
    assert!(all.contains("Provenance") && all.contains(&link) && all.contains("<bdi>Ann</bdi>"), "{all}");
    for whose in ["ops", "public"] {
        let less = &grown.built(whose)["connectors/mqtt/1.0.html"];
        assert!(
            less.contains("2026-01-01") && !less.contains(&commit[..7]) && !less.contains("Ann"),
            "{less}"
        );
    }
}
