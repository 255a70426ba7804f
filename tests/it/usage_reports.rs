//! `connectory report` and the reports of the site: they say the same, what they say is what `check` finds, and what they
//! promise to programs they keep. How they look on a terminal is held by the transcripts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use connectory::check::{self, Context, Since};
use connectory::diag::{Diagnostic, Severity};
use connectory::model::{Delta, Registry};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::schema::{faults, schema, strict};
use crate::support::{Small, TODAY, checked, project, said, sample_copied};

const DAY: &str = "2026-11-01";

/// How every report is asked for, and the name of its files.
const REPORTS: [(&[&str], &str); 13] = [
    (&["usage"], "usage-by-connector"),
    (&["usage", "--by", "version"], "usage-by-version"),
    (&["usage", "--by", "category"], "usage-by-category"),
    (&["usage", "--by", "owner"], "usage-by-owner"),
    (&["usage", "--by", "group"], "usage-by-group"),
    (&["usage", "--by", "application"], "usage-by-application"),
    (&["stale"], "stale"),
    (&["deadlines"], "deadlines"),
    (&["deletable"], "deletable"),
    (&["savings"], "savings"),
    (&["conflicts"], "conflicts"),
    (&["assemblies"], "assemblies"),
    (&["adoption"], "adoption"),
];

fn report(what: &[&str], more: &[&str], folder: &Path) -> (String, String, i32) {
    said(&[&["report"], what, more, &["--as-of", DAY]].concat(), folder)
}

fn document(what: &[&str], more: &[&str], folder: &Path) -> Value {
    let (out, err, code) = report(what, &[more, &["--format", "json"]].concat(), folder);
    assert_eq!(code, 0, "{what:?}: {err}");
    serde_json::from_str(&out).unwrap()
}

fn folder(small: &Small) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    small.write_to(folder.path());
    folder
}

/// What is retired, breaks something, is due, is not in the registry, or is written by a stranger.
fn odd() -> Small {
    let hostile = "name: \"=HYPERLINK(1)\\e[31m\\u202E ##[error] <script> | `x`\"\nowner: \"@sum\"\nobserved: 2026-01-01\n\
         connectors:\n  - connector: flow-meter\n    version: \"1.0\"\n    connection: \"-1\\t+2\"\n  - connector: nowhere\n    version: \"9\"\n";
    Small::with_two_connectors()
        .append("registry.yaml", "usage_max_age_days: 30\nsites:\n  - { name: some, sees: [operations] }\n  - { name: none, sees: [] }\n")
        .append(
            "connectors/flow-meter/versions/1.0.yaml",
            "status: deprecated\nreason: \"=1+1\"\nreplaced_by: \"1.1\"\nfrom: 2027-01-01\n",
        )
        .append(
            "connectors/flow-meter/versions/1.1.yaml",
            "breaking: { summary: \"+much\", upgrade_by: 2026-02-03, guide: Do it. }\n",
        )
        .with("applications/stranger.yaml", hostile)
}

#[test]
fn every_report_holds_to_its_schema() {
    let schema = strict(schema("usage-reports.schema.json"), &[]);
    let odd = folder(&odd());
    for (what, name) in REPORTS {
        for folder in [project(), odd.path()] {
            let document = document(what, &[], folder);
            assert_eq!(faults(&schema, &document), Vec::<String>::new(), "{document:#}");
            assert_eq!(document["report"], name);
        }
    }
}

#[test]
fn the_schema_refuses_what_is_planted() {
    let schema = schema("usage-reports.schema.json");
    for (what, pointer, planted) in [
        ("stale", "/schema", json!(2)),
        ("stale", "/as_of", json!("today")),
        ("stale", "/columns/0/kind", json!("picture")),
        ("stale", "/rows/0/status", json!("old")),
        ("deletable", "/rows/0/deletable", json!("perhaps")),
        ("deadlines", "/rows/0/day", json!("soon")),
        ("usage", "/rows/0/applications", json!(-1)),
        ("assemblies", "/rows/0/shipped_by", json!("flow-meter")),
    ] {
        let mut document = document(&[what], &[], project());
        document["surprise"] = json!("fields may be added");
        assert_eq!(faults(&schema, &document), Vec::<String>::new(), "{document:#}");
        *document.pointer_mut(pointer).unwrap() = planted;
        assert_ne!(faults(&schema, &document), Vec::<String>::new(), "{what} {pointer}");
    }
}

#[test]
fn the_site_holds_what_the_command_prints() {
    let sample = sample_copied();
    let sites: [(&str, &[&str]); 3] = [("admin", &[]), ("operations", &["savings"]), ("public", &[])];
    for (site, absent) in sites {
        let out = sample.path().join(site);
        let arguments = ["build", "--site", site, "--as-of", DAY, "--out", out.to_str().unwrap()];
        assert_eq!(said(&arguments, sample.path()).2, 0);
        let mut held = BTreeSet::new();
        for (what, name) in REPORTS {
            let file =
                |extension: &str| std::fs::read_to_string(out.join(format!("reports/{name}.{extension}")));
            let (csv, err, code) = report(what, &["--site", site, "--format", "csv"], sample.path());
            if code == 2 {
                assert!(err.contains("has no report"), "{err}");
                assert!(file("csv").is_err() && file("json").is_err(), "{site} {name}");
                continue;
            }
            held.insert(name);
            assert_eq!(file("csv").unwrap(), csv, "{site} {name}");
            let document: Value = serde_json::from_str(&file("json").unwrap()).unwrap();
            assert_eq!(document, self::document(what, &["--site", site], sample.path()), "{site} {name}");
        }
        match site {
            "public" => assert_eq!(held, BTreeSet::from(["assemblies"])),
            _ => assert!(
                REPORTS.iter().all(|(_, name)| held.contains(name) != absent.contains(name)),
                "{held:?}"
            ),
        }
    }
}

