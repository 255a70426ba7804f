//! A change of several files is made whole or not at all, whenever the program is killed; and a change that somebody planned
//! who made a commit is never made.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use connectory::source::{Changes, Digest, Held, WorkTree};

use crate::support::{Small, TestRepository, path, program, write};

const APPLICATION: &str = "applications/pump-house.yaml";
const CONNECTOR: &str = "connectors/flow-meter/connector.yaml";
const VERSIONS: &str = "connectors/flow-meter/versions";

fn written(small: &Small, folder: &Path) {
    small.files().iter().for_each(|(at, bytes)| write(&folder.join(at.as_str()), bytes));
}

/// A registry in which `--fix` writes, makes and renames files.
fn faulty() -> Small {
    let small = Small::valid()
        .replace(APPLICATION, "\"1.0\"", "1.0")
        .append(CONNECTOR, "tags: [flow] \n")
        .with(&format!("{VERSIONS}/1.1.yaml"), "notes: Better.\n");
    let package = small.bytes(&format!("{VERSIONS}/1.0.xmp"));
    let small = small.without(&format!("{VERSIONS}/1.0.yaml")).without(&format!("{VERSIONS}/1.0.xmp"));
    small.with(&format!("{VERSIONS}/FlowMeter.xmp"), package)
}

fn check(arguments: &[&str], folder: &Path) -> Output {
    program().args(["check", "--as-of", "2026-11-01"]).args(arguments).current_dir(folder).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Changes of every kind that leave a registry as good as it was.
fn every_kind() -> Changes {
    let small = Small::with_two_connectors();
    let mut changes = Changes::default();
    let categories = small.bytes("categories.yaml");
    let more = [&categories[..], b"- id: more\n  name: More\n"].concat();
    changes.write(&path("categories.yaml"), categories, more);
    for (at, bytes) in small.files() {
        if let Some(rest) = at.as_str().strip_prefix("connectors/level-gauge/") {
            let held = Held::Digest(Digest::of(&bytes));
            match rest {
                "versions/1.0.xmp" | "versions/1.0.yaml" => changes.remove(&at, held),
                _ => {
                    let to = path(&format!("connectors/gauges/gauge/{rest}"));
                    changes.rename(&at, &to, held);
                    if rest == "connector.yaml" {
                        let after = [&bytes[..], b"aliases: [level-gauge]\n"].concat();
                        changes.write(&to, bytes, after);
                    }
                }
            }
        }
    }
    changes.create(&path("applications/new.yaml"), b"name: New\n".to_vec());
    changes
}

/// The folder in which [`change_of_every_kind`] is made, where a test runs it as a program of its own.
const WHERE: &str = "CONNECTORY_CHANGE_IN";

/// No test but what one runs: makes the changes as a program does, in a process that can be killed.
#[test]
fn change_of_every_kind() {
    if let Some(folder) = std::env::var_os(WHERE) {
        every_kind().apply(&WorkTree::open(Path::new(&folder)).unwrap()).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn killed_at_any_call_a_mending_run_leaves_the_old_registry_the_new_one_or_an_error() {
    let setup = |folder: &Path| written(&faulty(), folder);
    let command = |folder: &Path| {
        let mut command = program();
        command.args(["check", "--fix"]).current_dir(folder);
        command
    };
    let points = crate::support::crash::Crash { setup: &setup, command: &command }.points();
    assert!(points > 50, "only {points} points");
}

#[cfg(target_os = "linux")]
#[test]
fn killed_at_any_call_a_change_of_every_kind_leaves_the_old_registry_the_new_one_or_an_error() {
    let setup = |folder: &Path| written(&Small::with_two_connectors(), folder);
    let command = |folder: &Path| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "crashes::change_of_every_kind", "--test-threads=1"]);
        command.env(WHERE, folder).current_dir(folder);
        command
    };
    let points = crate::support::crash::Crash { setup: &setup, command: &command }.points();
    assert!(points > 50, "only {points} points");
}

/// A registry in `folder` with a change of two applications that was begun and not finished.
fn interrupted(small: &Small, folder: &Path) {
    written(small, folder);
    let before = String::from_utf8(small.bytes(APPLICATION)).unwrap();
    let after = before.replace("owner: alice\n", "owner: alice\npublished: true\n");
    let (old, new, more) = (Digest::of(before.as_bytes()), Digest::of(after.as_bytes()), "name: New\n");
    let steps = [
        format!(
            "{{\"path\":\"applications/new.yaml\",\"before\":null,\"after\":\"{}\"}}",
            Digest::of(more.as_bytes())
        ),
        format!("{{\"path\":\"{APPLICATION}\",\"before\":\"{old}\",\"after\":\"{new}\"}}"),
    ];
    let plan = format!("{{\"schema\":1,\"steps\":[{}]}}", steps.join(","));
    let files = [("0", more), ("1", after.as_str()), ("lock", ""), ("plan.json", plan.as_str())];
    files.iter().for_each(|(at, text)| write(&folder.join(".connectory-change").join(at), text.as_bytes()));
}

