//! What is broken is shown as it last was, and is no hindrance to anything else.

use std::fs;

use connectory::daemon::{Outcome, Reader, Reading, Whence};
use connectory::model::Whose;
use serde_json::Value;

use crate::support::schema::{faults, published};
use crate::support::site::{Site, built, of_reading};
use crate::support::{OTHER_ID, Small, TODAY, TestRepository, package, said};

const FOLDER: &str = "connectors/flow-meter";
const CONNECTOR: &str = "connectors/flow-meter/connector.yaml";
const APPLICATION: &str = "applications/pump-house.yaml";

/// A repository without files of its own that grows by states of a registry.
struct Growing {
    repository: TestRepository,
    commits: Vec<git2::Oid>,
}

impl Growing {
    fn new() -> Growing {
        Growing { repository: TestRepository::bare(), commits: Vec::new() }
    }

    fn commit(&mut self, small: &Small) {
        let files = small.files();
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        let day = 200 + i64::try_from(self.commits.len()).unwrap();
        let parents: Vec<git2::Oid> = self.commits.last().copied().into_iter().collect();
        self.commits.push(self.repository.commit(day, &parents, &files));
    }

    fn whence(&self) -> Whence {
        Whence::Mirror { repository: self.repository.path().to_owned(), revision: "main".to_owned() }
    }

    /// What a daemon shows that was started just now.
    fn shown(&self) -> (Outcome, Site) {
        shown(&mut Reader::new().unwrap(), &self.whence())
    }
}

fn shown(reader: &mut Reader, whence: &Whence) -> (Outcome, Site) {
    let (outcome, reading) = reader.read(whence, TODAY).unwrap();
    let reading: Reading = reading.expect("something is shown");
    let site = of_reading(reader.pipeline(), &reading, &Whose::Everyone);
    (outcome, site)
}

fn same(one: &Site, other: &Site) {
    let paths = |site: &Site| site.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(one), paths(other));
    let differ: Vec<&String> =
        one.iter().filter(|(path, bytes)| other[*path] != **bytes).map(|(path, _)| path).collect();
    assert_eq!(differ, [""; 0]);
}

fn page(site: &Site, path: &str) -> String {
    String::from_utf8(site.get(path).unwrap_or_else(|| panic!("no {path}")).clone()).unwrap()
}

fn failing(site: &Site) -> Vec<&str> {
    let marked = |(_, bytes): &(&String, &Vec<u8>)| String::from_utf8_lossy(bytes).contains("notice failing");
    site.iter().filter(marked).map(|(path, _)| path.as_str()).collect()
}

/// A connector whose file, help and package are all broken.
fn torn(small: Small) -> Small {
    small
        .with(CONNECTOR, "name: [Torn\n")
        .with(&format!("{FOLDER}/versions/1.0.xmp"), "no package")
        .with(&format!("{FOLDER}/help.md"), "Torn help\n")
}

#[test]
fn a_daemon_that_starts_again_shows_what_is_broken_as_it_last_was() {
    let mut growing = Growing::new();
    let mut lasting = Reader::new().unwrap();
    let good = Small::with_two_connectors().append(CONNECTOR, "tags: [last-good]\n");
    growing.commit(&Small::with_two_connectors());
    growing.commit(&good);
    shown(&mut lasting, &growing.whence());
    let right = built(growing.repository.path(), Some("main"), &Whose::Everyone, TODAY);
    growing.commit(&torn(good.clone()));
    growing.commit(&torn(good).append("connectors/level-gauge/connector.yaml", "tags: [goes-on]\n"));

    let (outcome, again) = growing.shown();
    assert!(outcome.errors > 0);
    let (_, kept) = shown(&mut lasting, &growing.whence());
    same(&kept, &again);
    // The search index has another name, because something else goes on.
    let pages =
        |site: &Site| site.keys().filter(|path| !path.starts_with("assets/")).cloned().collect::<Vec<_>>();
    assert_eq!(pages(&right), pages(&again), "nothing is missing");
    let package = format!("{FOLDER}/flow-meter-1.0.xmp");
    assert!(again[&package] == right[&package], "the package is the one that was right");
    for tab in ["", "/1.0", "/1.1", "/settings", "/versions", "/usage", "/files", "/compare"] {
        let page = page(&again, &format!("{FOLDER}{tab}.html"));
        assert!(page.contains("notice failing") && !page.contains("Torn"), "{tab}: {page}");
    }
    let overview = page(&again, &format!("{FOLDER}.html"));
    assert!(overview.contains("last-good") || page(&again, "api/v1/index.json").contains("last-good"));
    assert!(page(&again, "connectors/level-gauge.html").contains("Level Gauge"));
    assert!(page(&again, "api/v1/index.json").contains("goes-on"), "the rest goes on");
    for list in ["index.html", "a-z.html"] {
        assert_eq!(page(&again, list).matches("badge failing").count(), 1, "{list}");
    }
    let index: Value = serde_json::from_slice(&again["api/v1/index.json"]).unwrap();
    let marks: Vec<_> = index["connectors"].as_array().unwrap().iter().map(|one| &one["failing"]).collect();
    assert_eq!(marks, [&Value::Bool(true), &Value::Null]);
    for (kind, path) in [
        ("index", "index.json"),
        ("connector", "connectors/flow-meter.json"),
        ("version", "connectors/flow-meter/1.0.json"),
    ] {
        let value: Value = serde_json::from_slice(&again[&format!("api/v1/{path}")]).unwrap();
        assert_eq!(faults(&published(kind), &value), [""; 0]);
    }
    assert!(
        !failing(&again).iter().any(|path| path.contains("level-gauge") || path.contains("applications"))
    );
}

