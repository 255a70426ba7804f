//! The commands at a shell, over the sample registry.

use std::path::Path;
use std::process::Output;

use crate::support::{project, same_as_before, sample_copied, write};

fn run(folder: &Path, words: &[&str]) -> Output {
    let mut command = crate::support::program();
    command.args(words).args(["--as-of", "2026-11-24"]).current_dir(folder);
    command.stdin(std::process::Stdio::null()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The first block of this language in `docs/import.md` behind `start`.
fn block(language: &str, start: &str) -> String {
    let page = std::fs::read_to_string(project().join("docs/import.md")).unwrap();
    let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("no {start:?}"));
    let (_, rest) = rest.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_example_of_the_documentation_does_what_it_says() {
    let folder = sample_copied();
    write(&folder.path().join("usage.csv"), block("csv", "# To import").as_bytes());
    let output = run(folder.path(), &["app", "import", "usage.csv", "--source", "test", "--dry-run"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let expected = block("text", "# To import");
    assert!(said(&output).starts_with(&expected), "{}\n---\n{expected}", said(&output));
}

#[test]
fn the_mapping_of_the_documentation_fits_its_file() {
    let folder = sample_copied();
    write(&folder.path().join("map.yaml"), block("yaml", "## Files of another shape").as_bytes());
    write(&folder.path().join("usage.json"), block("json", "## Files of another shape").as_bytes());
    let output = run(folder.path(), &["app", "import", "usage.json", "--map", "map.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let written =
        std::fs::read_to_string(folder.path().join("registry/applications/weighbridge.yaml")).unwrap();
    assert!(
        written.contains("observed: 2026-11-20\nsource: prod\n")
            && written.contains("    connection: Tickets\n"),
        "{written}"
    );
}

#[test]
fn the_documentation_lists_every_column() {
    let page = std::fs::read_to_string(project().join("docs/import.md")).unwrap();
    for column in connectory::edit::import::Column::ALL {
        let row = format!("| `{}` | {} |", column.name(), column.what());
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn the_way_of_the_sample_from_1_25_to_1_3002() {
    let folder = sample_copied();
    let output = run(folder.path(), &["upgrade", "Pump Simulator", "sql-server", "--dry-run"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    same_as_before("upgrade-sample", &said(&output));
    let two = "\
name: Two
connectors:
  - connector: sql-server
    version: \"1.25\"
    connection: A
  - connector: sql-server
    version: \"1.25\"
    connection: B
    settings: [Server, Database, UseSqlLogin, Table]
";
    write(&folder.path().join("registry/applications/two.yaml"), two.as_bytes());
    let output = run(folder.path(), &["upgrade", "two"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    same_as_before("upgrade-two-connections", &said(&output));
    let written = std::fs::read_to_string(folder.path().join("registry/applications/two.yaml")).unwrap();
    let expected = two.replace("1.25", "1.3002").replace("UseSqlLogin, Table", "Table, Instance");
    assert_eq!(written, expected);
}

#[test]
fn every_application_of_the_sample_can_be_moved_without_a_new_finding() {
    let folder = sample_copied();
    let before = run(folder.path(), &["check", "--format", "concise"]);
    let registry = connectory::source::WorkTree::open(&folder.path().join("registry")).unwrap();
    for application in crate::support::checked(&registry).0.applications {
        let output = run(folder.path(), &["upgrade", application.slug.as_str(), "--all"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    let after = run(folder.path(), &["check", "--format", "concise"]);
    let errors = |output: &Output| String::from_utf8_lossy(&output.stdout).matches("error[").count();
    assert_eq!(errors(&after), errors(&before));
    assert!(
        !String::from_utf8_lossy(&after.stdout).contains("setting-"),
        "{}",
        String::from_utf8_lossy(&after.stdout)
    );
}

#[test]
fn hostile_text_in_an_import_does_nothing_in_a_terminal() {
    let folder = sample_copied();
    let text =
        "application,connector,version\n\"\u{1b}[31m::error::x\",sql-server,1.3\n##[error]A,\u{202e}x,1.3\n";
    write(&folder.path().join("u.csv"), text.as_bytes());
    let output = run(folder.path(), &["app", "import", "u.csv"]);
    assert_eq!(output.status.code(), Some(2));
    let said = said(&output);
    assert!(!said.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{said:?}");
    assert!(!said.contains("##[") && !said.lines().any(|line| line.starts_with("::")), "{said}");
}
