//! `connectory codeowners`, and how a check finds out that it is to be run again: on disk, at a commit, in a change.

use std::path::Path;
use std::process::{Command, Output};

use connectory::source::{Opened, open};

use crate::support::review::{found, review};
use crate::support::{ID, NAME, Small, TestRepository, write};

/// Files by path.
type Files<'f> = [(&'f str, &'f [u8])];

const CONNECTOR: &str = "connectors/flow-meter/connector.yaml";
const PLACE: &str = ".github/CODEOWNERS";
const SECTION: &str = "\
# begin: made by `connectory codeowners`
/plant/access.yaml @carol
/plant/categories.yaml @carol
/plant/registry.yaml @carol
/plant/connectors/flow-meter/ @edge
# end
";

fn connectory(folder: &Path, words: &[&str]) -> Output {
    crate::support::program().args(words).current_dir(folder).output().unwrap()
}

/// Runs `connectory codeowners` with `words`; gives what it printed and what it told.
fn codeowners(folder: &Path, words: &[&str]) -> (String, String) {
    let output = connectory(folder, &[&["codeowners"], words].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
    (String::from_utf8(output.stdout).unwrap(), said)
}

fn text(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).unwrap()
}

/// The files of `small` in the folder `plant`, and others around it.
fn around(small: &Small, others: &Files<'_>) -> Vec<(String, Vec<u8>)> {
    let own = small.files().into_iter().map(|(path, bytes)| (format!("plant/{path}"), bytes));
    own.chain(others.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))).collect()
}

fn written(repository: &TestRepository, small: &Small, others: &Files<'_>) {
    for (path, bytes) in around(small, others) {
        write(&repository.path().join(path), &bytes);
    }
}

fn committed(
    repository: &TestRepository,
    day: i64,
    parents: &[git2::Oid],
    small: &Small,
    others: &Files<'_>,
) -> git2::Oid {
    let files = around(small, others);
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    repository.commit(day, parents, &files)
}

#[test]
fn what_is_shown_is_what_is_done_and_a_second_time_nothing_is() {
    let repository = TestRepository::new();
    let top = repository.path();
    written(&repository, &Small::valid(), &[(PLACE, b"* @everybody\n")]);
    let (diff, _) = codeowners(top, &["--registry", "plant", "--dry-run"]);
    assert_eq!(text(top, PLACE), "* @everybody\n");
    let (printed, _) = codeowners(&top.join("plant"), &[]);
    assert!(printed.starts_with("written ") && printed.ends_with("CODEOWNERS\n"), "{printed}");
    let after = text(top, PLACE);
    assert_eq!(after, format!("* @everybody\n\n{SECTION}"));
    write(&top.join(PLACE), b"* @everybody\n");
    write(&top.join("diff"), diff.as_bytes());
    let applied = Command::new("git").args(["apply", "diff"]).current_dir(top).output().unwrap();
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    assert_eq!(text(top, PLACE), after);
    for words in [&["--registry", "plant"][..], &["--registry", "plant", "--dry-run"]] {
        let (printed, said) = codeowners(top, words);
        assert_eq!((printed.as_str(), said.as_str()), ("", ".github/CODEOWNERS: nothing to change\n"));
    }
}

#[test]
fn the_file_is_the_one_that_the_host_reads() {
    for (there, expected) in [
        (&[][..], ".github/CODEOWNERS"),
        (&[("CODEOWNERS", &b""[..]), ("docs/CODEOWNERS", &b""[..])][..], "CODEOWNERS"),
        (&[("docs/CODEOWNERS", &b""[..])][..], "docs/CODEOWNERS"),
        (&[(".gitlab-ci.yml", &b""[..])][..], ".gitlab/CODEOWNERS"),
    ] {
        let repository = TestRepository::new();
        written(&repository, &Small::valid(), there);
        let (printed, _) = codeowners(repository.path(), &["--registry", "plant"]);
        assert_eq!(printed, format!("written   {expected}\n"));
        assert!(text(repository.path(), expected).ends_with(SECTION));
    }
}