#[test]
fn what_is_mended_is_shown_as_a_clean_build_shows_it() {
    let mut growing = Growing::new();
    let mut lasting = Reader::new().unwrap();
    // A package that was replaced once stays a fault.
    let torn = Small::valid().with(CONNECTOR, "name: [Torn\n");
    for small in [Small::valid(), torn, Small::with_two_connectors()] {
        growing.commit(&small);
        shown(&mut lasting, &growing.whence());
    }
    let built = built(growing.repository.path(), Some("main"), &Whose::Everyone, TODAY);
    for (_, site) in [shown(&mut lasting, &growing.whence()), growing.shown()] {
        same(&site, &built);
    }
}

#[test]
fn an_edit_that_is_not_committed_goes_back_to_what_is() {
    let repository = TestRepository::new();
    let folder = repository.path().join("registry");
    Small::valid().write_to(&folder);
    repository.run(&["add", "--all"]);
    repository.run(&["commit", "--quiet", "--message", "Begin"]);
    let right = built(&folder, None, &Whose::Everyone, TODAY);
    torn(Small::valid()).write_to(&folder);
    let (outcome, site) = shown(&mut Reader::new().unwrap(), &Whence::Folder(folder));
    assert!(outcome.errors > 0);
    assert_eq!(right.keys().collect::<Vec<_>>(), site.keys().collect::<Vec<_>>());
    assert!(page(&site, &format!("{FOLDER}.html")).contains("notice failing"));
}

#[test]
fn edits_that_were_right_and_not_committed_are_kept_while_the_daemon_runs() {
    let repository = TestRepository::new();
    let folder = repository.path().join("registry");
    Small::valid().write_to(&folder);
    repository.run(&["add", "--all"]);
    repository.run(&["commit", "--quiet", "--message", "Begin"]);
    let mut reader = Reader::new().unwrap();
    let whence = Whence::Folder(folder.clone());
    shown(&mut reader, &whence);
    Small::valid().append(CONNECTOR, "tags: [not-committed]\n").write_to(&folder);
    shown(&mut reader, &whence);
    fs::write(folder.join(CONNECTOR), "name: [Torn\n").unwrap();
    let (_, site) = shown(&mut reader, &whence);
    assert!(page(&site, "api/v1/index.json").contains("not-committed"));
    // Bytes that are gone from disk are those that Git holds.
    fs::write(folder.join(FOLDER).join("versions/1.0.xmp"), "no package").unwrap();
    let (_, site) = shown(&mut reader, &whence);
    assert!(!page(&site, "api/v1/index.json").contains("not-committed"));
    assert!(page(&site, &format!("{FOLDER}/1.0.html")).contains("notice failing"));
}

