//! `connectory diff` and `connectory sbom` as a shell sees them: every grade on the sample, wording, faults, hostile text.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use connectory::package::{Package, Setting, SettingsForm, write};
use serde_json::Value;

use super::support::real::real_packages;
use super::support::{ID, SLUG, Small, checked, package, project, same_as_before, sample};

fn connectory(arguments: &[&str], folder: &Path) -> Output {
    let mut command = crate::support::program();
    command.args(arguments).current_dir(folder).output().expect("the command can be started")
}

/// What a command printed, and its exit code.
fn said(arguments: &[&str], folder: &Path) -> (String, Option<i32>) {
    let output = connectory(arguments, folder);
    assert_eq!(output.stderr, b"", "{}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

/// What a command complained of, with exit code 2 and nothing printed.
fn refused(arguments: &[&str], folder: &Path) -> String {
    let output = connectory(arguments, folder);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]));
    String::from_utf8(output.stderr).unwrap()
}

/// The sample's versions that have one below, as the command takes them.
fn steps() -> Vec<String> {
    let registry = checked(&connectory::source::WorkTree::open(&sample()).unwrap()).0;
    let connectors = registry.connectors.iter();
    let steps = connectors.flat_map(|connector| {
        connector.versions.iter().skip(1).map(|version| format!("{}@{}", connector.slug, version.number))
    });
    steps.collect()
}

#[test]
fn the_sample_shows_every_grade_in_words_that_were_read() {
    let (mut all, mut grades, mut codes) = (String::new(), BTreeSet::new(), BTreeSet::new());
    for step in steps() {
        let (text, code) = said(&["diff", &step], project());
        let (document, _) = said(&["diff", &step, "--format", "json"], project());
        let document: Value = serde_json::from_str(&document).unwrap();
        assert_eq!(code == Some(1), document["worst"] == "breaking", "{step}");
        for change in document["changes"].as_array().unwrap() {
            grades.insert(change["grade"].as_str().unwrap().to_owned());
            codes.insert(change["code"].as_str().unwrap().to_owned());
        }
        all.push_str(&text);
        all.push('\n');
    }
    same_as_before("diff-sample", &all);
    assert_eq!(grades.into_iter().collect::<Vec<_>>(), ["behaviour", "breaking", "safe"]);
    for code in [
        "setting-added-required",
        "setting-removed",
        "setting-renamed",
        "setting-required",
        "setting-unsecured",
        "option-removed",
        "setting-default-changed",
        "setting-secured",
        "option-added",
        "group-added",
    ] {
        assert!(codes.contains(code), "the sample does not show `{code}`: {codes:?}");
    }
}

#[test]
fn one_comparison_reads_the_same_to_people_to_programs_and_in_a_pull_request() {
    for format in ["human", "json", "markdown"] {
        let (text, code) = said(&["diff", "sql-server@1.3", "--format", format], project());
        assert_eq!(code, Some(1));
        same_as_before(&format!("diff-{format}"), &text);
    }
}

#[test]
fn the_comparison_in_the_readme_is_what_the_command_prints() {
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap();
    let (_, shown) = readme.split_once("$ connectory diff ").unwrap();
    let (step, shown) = shown.split_once('\n').unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    assert_eq!(shown, said(&["diff", step], project()).0);
}

#[test]
fn a_version_is_compared_as_a_number_with_the_next_lower_one_or_with_any_other() {
    let (one, _) = said(&["diff", "sql-server@1.3"], project());
    for other in ["sql-server@1.30", "sql-server@01.3"] {
        assert_eq!(said(&["diff", other], project()).0, one, "{other}");
    }
    // 1.29 is withdrawn, and applications may still be on it.
    let (text, _) = said(&["diff", "sql-server@1.2901"], project());
    assert!(text.starts_with("SQL Server 1.29 -> 1.2901\n"), "{text}");
    let (text, _) = said(&["diff", "sql-server@1.3002", "sql-server@1.25"], project());
    assert!(text.starts_with("SQL Server 1.3002 -> 1.25\n"), "{text}");
    let file = "registry/connectors/sql-server/versions/1.3.xmp";
    let (text, code) = said(&["diff", "sql-server@1.3", file], project());
    assert_eq!((text.lines().last(), code), (Some("the same package"), Some(0)));
}

#[test]
fn a_former_slug_is_still_understood() {
    let registry = checked(&connectory::source::WorkTree::open(&sample()).unwrap()).0;
    let renamed = registry.connectors.iter().find(|connector| !connector.aliases.is_empty()).unwrap();
    let version = &renamed.versions.last().unwrap().number;
    let by = |slug: &str| said(&["diff", &format!("{slug}@{version}")], project());
    assert_eq!(by(&renamed.aliases[0].value), by(renamed.slug.as_str()));
}

