//! The commands as a shell sees them: words out, exit codes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::support::real::real_packages;
use super::support::same_as_before;

fn connectory(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_connectory"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command can be started")
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("output is UTF-8")
}

fn json(output: &Output) -> serde_json::Value {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the output is JSON")
}

#[test]
fn a_sample_package_is_inspected_whole() {
    let file = "registry/connectors/sql-server/versions/1.3002.xmp";
    let output = connectory(&["inspect", file], project());
    assert_eq!(output.status.code(), Some(0));
    same_as_before("inspect-human", text(&output.stdout));
    let mut document = json(&connectory(&["inspect", "--format", "json", file], project()));
    document["icon"]["data_uri"] = "(left out)".into();
    same_as_before("inspect-json", &serde_json::to_string_pretty(&document).expect("JSON"));
}

#[test]
fn every_real_package_is_inspected_whole() {
    for (name, bytes) in real_packages() {
        let human = connectory(&["inspect", name.to_str().expect("a text")], project());
        assert_eq!(human.status.code(), Some(0), "{}: {}", name.display(), text(&human.stderr));
        let document =
            json(&connectory(&["inspect", "--format", "json", name.to_str().expect("a text")], project()));
        let human = text(&human.stdout);
        for field in ["id", "name", "version", "entry_point", "platform", "sha256"] {
            let value = document[field].as_str().expect("a text");
            assert!(!value.is_empty() && human.contains(value), "{}: {field}", name.display());
        }
        assert_eq!(document["size"], bytes.len());
        let references = document["references"].as_array().expect("a list");
        let inside: u64 =
            references.iter().map(|reference| reference["size"].as_u64().expect("a size")).sum();
        assert!(inside > 0 && inside < bytes.len() as u64, "{}: {inside} bytes inside", name.display());
        for reference in references {
            assert!(human.contains(reference["sha256"].as_str().expect("a digest")), "{}", name.display());
        }
        assert!(document["settings"]["settings"].as_array().is_some_and(|settings| !settings.is_empty()));
    }
}

#[test]
fn what_is_no_package_is_trouble_with_the_byte_at_fault() {
    let output = connectory(&["inspect", "README.md"], project());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("README.md: byte 0: this is text, not a package"));
    let output = connectory(&["inspect", "no-such-file.xmp"], project());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no-such-file.xmp"));
}

#[test]
fn a_check_says_by_its_exit_code_how_it_went() {
    let clean = connectory(&["check", "--as-of", "2026-11-01"], project());
    assert_eq!(clean.status.code(), Some(0), "{}", text(&clean.stdout));
    let nowhere = tempfile::tempdir().expect("a folder");
    let none = connectory(&["check"], nowhere.path());
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("no registry.yaml here"), "{}", text(&none.stderr));

    std::fs::write(nowhere.path().join("registry.yaml"), "schema: 1\ntitel: Plant\n").expect("written");
    let findings = connectory(&["check"], nowhere.path());
    assert_eq!(findings.status.code(), Some(1));
    assert!(text(&findings.stdout).contains("did you mean `title`?"), "{}", text(&findings.stdout));
    let document = Command::new(env!("CARGO_BIN_EXE_connectory"))
        .args(["check", "--format", "json"])
        .current_dir(nowhere.path())
        .output()
        .expect("started");
    let document: serde_json::Value = serde_json::from_slice(&document.stdout).expect("JSON");
    assert_eq!((&document["schema"], &document["errors"]), (&1.into(), &2.into()), "{document}");
    assert_eq!(
        (&document["findings"][1]["line"], &document["findings"][1]["column"]),
        (&2.into(), &1.into())
    );
}

#[test]
fn a_build_never_writes_into_a_folder_that_is_not_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let precious: PathBuf = folder.path().join("precious.txt");
    std::fs::write(&precious, "keep me").expect("written");
    let out = folder.path().to_str().expect("a text");
    let refused = connectory(&["build", "--out", out], project());
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("was not made by connectory"), "{}", text(&refused.stderr));
    assert_eq!(std::fs::read_to_string(&precious).expect("still there"), "keep me");
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);

    let out = folder.path().join("site");
    let built = connectory(&["build", "--out", out.to_str().expect("a text")], project());
    assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
    assert!(out.join("index.html").is_file());
}
