//! The command `check`: formats, files, parts of a report, exit codes.

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::support::review::{History, without_commits};
use crate::support::{ID, NAME, OTHER_ID, Small, package, program, same_as_before, write};

const HELP: &str = "connectors/flow-meter/help.md";

/// A registry in a folder of its own.
fn laid(small: &Small) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in small.files() {
        write(&folder.path().join(path.as_str()), &bytes);
    }
    folder
}

fn check(folder: &Path, words: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = program();
    command.arg("check").args(words).args(["--as-of", "2026-11-01"]).current_dir(folder);
    command.envs(variables.iter().copied()).output().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A registry with an error and a warning.
fn faulty() -> Small {
    Small::valid()
        .replace("applications/pump-house.yaml", "\"1.0\"", "1.2")
        .append(HELP, "\n![](assets/none.png)\n")
}

#[test]
fn several_formats_are_written_in_one_run() {
    let folder = laid(&faulty());
    let words = ["--format", "concise", "--format", "sarif=out.sarif", "--format", "json=out.json"];
    let output = check(folder.path(), &words, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).starts_with("applications/pump-house.yaml:7:14: error["), "{}", out(&output));
    let read = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(folder.path().join(name)).unwrap()).unwrap()
    };
    assert_eq!(read("out.sarif")["version"], "2.1.0");
    assert_eq!(read("out.json")["errors"], 1);
    let output = check(folder.path(), &["--format", "junit", "--output-file", "out.xml"], &[]);
    assert_eq!((out(&output), output.status.code()), ("", Some(1)));
    assert!(std::fs::read_to_string(folder.path().join("out.xml")).unwrap().starts_with("<?xml"));
}

#[test]
fn what_cannot_be_meant_is_refused_with_what_to_write() {
    let folder = laid(&Small::valid());
    for (words, said) in [
        (&["--format", "yaml"][..], "no such format; write one of human, concise, json"),
        (&["--format", "sarif="], "write a file behind `=`"),
        (
            &["--format", "human", "--format", "json", "--output-file", "x"],
            "write `--format NAME=FILE` for each",
        ),
        (&["--format", "json=a", "--output-file", "x"], "leave out --output-file"),
        (&["--rule", "help-mising"], "did you mean `help-missing`?"),
        (&["--actor", "carol"], "--since"),
        (&["--since", "main", "--actor", ""], "--actor"),
        (&["../elsewhere"], "no path in the registry"),
    ] {
        let output = check(folder.path(), words, &[]);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", out(&output));
        assert!(err(&output).contains(said), "{words:?}: {}", err(&output));
    }
}

#[test]
fn annotations_come_by_themselves_where_a_ci_shows_them() {
    let folder = laid(&faulty());
    let shown = |name, value| out(&check(folder.path(), &[], &[(name, value)])).to_owned();
    let plain = shown("OTHER", "true");
    let github = shown("GITHUB_ACTIONS", "true");
    assert!(github.starts_with(&plain));
    assert!(
        github[plain.len()..].starts_with("::error file=applications/pump-house.yaml,line=7,"),
        "{github}"
    );
    let azure = shown("TF_BUILD", "True");
    assert!(azure.starts_with(&plain));
    assert!(azure[plain.len()..].starts_with("##vso[task.logissue type=error;"), "{azure}");
    let report = folder.path().join("gl-code-quality-report.json");
    assert!(!report.exists());
    assert_eq!(shown("GITLAB_CI", "true"), plain);
    assert_eq!(shown("GITLAB_CI", "true"), plain, "the report is no file of the registry");
    let issues: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    assert_eq!(issues[0]["check_name"], "application-version-unknown");
    // They stand beside the text for people, whatever else is written, and once.
    let words = ["--format", "human", "--format", "json=.out.json"];
    assert_eq!(out(&check(folder.path(), &words, &[("GITHUB_ACTIONS", "true")])), github);
    let words = ["--format", "human", "--format", "github"];
    assert_eq!(out(&check(folder.path(), &words, &[("GITHUB_ACTIONS", "true")])), github);
    // Whoever asks for other formats only gets those only.
    let asked = check(folder.path(), &["--format", "concise"], &[("GITHUB_ACTIONS", "true")]);
    assert!(!out(&asked).contains("::error"), "{}", out(&asked));
}