#[test]
fn what_cannot_be_compared_is_told_with_what_to_write() {
    let file = "registry/connectors/s3/versions/1.0.xmp";
    for (arguments, expected) in [
        (&["sqlserver@1.3"][..], "no connector `sqlserver`; did you mean `sql-server`?"),
        (&["zzz@1.3"], "no connector `zzz`; name one by its folder, or give a file"),
        (&["s3@1.4"], "`s3` has no version `1.4`; its versions are 1.0, 1.3"),
        (&["s3@v1"], "the version `v1` is no decimal number such as 1.3002; its versions are 1.0, 1.3"),
        (&["s3@1.0"], "`1.0` is the lowest version of `s3`, so there is none before it"),
        (&[file], "is one package; give two (connectory diff BEFORE AFTER), or a version in the registry"),
        (&[file, "README.md"], "README.md: byte 0: this is text, not a package"),
        (&[file, "nowhere.xmp"], "nowhere.xmp: "),
    ] {
        let said = refused(&[&["diff"], arguments].concat(), project());
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}

#[test]
fn a_version_without_a_readable_package_is_told_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = "connectors/flow-meter/versions/1.1.xmp";
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    let whole = Small::valid();
    for (small, expected) in [
        (whole.clone().with(at, &whole.bytes(at)[..40]), "byte "),
        (whole.clone().with(at, pointer), "this is a Git LFS pointer, not the package it points to"),
        (whole.clone().without(at), "the package is not there"),
    ] {
        unpack(&small, folder.path());
        let said = refused(&["diff", "flow-meter@1.1"], folder.path());
        assert!(said.contains(&format!("{SLUG}@1.1: {at}: {expected}")), "{said}");
    }
    // A file is read without any registry.
    let nowhere = tempfile::tempdir().unwrap();
    let said = refused(&["diff", "flow-meter@1.1"], nowhere.path());
    assert!(said.contains("no registry.yaml here"), "{said}");
}

#[test]
fn hostile_text_in_a_package_does_nothing_in_a_terminal_or_a_comment() {
    let hostile = "a | b`` ` \n\n# x @everyone <script>alert(1)</script> [c](javascript:d) ##[error]e \u{1b}[31m\u{202e}";
    let folder = tempfile::tempdir().unwrap();
    let before = package(ID, hostile, "1.0");
    let options = [("Shown", hostile), ("Other", "other")];
    let setting = Setting::new("DropDown").key(hostile).caption(hostile).required(true).options(options);
    let after = package(ID, hostile, "1.1").with_settings(SettingsForm::new([setting]));
    let put = |name: &str, package: &Package<'_>| {
        std::fs::write(folder.path().join(name), write(package)).unwrap();
    };
    put("before.xmp", &before);
    put("after.xmp", &after);
    let (human, _) = said(&["diff", "before.xmp", "after.xmp"], folder.path());
    let harmful = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!human.contains(harmful) && !human.contains("##["), "{human}");
    let (markdown, _) = said(&["diff", "before.xmp", "after.xmp", "--format", "markdown"], folder.path());
    assert!(!markdown.contains(harmful) && !markdown.contains("##["), "{markdown}");
    for line in markdown.lines() {
        assert!(
            line.is_empty() || ["###", "####", "**", "|", "<"].iter().any(|start| line.starts_with(start)),
            "{line}"
        );
    }
    same_as_before("diff-hostile", &markdown);
    let (json, _) = said(&["diff", "before.xmp", "after.xmp", "--format", "json"], folder.path());
    let json: Value = serde_json::from_str(&json).unwrap();
    let subjects: Vec<&str> = json["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|change| change["subject"]["name"].as_str())
        .collect();
    assert!(subjects.contains(&hostile), "{subjects:?}");
}

#[test]
fn every_real_package_equals_itself_and_can_be_compared_with_every_other() {
    let packages = real_packages();
    let path = |at: usize| packages[at].0.to_str().expect("a text");
    for before in 0..packages.len() {
        for after in 0..packages.len() {
            let (text, code) = said(&["diff", path(before), path(after)], project());
            let same = packages[before].1 == packages[after].1;
            assert_eq!(text.contains("\nthe same package\n"), same, "{text}");
            // Different connectors have different ids.
            assert_eq!(code, Some(i32::from(!same)), "{text}");
        }
    }
}

#[test]
fn a_list_of_parts_is_the_same_each_time_and_names_every_file() {
    let arguments = ["sbom", "rest-api@2.1"];
    let (text, code) = said(&arguments, project());
    assert_eq!(code, Some(0));
    assert_eq!(said(&arguments, project()).0, text);
    same_as_before("sbom", &text);
    let (dated, _) = said(&["sbom", "rest-api@2.1", "--timestamp", "2026-03-31T12:00:00Z"], project());
    let (text, dated): (Value, Value) =
        (serde_json::from_str(&text).unwrap(), serde_json::from_str(&dated).unwrap());
    assert_eq!(text["metadata"].get("timestamp"), None);
    assert_eq!(dated["metadata"]["timestamp"], "2026-03-31T12:00:00Z");
    assert_eq!(text["components"], dated["components"]);
    for (name, bytes) in real_packages() {
        let (document, _) = said(&["sbom", name.to_str().expect("a text")], project());
        let document: Value = serde_json::from_str(&document).unwrap();
        let limits = connectory::package::Limits::default();
        let files = connectory::package::read(&bytes, &limits).unwrap().references().len();
        assert_eq!(document["components"].as_array().unwrap().len(), files, "{}", name.display());
    }
}

/// Writes a registry into a folder, in place of what was there.
fn unpack(small: &Small, folder: &Path) {
    std::fs::remove_dir_all(folder).unwrap();
    small.write_to(folder);
}
