//! `connectory check --fix` on disk, as a shell sees it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{Small, TestRepository, same_as_before, write};

const APPLICATION: &str = "applications/pump-house.yaml";
const CONNECTOR: &str = "connectors/flow-meter/connector.yaml";
const VERSION: &str = "connectors/flow-meter/versions/1.1.yaml";

fn command(arguments: &[&str], folder: &Path) -> Command {
    let mut command = crate::support::program();
    command.args(["check", "--as-of", "2026-11-01"]).args(arguments).current_dir(folder);
    command
}

fn check(arguments: &[&str], folder: &Path) -> Output {
    command(arguments, folder).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn written(small: &Small, folder: &Path) {
    small.files().iter().for_each(|(at, bytes)| write(&folder.join(at.as_str()), bytes));
}

/// One fault of each kind, and one that cannot be mended.
fn faulty() -> Small {
    let small = Small::valid()
        .replace(APPLICATION, "\"1.0\"", "1.0")
        .replace(CONNECTOR, "category: device\n", "")
        .append(CONNECTOR, "# Where it is shown.\ncategory: device \n")
        .with(VERSION, "notes: Better.\n")
        .without("connectors/flow-meter/help.md");
    let package = small.bytes("connectors/flow-meter/versions/1.0.xmp");
    let (old, new) = ("connectors/flow-meter/versions/1.0", "connectors/flow-meter/versions/FlowMeter");
    let yaml = small.bytes(&format!("{old}.yaml"));
    let small = small.without(&format!("{old}.yaml")).without(&format!("{old}.xmp"));
    small.with(&format!("{new}.yaml"), yaml).with(&format!("{new}.xmp"), package)
}

#[test]
fn a_diff_is_printed_and_nothing_written() {
    let repository = TestRepository::new();
    let folder = repository.path().join("plant");
    written(&faulty(), &folder);
    let before = repository.work_tree();
    let output = check(&["--fix", "--diff"], &folder);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "would mend 5 findings in 5 files\n");
    same_as_before("fix-diff", text(&output.stdout));
    assert_eq!(repository.work_tree(), before);

    // Git makes the same of the diff as we do.
    let twin = TestRepository::new();
    written(&faulty(), &twin.path().join("plant"));
    let patch = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(patch.path(), &output.stdout).unwrap();
    let applied = Command::new("git")
        .args(["apply", patch.path().to_str().unwrap()])
        .current_dir(twin.path())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", twin.path())
        .output()
        .unwrap();
    assert!(applied.status.success(), "{}", text(&applied.stderr));
    check(&["--fix"], &folder);
    let bytes = |repository: &TestRepository| {
        let files = repository.work_tree().into_iter();
        files
            .map(|(at, bytes)| (at.strip_prefix(repository.path()).unwrap().to_owned(), bytes))
            .collect::<Vec<_>>()
    };
    assert_eq!(bytes(&repository), bytes(&twin));
    let clean = check(&["--fix", "--diff"], &folder);
    assert_eq!((clean.status.code(), text(&clean.stdout)), (Some(0), ""));
    assert_eq!(text(&clean.stderr), "nothing to mend\n");
}

#[test]
fn what_remains_is_reported_after_mending() {
    let folder = tempfile::tempdir().unwrap();
    written(&faulty(), folder.path());
    let output = check(&["--fix"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_eq!(text(&output.stderr), "mended 5 findings in 5 files\n");
    same_as_before("fix-remains", text(&output.stdout));
    assert_eq!(check(&[], folder.path()).stdout, output.stdout);
    let again = check(&["--fix"], folder.path());
    assert_eq!(text(&again.stderr), "nothing to mend\n");
    assert_eq!(again.stdout, output.stdout);
}

#[test]
fn history_and_bare_repositories_are_not_mended() {
    let repository = TestRepository::new();
    let small = faulty();
    let files = small.files();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(at, bytes)| (at.as_str(), bytes.as_slice())).collect();
    repository.commit(0, &[], &files);
    repository.write(&files);
    let before = repository.work_tree();
    let refused = check(&["--fix", "--rev", "HEAD"], repository.path());
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(&refused.stderr)
            .contains("--fix writes files, and those of `HEAD` are history; leave out --rev")
    );
    assert_eq!(repository.work_tree(), before);

    let bare = TestRepository::bare();
    bare.commit(0, &[], &files);
    for arguments in [&["--fix"][..], &["--fix", "--diff"]] {
        let refused = check(arguments, bare.path());
        assert_eq!(refused.status.code(), Some(2));
        assert!(text(&refused.stderr).contains("a bare repository has none"), "{}", text(&refused.stderr));
    }
    assert_eq!(check(&["--diff"], repository.path()).status.code(), Some(2), "--diff needs --fix");
}