#[test]
fn whom_a_host_cannot_know_is_left_out_and_told() {
    let repository = TestRepository::new();
    let small = Small::with_two_connectors().replace(
        "connectors/flow-meter/connector.yaml",
        "\"@edge\"",
        "\"@edge\", the edge team, dave",
    );
    written(&repository, &small, &[]);
    let (_, said) = codeowners(repository.path(), &["--registry", "plant"]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "note: owner `dave` of 1 connector is left out: a Git host knows `@name`, `@organisation/team` or a mail address",
            "note: owner `the edge team` of 1 connector is left out: a Git host knows `@name`, `@organisation/team` or a mail address",
        ]
    );
    assert!(text(repository.path(), PLACE).contains("\n/plant/connectors/flow-meter/ @edge\n"));
}

#[test]
fn what_could_not_be_written_without_harm_is_not() {
    let refused = |folder: &Path| {
        let output = connectory(folder, &["codeowners", "--registry", "plant"]);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let repository = TestRepository::new();
    let broken = Small::valid().replace("connectors/flow-meter/connector.yaml", "owners:", "owners: [");
    written(&repository, &broken, &[]);
    let why = "error: connectors/flow-meter/connector.yaml has errors, so not all owners are known; `connectory check` shows them\n";
    assert_eq!(refused(repository.path()), why);
    let endless = SECTION.replace("# end\n", "");
    let no_text: &[u8] = b"* @\xff\n";
    for (there, why) in
        [(endless.as_bytes(), "stands no line `# end`; mend it by hand"), (no_text, "invalid utf-8")]
    {
        written(&repository, &Small::valid(), &[(PLACE, there)]);
        let said = refused(repository.path());
        assert!(said.contains(why), "{said}");
        assert_eq!(std::fs::read(repository.path().join(PLACE)).unwrap(), there);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_neither_read_nor_replaced() {
    let repository = TestRepository::new();
    written(&repository, &Small::valid(), &[("other", SECTION.replace("@edge", "@old").as_bytes())]);
    std::fs::create_dir(repository.path().join(".github")).unwrap();
    std::os::unix::fs::symlink("../other", repository.path().join(PLACE)).unwrap();
    let output = connectory(repository.path(), &["codeowners", "--registry", "plant"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "error: .github/CODEOWNERS: something is there that is no file, or cannot be read\n");
    assert!(text(repository.path(), "other").contains("@old"));
    let opened = open(&repository.path().join("plant"), None).unwrap();
    assert_eq!(codes(&opened, None), [""; 0]);
}

/// The codes of what is found, compared with `since`.
fn codes(opened: &Opened, since: Option<&str>) -> Vec<&'static str> {
    found(&review(opened, since, &[]))
}

#[test]
fn a_check_finds_it_on_disk_at_a_commit_and_without_a_work_tree() {
    let stale = SECTION.replace("@edge", "@old");
    let repository = TestRepository::new();
    let plant = repository.path().join("plant");
    let first = committed(&repository, 0, &[], &Small::valid(), &[(PLACE, stale.as_bytes())]);
    committed(&repository, 1, &[first], &Small::valid(), &[(PLACE, SECTION.as_bytes())]);
    written(&repository, &Small::valid(), &[(PLACE, stale.as_bytes())]);
    assert_eq!(codes(&open(&plant, None).unwrap(), None), ["codeowners-stale"]);
    assert_eq!(codes(&open(&plant, Some("HEAD")).unwrap(), None), [""; 0]);
    assert_eq!(codes(&open(&plant, Some("HEAD~1")).unwrap(), None), ["codeowners-stale"]);
    let bare = TestRepository::bare();
    committed(&bare, 0, &[], &Small::valid(), &[(PLACE, stale.as_bytes())]);
    assert_eq!(codes(&open(bare.path(), None).unwrap(), None), ["codeowners-stale"]);
}

#[test]
fn of_a_change_it_is_what_would_be_once_merged() {
    let repository = TestRepository::new();
    let plant = repository.path().join("plant");
    std::fs::create_dir(&plant).unwrap();
    let start = committed(&repository, 0, &[], &Small::valid(), &[(PLACE, SECTION.as_bytes())]);
    // Meanwhile somebody adds a connector, and a line for it.
    let line = "/plant/connectors/level-gauge/ @edge\n";
    let more = SECTION.replace("# end", &format!("{line}# end"));
    let base =
        committed(&repository, 1, &[start], &Small::with_two_connectors(), &[(PLACE, more.as_bytes())]);
    let version =
        Small::valid().version("connectors/flow-meter", "1.2", &crate::support::package(ID, NAME, "1.2"));
    let edited = format!("# Ours.\n{SECTION}");
    for (small, own) in [(&version, SECTION), (&version, edited.as_str())] {
        let head = committed(&repository, 2, &[start], small, &[(PLACE, own.as_bytes())]).to_string();
        let opened = open(&plant, Some(&head)).unwrap();
        assert_eq!(codes(&opened, Some(&base.to_string())), [""; 0], "{own}");
    }
    let other = Small::valid().replace("connectors/flow-meter/connector.yaml", "@edge", "@platform");
    let head = committed(&repository, 2, &[start], &other, &[(PLACE, SECTION.as_bytes())]).to_string();
    let opened = open(&plant, Some(&head)).unwrap();
    assert!(codes(&opened, Some(&base.to_string())).contains(&"codeowners-stale"));
}

#[test]
fn a_note_is_one_line_whatever_it_names() {
    let repository = TestRepository::new();
    let owners = Small::valid().replace(CONNECTOR, "[\"@edge\"]", "[\"a\\nnext: git push\"]");
    written(&repository, &owners, &[]);
    let (_, said) = codeowners(repository.path(), &["--registry", "plant", "--dry-run"]);
    assert!(said.starts_with("note: owner `a\\nnext: git push` of 1 connector is left out"), "{said}");
}

/// A repository in which the registry in `plant` and a file of CODEOWNERS are committed.
fn with_owners(text: &str) -> TestRepository {
    let repository = TestRepository::new();
    written(&repository, &Small::valid(), &[(PLACE, text.as_bytes())]);
    repository.run(&["add", "--all"]);
    repository.run(&["commit", "--quiet", "--message", "Begin"]);
    repository
}

/// Sets who owns the connector; the exit code, what was printed and what was told.
fn owned(repository: &TestRepository, more: &[&str]) -> (Option<i32>, String, String) {
    let words = [&["set", "flow-meter", "owners=@edge,@platform"][..], more].concat();
    let output = connectory(&repository.path().join("plant"), &words);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_command_keeps_current_what_was_current_and_tells_it() {
    let repository = with_owners(&format!("* @all\n{SECTION}"));
    let after = format!("* @all\n{}", SECTION.replace("@edge", "@edge @platform"));
    let (_, diff, said) = owned(&repository, &["--dry-run"]);
    assert!(diff.contains("+/plant/connectors/flow-meter/ @edge @platform\n"), "{diff}");
    assert!(said.contains("bring `.github/CODEOWNERS` up to date\n"), "{said}");
    assert!(said.ends_with("dry run: nothing was changed; 2 files would be\n"), "{said}");
    assert_eq!(repository.run(&["status", "--porcelain"]), "");
    let (code, _, said) = owned(&repository, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("codeowners-stale") && said.contains("CODEOWNERS\n      git commit"), "{said}");
    assert_eq!(text(repository.path(), PLACE), after);
}

#[test]
fn a_commit_takes_it_along() {
    let repository = with_owners(SECTION);
    let (code, _, said) = owned(&repository, &["--branch", "owners"]);
    assert_eq!(code, Some(0), "{said}");
    let files = repository.run(&["show", "--format=", "--name-only", "owners"]);
    assert_eq!(files, ".github/CODEOWNERS\nplant/connectors/flow-meter/connector.yaml\n");
    assert_eq!(repository.run(&["status", "--porcelain"]), "");
}

#[test]
fn what_was_stale_or_is_somebody_elses_is_left_alone() {
    let stale = SECTION.replace("@carol", "@erin");
    for before in [stale.as_str(), "* @all\n"] {
        let repository = with_owners(before);
        let (code, _, said) = owned(&repository, &[]);
        assert_eq!((code, said.contains("up to date")), (Some(0), false), "{said}");
        assert_eq!(text(repository.path(), PLACE), before);
    }
}

#[test]
fn a_commit_does_not_sweep_up_other_edits_of_it() {
    let repository = with_owners(SECTION);
    write(&repository.path().join(PLACE), format!("* @mine\n{SECTION}").as_bytes());
    let (code, _, said) = owned(&repository, &["--commit"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`.github/CODEOWNERS` has changes that are not committed"), "{said}");
    assert_eq!(repository.run(&["status", "--porcelain"]), " M .github/CODEOWNERS\n");
}