#[test]
fn a_part_of_the_findings_can_be_asked_for() {
    let folder = laid(&faulty());
    let codes = |words: &[&str]| -> Vec<String> {
        let output = check(folder.path(), &[words, &["--format", "json"]].concat(), &[]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap().iter();
        findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    };
    let all = codes(&[]);
    assert!(all.len() > 2, "{all:?}");
    assert_eq!(codes(&["--rule", "application-version-unknown"]), ["application-version-unknown"]);
    let help = codes(&["./connectors/flow-meter/"]);
    assert!(!help.is_empty() && help.iter().all(|code| code.starts_with("help-")), "{help:?}");
    assert_eq!(codes(&["connectors", "applications"]), all);
    assert_eq!(codes(&["categories.yaml"]), [""; 0]);
}

#[test]
fn warnings_fail_where_that_is_wanted() {
    let folder = laid(&Small::valid().replace(HELP, "## Example", "An example:"));
    assert_eq!(check(folder.path(), &[], &[]).status.code(), Some(0));
    assert_eq!(check(folder.path(), &["--fail-on", "warning"], &[]).status.code(), Some(1));
    assert_eq!(
        check(folder.path(), &["--fail-on", "warning", "--rule", "help-missing"], &[]).status.code(),
        Some(0)
    );
}

#[test]
fn what_cannot_be_compared_is_trouble_and_never_a_pass() {
    let folder = laid(&Small::valid());
    let output = check(folder.path(), &["--since", "origin/main"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("the registry lies in no Git repository"), "{}", err(&output));
    assert!(out(&output).contains("not run: 15 rules"), "{}", out(&output));
}

/// A change with a little of everything, reviewed at `head` of a repository in which the registry is a folder.
fn reviewed(words: &[&str]) -> (Output, String) {
    let history = History::new();
    let secret = "name: Secret Mill\naccess: []\nobserved: 2026-10-30\nconnectors:\n  - { connector: flow-meter, version: \"1.1\", settings: [Host] }\n";
    let before = Small::with_two_connectors().with("applications/mill.yaml", secret);
    let base = history.commit_in("catalogue/", &[], &before);
    let unit = connectory::package::Setting::new("TextBox")
        .key("Unit")
        .caption("Unit")
        .help_text("Such as l/s.")
        .required(true);
    let breaking = package(ID, NAME, "1.2").with_settings(crate::support::form([unit]));
    let after = before
        .version("connectors/flow-meter", "1.2", &breaking)
        .append(HELP, "\nChoose a `Unit`.\n")
        .append("connectors/level-gauge/versions/1.0.yaml", "status: deprecated\nreason: It waits.\n")
        .version(
            "connectors/level-gauge",
            "1.1",
            &package(OTHER_ID, "Level Gauge", "1.1").with("Description", "Other"),
        )
        .replace("categories.yaml", "name: Devices", "name: Field devices");
    let head = history.commit_in("catalogue/", &[base], &after);
    let (head, base) = (head.to_string(), base.to_string());
    write(&history.repository.path().join("catalogue/registry.yaml"), &after.bytes("registry.yaml"));
    let all = [&["--registry", "catalogue", "--rev", &head, "--since", &base], words].concat();
    (check(history.repository.path(), &all, &[]), base)
}

#[test]
fn the_comment_on_a_pull_request_says_it_all() {
    let (output, base) = reviewed(&["--actor", "alice", "--format", "markdown"]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    same_as_before("check-markdown", &without_commits(&out(&output).replace(&base, "<base>")));
    assert!(!out(&output).contains("Secret Mill"));
}

#[test]
fn the_review_on_a_terminal_says_the_same() {
    let (output, base) = reviewed(&["--actor", "alice"]);
    let shown = without_commits(&out(&output).replace(&base, "<base>"));
    let shown: Vec<&str> = shown.lines().filter(|line| !line.contains("published sha256")).collect();
    same_as_before("check-review", &(shown.join("\n") + "\n"));
}

#[test]
fn annotations_name_files_as_the_repository_has_them() {
    for (format, path) in [
        ("github", "file=catalogue/connectors/flow-meter/versions/1.2.yaml"),
        ("azure", "sourcepath=catalogue/connectors/flow-meter/versions/1.2.yaml"),
        ("gitlab", "\"catalogue/connectors/flow-meter/versions/1.2.yaml\""),
        ("sarif", "\"catalogue/connectors/flow-meter/versions/1.2.yaml\""),
    ] {
        let (output, _) = reviewed(&["--format", format]);
        assert!(out(&output).contains(path), "{format}: {}", out(&output));
    }
}

#[test]
fn the_ci_files_use_options_that_are_there() {
    let output = check(Path::new("."), &["--help"], &[]);
    let help = out(&output);
    for service in ["github", "azure", "gitlab"] {
        let file = crate::support::project().join(format!("src/edit/init/{service}.yml"));
        let text = std::fs::read_to_string(file).unwrap();
        let words: Vec<&str> = text.split_whitespace().collect();
        let at = words.windows(2).position(|pair| pair == ["connectory", "check"]).expect("it checks");
        let called = words[at + 2..].iter().take_while(|word| !word.ends_with(':'));
        let mut options = 0;
        for option in called.filter(|word| word.starts_with("--")) {
            let name = option.split('=').next().unwrap();
            assert!(help.contains(name), "{service}: {name}");
            options += 1;
        }
        assert!(options >= 4, "{service}: {options} options found");
        for format in ["sarif=", "gitlab=", "markdown=", "junit="] {
            let used = words.iter().filter(|word| word.starts_with(format)).count();
            assert!(used == 0 || help.contains(format.trim_end_matches('=')), "{service}: {format}");
        }
    }
}