#[cfg(target_os = "linux")]
#[test]
fn killed_at_any_call_the_run_that_finishes_a_change_leaves_it_to_the_next() {
    let setup = |folder: &Path| interrupted(&Small::valid(), folder);
    let command = |folder: &Path| {
        let mut command = program();
        command.args(["check", "--fix"]).current_dir(folder);
        command
    };
    let points = crate::support::crash::Crash { setup: &setup, command: &command }.points();
    assert!(points > 20, "only {points} points");
}

#[test]
fn what_was_interrupted_is_an_error_until_fix_finishes_it() {
    let folder = tempfile::tempdir().unwrap();
    interrupted(&Small::valid(), folder.path());
    let checked = check(&[], folder.path());
    assert_eq!(checked.status.code(), Some(1));
    assert!(text(&checked.stdout).contains("run `connectory check --fix`, which finishes it"));
    let shown = check(&["--fix", "--diff"], folder.path());
    assert_eq!(shown.status.code(), Some(2));
    assert_eq!(
        text(&shown.stderr),
        "error: a change was begun and is not finished; run `connectory check --fix` first\n"
    );
    let fixed = check(&["--fix"], folder.path());
    assert_eq!(fixed.status.code(), Some(0), "{}", text(&fixed.stderr));
    assert_eq!(
        text(&fixed.stderr),
        "finished a change that was interrupted, of 2 paths\n  applications/new.yaml\n  applications/pump-house.yaml\n\
         nothing to mend\n"
    );
    assert!(fs::read_to_string(folder.path().join(APPLICATION)).unwrap().contains("published: true\n"));
    assert!(!folder.path().join(".connectory-change").exists());
}

#[test]
fn a_site_is_not_built_anew_from_what_is_not_finished() {
    use connectory::daemon::Rebuild;
    use connectory::publish::{FolderSink, Sink};
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    interrupted(&Small::valid(), folder.path());
    let today = crate::support::TODAY;
    let built = program().args(["build", "--out", "site"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(built.status.code(), Some(1));
    assert!(text(&built.stderr).contains("error[change-unfinished]"));
    assert!(text(&built.stderr).ends_with("nothing is built: a change of several files is not finished\n"));
    assert!(!folder.path().join("site").exists());
    let mut rebuild = Rebuild::new(folder.path().to_owned(), None, None).unwrap();
    let mut sink = FolderSink::open(out.path()).unwrap();
    sink.begin().unwrap();
    let outcome = rebuild.build(&mut sink, today).unwrap();
    assert!(outcome.withheld && outcome.errors == 1 && outcome.findings[0].code == "change-unfinished");
    sink.abandon();
    check(&["--fix"], folder.path());
    sink.begin().unwrap();
    let outcome = rebuild.build(&mut sink, today).unwrap();
    assert!(!outcome.withheld && outcome.errors == 0);
}

#[test]
fn a_change_that_came_with_a_commit_is_told_everywhere_and_never_made() {
    let repository = TestRepository::new();
    let folder = repository.path().join("plant");
    interrupted(&Small::valid(), &folder);
    repository.run(&["add", "--all"]);
    repository.run(&["commit", "--quiet", "--message", "Harmless"]);
    for arguments in [&[][..], &["--rev", "HEAD"]] {
        let checked = check(arguments, &folder);
        assert_eq!(checked.status.code(), Some(1));
        assert!(text(&checked.stdout).contains("error[change-unfinished]"), "{}", text(&checked.stdout));
    }
    let before = repository.work_tree();
    let fixed = check(&["--fix"], &folder);
    assert_eq!(fixed.status.code(), Some(2));
    assert_eq!(
        text(&fixed.stderr),
        "error: `plant/.connectory-change` came with a commit: what others planned is not done here; remove it \
         (`git rm -r --force plant/.connectory-change`)\n"
    );
    assert_eq!(repository.work_tree(), before);
    repository.run(&["rm", "-r", "--quiet", "--force", "plant/.connectory-change"]);
    assert_eq!(check(&["--fix"], &folder).status.code(), Some(0));
    let gone = ["0", "1", "lock", "plan.json"].map(|name| format!("D  plant/.connectory-change/{name}\n"));
    assert_eq!(repository.run(&["status", "--porcelain"]), gone.concat());
}

#[test]
fn a_change_is_finished_in_a_repository_that_does_not_track_it() {
    let repository = TestRepository::new();
    let folder = repository.path().join("plant");
    written(&Small::valid(), &folder);
    repository.run(&["add", "--all"]);
    repository.run(&["commit", "--quiet", "--message", "Begin"]);
    interrupted(&Small::valid(), &folder);
    assert_eq!(check(&["--fix"], &folder).status.code(), Some(0));
    assert_eq!(
        repository.run(&["status", "--porcelain"]),
        " M plant/applications/pump-house.yaml\n?? plant/applications/new.yaml\n"
    );
}