/// The errors that a check finds with a change, and would not without it.
fn refusals(before: &Registry, connector: usize, version: usize) -> Vec<Diagnostic> {
    let mut after = before.clone();
    let gone = after.connectors[connector].versions.remove(version);
    let delta = Delta::between(before, &after, BTreeSet::from([gone.file, gone.package_path]));
    let context = Context::new(&after, TODAY).with_since(Some(Since { before, delta, actors: &[] }));
    let known = check::check(&Context::new(before, TODAY));
    let is_new = |found: &Diagnostic| {
        let is_known = |known: &Diagnostic| known.code == found.code && known.message == found.message;
        found.severity == Severity::Error && !known.iter().any(is_known)
    };
    check::check(&context).into_iter().filter(is_new).collect()
}

#[test]
fn what_may_be_deleted_is_what_check_lets_go() {
    let odd = odd();
    let (registry, _) = checked(&odd);
    let document = document(&["deletable"], &[], folder(&odd).path());
    let mut answers = BTreeMap::new();
    for row in document["rows"].as_array().unwrap() {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        answers.insert((text("connector"), text("version")), text("deletable"));
    }
    let mut seen = BTreeSet::new();
    for (c, connector) in registry.connectors.iter().enumerate() {
        for (v, version) in connector.versions.iter().enumerate() {
            let answer = &answers[&(connector.slug.to_string(), version.number.to_string())];
            let codes: BTreeSet<&str> = refusals(&registry, c, v).iter().map(|found| found.code).collect();
            let expected = match codes.into_iter().collect::<Vec<_>>()[..] {
                [] => "yes",
                ["deletion-use-unknown"] => "not known",
                _ => "no",
            };
            assert_eq!(answer, expected, "{} {}", connector.slug, version.number);
            seen.insert(expected);
        }
    }
    assert!(seen.contains("no"), "{seen:?}");
}

#[test]
fn every_version_of_the_sample_has_the_answer_that_check_gives() {
    let sample = sample_copied();
    let tree = connectory::source::open(&sample.path().join("registry"), None).unwrap().tree;
    let (registry, _) = checked(tree.as_ref());
    let rows = document(&["deletable"], &[], sample.path());
    let may_go: BTreeSet<String> = rows["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["deletable"] == "yes")
        .map(|row| format!("{}@{}", row["connector"].as_str().unwrap(), row["version"].as_str().unwrap()))
        .collect();
    let mut let_go = BTreeSet::new();
    for (c, connector) in registry.connectors.iter().enumerate() {
        for (v, version) in connector.versions.iter().enumerate() {
            if refusals(&registry, c, v).is_empty() {
                let_go.insert(format!("{}@{}", connector.slug, version.number));
            }
        }
    }
    assert_eq!(may_go, let_go);
    assert_eq!(let_go.len(), 3, "{let_go:?}");
}

#[test]
fn what_a_stranger_wrote_is_shown_and_not_obeyed() {
    let odd = folder(&odd());
    for (what, name) in REPORTS {
        for format in ["table", "csv", "markdown"] {
            let (out, _, code) = report(what, &["--format", format], odd.path());
            assert_eq!(code, 0, "{name}");
            let hidden = |c: char| c != '\n' && c != '\r' && connectory::diag::is_hidden(c);
            assert!(!out.contains(hidden) && !out.contains("##["), "{name} {format}: {out:?}");
        }
        let (csv, ..) = report(what, &["--format", "csv"], odd.path());
        let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
        for record in reader.records() {
            for cell in record.unwrap().iter().filter(|cell| cell.parse::<i64>().is_err()) {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell:?}");
            }
        }
    }
    let (stale, ..) = report(&["stale"], &["--format", "csv"], odd.path());
    assert!(stale.contains("'@sum") && stale.contains("'-1"), "{stale}");
}

#[test]
fn what_a_site_has_not_is_refused_with_what_to_do() {
    let odd = folder(&odd());
    for (arguments, message) in [
        (["stale", "--site", "none"], "the site `none` tells of no usage, so it has no report `stale`"),
        (["savings", "--site", "some"], "the site `some` does not see everything"),
        (["stale", "--site", "other"], "declares no site `other`; it declares some, none"),
        (["stale", "--by", "owner"], "only `usage` can be counted by something; leave --by out"),
    ] {
        let (out, err, code) = report(&arguments, &[], odd.path());
        assert_eq!((out.as_str(), code), ("", 2), "{arguments:?}");
        assert!(err.contains(message), "{err}");
    }
}