#[test]
fn a_diff_commands_neither_terminal_nor_runner() {
    for hostile in ["::error::x", "##[error]x", "##vso[task.complete]x", "\u{1b}[31mx", "\u{202e}x"] {
        let folder = tempfile::tempdir().unwrap();
        let small =
            Small::valid().with(APPLICATION, format!("owner: alice\n# {hostile}\n::a: 1\nname: Pump\n"));
        let small = small.clone().with(CONNECTOR, {
            let text = String::from_utf8(small.bytes(CONNECTOR)).unwrap();
            format!("{text}description: >-\n  {hostile}\n").replace("category: device", "category: device ")
        });
        written(&small, folder.path());
        let output = check(&["--fix", "--diff"], folder.path());
        let shown = text(&output.stdout);
        assert!(
            !shown.contains("##[") && !shown.contains("##vso[") && !shown.contains(['\u{1b}', '\u{202e}']),
            "{shown}"
        );
        assert!(!shown.lines().any(|line| line.trim_start().starts_with("::")), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_among_the_files_is_not_written_through() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    written(&faulty(), folder.path());
    let real = outside.path().join("applications");
    std::fs::rename(folder.path().join("applications"), &real).unwrap();
    std::os::unix::fs::symlink(&real, folder.path().join("applications")).unwrap();
    let before = std::fs::read(real.join("pump-house.yaml")).unwrap();
    assert_eq!(text(&check(&["--fix"], folder.path()).stderr), "mended 4 findings in 4 files\n");
    assert_eq!(std::fs::read(real.join("pump-house.yaml")).unwrap(), before);
}

/// A registry with many files to mend.
fn large() -> Small {
    (0..150).fold(Small::valid(), |small, at| {
        small.with(
            &format!("applications/a-{at}.yaml"),
            format!("owner: alice \n# {at}\nname: Application {at}\n"),
        )
    })
}

#[test]
fn a_crash_at_any_moment_leaves_every_file_whole() {
    let after = {
        let folder = tempfile::tempdir().unwrap();
        written(&large(), folder.path());
        check(&["--fix"], folder.path());
        large().files().into_iter().map(|(at, _)| read_bytes(folder.path(), at.as_str())).collect::<Vec<_>>()
    };
    let files = large().files();
    // Files are written in the order of their paths, of which these are some.
    for seen in ["a-0", "a-110", "a-47", "a-8"] {
        let folder = tempfile::tempdir().unwrap();
        written(&large(), folder.path());
        let seen = format!("applications/{seen}.yaml");
        let before = read_bytes(folder.path(), &seen);
        let mut child =
            command(&["--fix"], folder.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while read_bytes(folder.path(), &seen) == before && child.try_wait().unwrap().is_none() {}
        child.kill().unwrap();
        child.wait().unwrap();
        for ((at, before), after) in files.iter().zip(&after) {
            let now = read_bytes(folder.path(), at.as_str());
            assert!(now == *before || now == *after, "{at} is neither what it was nor what it was to be");
        }
        assert!(read_bytes(folder.path(), &seen) != before);
        assert_eq!(check(&["--fix"], folder.path()).status.code(), Some(0));
        let whole =
            files.iter().zip(&after).all(|((at, _), after)| read_bytes(folder.path(), at.as_str()) == *after);
        assert!(whole, "what a crash left needs no hand");
        let listed = std::fs::read_dir(folder.path().join("applications")).unwrap();
        assert!(listed.flatten().all(|entry| !entry.file_name().to_str().unwrap().starts_with('.')));
    }
}

fn read_bytes(folder: &Path, at: &str) -> Vec<u8> {
    std::fs::read(folder.join(at)).unwrap()
}