#[test]
fn a_new_item_that_is_broken_stands_nowhere_and_everything_else_is_published() {
    let mut growing = Growing::new();
    growing.commit(&Small::valid());
    let newcomer = Small::valid()
        .connector("connectors/newcomer", OTHER_ID, "Newcomer")
        .with("connectors/newcomer/versions/1.0.xmp", "no package")
        .with("applications/torn.yaml", "name: [Torn\n")
        .replace(APPLICATION, "connectors:\n", "connectors:\n  - connector: newcomer\n    version: \"1.0\"\n")
        .append(CONNECTOR, "tags: [goes-on]\n");
    growing.commit(&newcomer);
    let (outcome, site) = growing.shown();
    assert!(outcome.errors > 0 && !outcome.withheld);
    let paths: Vec<&String> =
        site.keys().filter(|path| path.contains("newcomer") || path.contains("torn")).collect();
    assert_eq!(paths, [""; 0]);
    for (path, bytes) in &site {
        assert!(!String::from_utf8_lossy(bytes).contains("Newcomer"), "{path}");
    }
    assert!(page(&site, "api/v1/index.json").contains("goes-on"));
    // An application that uses it says so; it is right by itself.
    assert!(page(&site, "applications/pump-house.html").contains("newcomer"));
    assert_eq!(failing(&site), [""; 0]);
}

#[test]
fn an_application_on_a_version_that_is_not_shown_goes_back_with_it() {
    let mut growing = Growing::new();
    growing.commit(&Small::valid());
    let both = Small::valid()
        .version(FOLDER, "2.0", &package(crate::support::ID, crate::support::NAME, "2.0"))
        .append(CONNECTOR, "nonsense: 1\n")
        .replace(APPLICATION, "\"1.0\"", "\"2.0\"");
    growing.commit(&both);
    let (_, site) = growing.shown();
    assert!(!site.contains_key(&format!("{FOLDER}/2.0.html")));
    let application = page(&site, "applications/pump-house.html");
    let application = application.split("<main").nth(1).unwrap();
    assert!(application.contains("notice failing") && application.contains(">1.0<"), "{application}");
}

#[test]
fn an_application_whose_version_went_away_stays_and_says_so_after_a_restart() {
    let mut growing = Growing::new();
    growing.commit(&Small::valid());
    let versions = format!("{FOLDER}/versions");
    let less =
        Small::valid().without(&format!("{versions}/1.0.yaml")).without(&format!("{versions}/1.0.xmp"));
    growing.commit(&less);
    let (_, site) = growing.shown();
    assert!(
        !site.contains_key(&format!("{FOLDER}/1.0.html")) && site.contains_key(&format!("{FOLDER}/1.1.html"))
    );
    assert!(page(&site, "applications/pump-house.html").contains("notice failing"));
}

#[test]
fn what_a_waiver_made_right_stays_when_the_waiver_ends() {
    let mut growing = Growing::new();
    let waived = Small::valid()
        .append(
            "registry.yaml",
            "rules: { help-missing: deny }\nwaivers:\n- { rule: help-missing, path: connectors/**, reason: Later, owner: \"@edge\", expires: 2026-10-31 }\n",
        )
        .without(&format!("{FOLDER}/help.md"));
    growing.commit(&waived);
    let (outcome, site) = growing.shown();
    assert!(outcome.findings.iter().any(|found| found.code == "help-missing"), "{:?}", outcome.findings);
    assert!(page(&site, &format!("{FOLDER}.html")).contains("notice failing"));
}

#[test]
fn faults_of_registry_yaml_that_hide_no_site_stop_nothing() {
    let root = tempfile::tempdir().unwrap();
    let build = |small: Small, out: &str| {
        small.write_to(&root.path().join("registry"));
        said(&["build", "--registry", "registry", "--out", out], root.path())
    };
    let file = "registry.yaml";
    let (_, errors, code) = build(Small::valid().append(file, "usage_max_age_days: many\n"), "a");
    assert_eq!(code, 1, "{errors}");
    assert!(root.path().join("a/index.html").is_file());
    let only = "sites:\n- { name: public, sees: [] }\n";
    let (_, errors, code) = build(Small::valid().append(file, &format!("{only}colour: red\n")), "b");
    assert_eq!(code, 1, "{errors}");
    assert!(!root.path().join("b/applications.html").exists(), "the site is for whom it says");
    for hiding in [
        "site:\n- { name: public, sees: [] }\n",
        "sites: public\n",
        "sites:\n- { nam: public, sees: [] }\n",
        "sites: [\n",
    ] {
        let (_, errors, code) = build(Small::valid().append(file, hiding), "c");
        assert_eq!(code, 2, "{hiding}: {errors}");
        assert!(errors.contains("not known for whom the site is"), "{errors}");
    }
    let (_, errors, code) = build(Small::valid().append(file, only).append(file, only), "c");
    assert_eq!(code, 2, "{errors}");
}
