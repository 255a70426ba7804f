//! `connectory restore`: from where, to where, and what it never takes away.

use super::{Files, Place};
use crate::support::review::without_commits;
use crate::support::{OTHER_ID, Small};

const CONNECTOR: &str = "connectors/level-gauge/connector.yaml";
const HELP: &str = "connectors/level-gauge/help.md";

fn two() -> Small {
    Small::with_two_connectors()
}

/// What is told, without commits.
fn restored(place: &Place, words: &[&str]) -> String {
    without_commits(&place.changed(words, &[]))
}

#[test]
fn what_was_removed_comes_back_byte_for_byte() {
    let place = Place::of(&two());
    let before = place.files();
    for named in ["flow-meter@1.1", "level-gauge"] {
        place.changed(&["remove", named, "--yes"], &[]);
        place.changed(&["restore", named], &[]);
        assert!(place.files() == before, "{named}");
    }
    assert!(place.idle(&["restore", "level-gauge", "flow-meter@1.1"]).contains("is as it was committed in"));
}

#[test]
fn it_comes_from_the_newest_commit_that_held_it() {
    let place = Place::of(&two());
    place.put(HELP, place.text(HELP) + "Second.\n");
    place.commit();
    let before = place.files();
    place.changed(&["remove", "level-gauge", "--yes"], &[]);
    place.commit();
    place.put("README.md", "Later.\n");
    place.commit();
    let told = restored(&place, &["restore", "level-gauge"]);
    let expected = "restore `level-gauge` as of <commit>, 2026-01-02 by Ann: 2 versions and 2 other files; ";
    assert!(told.starts_with(expected), "{told}");
    place.delete("README.md");
    assert!(place.files() == before);
}

#[test]
fn several_come_back_at_once() {
    let place = Place::of(&two());
    let before = place.files();
    place.changed(&["remove", "level-gauge", "flow-meter@1.1", "--yes"], &[]);
    place.commit();
    let told = place.changed(&["restore", "level-gauge", "flow-meter@1.10"], &[]);
    assert!(told.contains("git commit -m 'Restore level-gauge and flow-meter 1.1'"), "{told}");
    assert!(place.idle(&["restore", "flow-meter", "flow-meter"]).contains("`flow-meter`"));
    assert!(!told.contains("version-not-higher"), "what was published before need not be higher: {told}");
    assert!(place.files() == before);
}

#[test]
fn work_that_is_not_committed_is_taken_away_only_with_a_yes() {
    let place = Place::of(&two());
    let before = place.files();
    place.put(HELP, "## Context\n\nOther words.\n");
    let told = place.refused(&["restore", "level-gauge"]);
    assert!(
        told.contains("overwrite `connectors/level-gauge/help.md`, which holds what is not committed\n"),
        "{told}"
    );
    assert!(told.contains("give --yes"), "{told}");
    place.changed(&["restore", "level-gauge", "--yes"], &[]);
    assert!(place.files() == before);
}

#[test]
fn what_is_only_missing_is_written_without_asking() {
    let place = Place::of(&two());
    let before = place.files();
    place.delete(HELP);
    place.delete("connectors/level-gauge/versions/1.1.xmp");
    let told = restored(&place, &["restore", "level-gauge", "level-gauge", "level-gauge@1.0"]);
    let first = told.lines().next().unwrap();
    assert!(
        first.starts_with("restore `level-gauge` as of <commit>, 2026-01-01 by Ann: 2 of 6 files; "),
        "{told}"
    );
    assert!(!told.contains("git commit"), "nothing is left to commit: {told}");
    assert!(place.files() == before);
    place.delete("connectors/level-gauge/versions/1.1.yaml");
    place.changed(&["restore", "level-gauge@1.1"], &[]);
    assert!(place.files() == before);
}

#[test]
fn what_was_never_committed_stays() {
    let place = Place::of(&two());
    place.put("connectors/level-gauge/assets/new.png", "x");
    place.delete(HELP);
    let told = place.changed(&["restore", "level-gauge"], &[]);
    assert!(
        told.contains("not committed, and left as it is: `connectors/level-gauge/assets/new.png`"),
        "{told}"
    );
    assert!(place.at("connectors/level-gauge/assets/new.png").exists());
}

#[test]
fn a_connector_that_cannot_be_read_any_more_comes_back() {
    let place = Place::of(&two());
    let before = place.files();
    place.put(CONNECTOR, "id: [");
    let told = place.refused(&["restore", "level-gauge@1.0"]);
    assert!(told.contains("`connectory restore level-gauge` brings it back as it was committed"), "{told}");
    place.changed(&["restore", "level-gauge", "--yes"], &[]);
    assert!(place.files() == before);
}

#[test]
fn an_id_that_was_changed_comes_back() {
    let place = Place::of(&two());
    let before = place.files();
    place.put(CONNECTOR, place.text(CONNECTOR).replace(OTHER_ID, "00000000-91d7-4d63-8a56-0e5f3c9b7a22"));
    place.changed(&["restore", "level-gauge", "--yes"], &[]);
    assert!(place.files() == before);
}

#[test]
fn a_package_that_was_replaced_comes_back() {
    let place = Place::of(&two());
    let before = place.files();
    let other = crate::support::package(OTHER_ID, "Level Gauge", "1.1").with("Description", "Another.");
    place.put("connectors/level-gauge/versions/1.1.xmp", connectory::package::write(&other));
    let told = place.changed(&["restore", "level-gauge@1.1", "--yes"], &[]);
    assert!(!told.contains("version-replaced"), "it is the committed one: {told}");
    assert!(place.files() == before);
}

/// The files with the second connector called `tank-gauge`.
fn renamed(files: &Files) -> Files {
    let renamed = files.iter().map(|(path, bytes)| {
        let mut bytes = bytes.clone();
        if path == CONNECTOR {
            bytes.extend(b"aliases: [level-gauge]\n");
        }
        (path.replace("level-gauge", "tank-gauge"), bytes)
    });
    renamed.collect()
}

fn lay(place: &Place, files: &Files) {
    place.files().keys().for_each(|path| place.delete(path));
    files.iter().for_each(|(path, bytes)| place.put(path, bytes));
    if place.at("connectors/level-gauge").exists() {
        place.delete("connectors/level-gauge");
    }
}

#[test]
fn a_former_slug_brings_back_what_it_was_called_last() {
    let place = Place::of(&two());
    lay(&place, &renamed(&place.files()));
    place.commit();
    let before = place.files();
    place.changed(&["remove", "tank-gauge", "--yes"], &[]);
    place.commit();
    let told = restored(&place, &["restore", "level-gauge"]);
    assert!(told.starts_with("restore `tank-gauge` as of <commit>, 2026-01-02"), "{told}");
    assert!(place.files() == before);
}

#[test]
fn a_version_comes_back_to_where_its_connector_lies_now() {
    let place = Place::of(&two());
    place.changed(&["remove", "level-gauge@1.1", "--yes"], &[]);
    place.commit();
    lay(&place, &renamed(&place.files()));
    place.commit();
    place.changed(&["restore", "level-gauge@1.1"], &[]);
    assert!(place.at("connectors/tank-gauge/versions/1.1.xmp").exists());
    assert!(!place.at("connectors/level-gauge").exists());
}

#[test]
fn a_renaming_that_is_not_committed_is_not_undone_by_halves() {
    let place = Place::of(&two());
    lay(&place, &renamed(&place.files()));
    for named in ["level-gauge", "tank-gauge"] {
        let told = place.refused(&["restore", named]);
        let expected = format!(
            "error: `{named}` lies in `connectors/tank-gauge` now, and was committed in `connectors/level-gauge`; \
             `connectory rename tank-gauge level-gauge` takes that back\n"
        );
        assert_eq!(told, expected);
    }
}

#[test]
fn what_lies_in_the_way_is_not_overwritten() {
    let place = Place::of(&two());
    place.changed(&["remove", "level-gauge", "--yes"], &[]);
    place.commit();
    place.put(HELP, "Something else.\n");
    let told = without_commits(&place.refused(&["restore", "level-gauge", "--yes"]));
    let expected = "`connectors/level-gauge/help.md` is in the way: it differs from that of <commit>, 2026-01-01 by Ann, and \
                    is not committed; remove it first";
    assert_eq!(told, format!("error: {expected}\n"));
    place.delete("connectors/level-gauge");
    let other = Small::default().connector("connectors/level-gauge/inner", OTHER_ID, "Level Gauge");
    other.files().iter().for_each(|(at, bytes)| place.put(at.as_str(), bytes));
    let told = place.refused(&["restore", "level-gauge", "--yes"]);
    assert!(
        told.contains("`connectors/level-gauge` holds other connectors now: `inner`; move them first"),
        "{told}"
    );
}

#[test]
fn the_same_number_written_otherwise_is_in_the_way() {
    let place = Place::of(&two());
    place.changed(&["remove", "level-gauge@1.1", "--yes"], &[]);
    place.commit();
    let bytes = std::fs::read(place.at("connectors/level-gauge/versions/1.0.xmp")).unwrap();
    place.put("connectors/level-gauge/versions/1.10.xmp", bytes);
    let told = place.refused(&["restore", "level-gauge@1.1"]);
    assert!(told.contains("has the version 1.10, which is the same number as the committed 1.1"), "{told}");
}

#[test]
fn what_only_a_merged_branch_held_is_found_last() {
    let small = Small::valid();
    let place = Place::of(&small);
    let root = *place.commits.borrow().first().unwrap();
    let state = |small: &Small| -> Vec<(String, Vec<u8>)> {
        small.files().into_iter().map(|(path, bytes)| (path.to_string(), bytes)).collect()
    };
    let commit = |day, parents: &[git2::Oid], small: &Small| {
        let files = state(small);
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        place.repository.commit(day, parents, &files)
    };
    let side = commit(1, &[root], &two());
    let side = commit(2, &[side], &small);
    let main = commit(3, &[root], &small);
    commit(4, &[main, side], &small);
    let told = restored(&place, &["restore", "level-gauge"]);
    assert!(told.starts_with("restore `level-gauge` as of <commit>, 2026-01-02 by Ann"), "{told}");
}

#[test]
fn a_state_on_the_way_of_first_parents_comes_before_a_newer_one_beside_it() {
    let place = Place::of(&two());
    let root = *place.commits.borrow().first().unwrap();
    let commit = |day, parents: &[git2::Oid], small: &Small| {
        let files = small.files();
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        place.repository.commit(day, parents, &files)
    };
    let side = commit(5, &[root], &two().append(HELP, "Beside.\n"));
    let main = commit(1, &[root], &Small::valid());
    commit(6, &[main, side], &Small::valid());
    let before = place.files();
    place.delete("connectors/level-gauge");
    let told = restored(&place, &["restore", "level-gauge"]);
    assert!(told.starts_with("restore `level-gauge` as of <commit>, 2026-01-01 by Ann"), "{told}");
    assert!(place.files() == before);
}

#[test]
fn a_pointer_of_git_lfs_comes_back_as_it_is() {
    let package = two().bytes("connectors/level-gauge/versions/1.1.xmp");
    let digest = connectory::source::Digest::of(&package);
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {}\n", package.len());
    let at = "connectors/level-gauge/versions/1.1.xmp";
    let place = Place::of(&two().with(at, pointer.clone()));
    place.put(at, &package);
    place.commits.borrow_mut().truncate(1);
    assert!(
        place.idle(&["restore", "level-gauge"]).contains("is as it was committed"),
        "the package is the pointer's"
    );
    place.delete(at);
    let told = place.refused(&["restore", "level-gauge@1.1"]);
    assert!(told.contains("give --yes"), "{told}");
    let told = place.changed(&["restore", "level-gauge@1.1", "--yes"], &["package-lfs-pointer"]);
    assert!(told.contains("is a Git LFS pointer; `git lfs pull` brings the package"), "{told}");
    assert_eq!(place.text(at), pointer);
}

#[test]
fn line_ends_of_a_checkout_are_no_difference() {
    let place = Place::of(&two());
    place.put(HELP, place.text(HELP).replace('\n', "\r\n"));
    assert!(place.idle(&["restore", "level-gauge"]).contains("is as it was committed"));
}

#[test]
fn what_no_commit_holds_is_told_with_what_was_meant() {
    let place = Place::of(&two());
    place.changed(&["remove", "level-gauge", "--yes"], &[]);
    place.commit();
    place.put("connectors/new/connector.yaml", "id: 1c0d2b4e-91d7-4d63-8a56-0e5f3c9b7a22\nname: New\n");
    for (named, expected) in [
        ("level-guage", "no commit holds a connector `level-guage`; did you mean `level-gauge`?"),
        ("zzz", "no commit holds a connector `zzz`"),
        ("new", "no commit holds a connector `new`"),
        ("flow-meter@3", "no commit holds `flow-meter` 3; its versions are 1.0, 1.1"),
        ("flow-metre@1.0", "the registry has no connector `flow-metre`; did you mean `flow-meter`?"),
        ("flow-meter@x", "the version `x` is no decimal number such as 1.3002"),
        (
            "level-gauge@1.0",
            "the registry has no connector `level-gauge`; `connectory restore level-gauge` looks for it in the history, with \
             its versions",
        ),
    ] {
        assert_eq!(place.refused(&["restore", named]), format!("error: {expected}\n"));
    }
}

#[test]
fn a_shallow_clone_says_that_it_does_not_hold_all_commits() {
    let place = Place::of(&two());
    place.changed(&["remove", "level-gauge", "--yes"], &[]);
    let last = place.commit();
    place.repository.make_shallow_at(last);
    let told = place.refused(&["restore", "level-gauge"]);
    let expected = "no commit holds a connector `level-gauge`; the clone is shallow and holds not all commits: run `git fetch \
                    --unshallow`, and again";
    assert_eq!(told, format!("error: {expected}\n"));
}

#[test]
fn without_a_history_nothing_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let run = |expected: &str| {
        let said = super::said(&super::run(folder.path(), &["restore", "flow-meter"], ""));
        assert_eq!(
            (said.code, said.err),
            (2, format!("error: {expected}, so nothing can be brought back\n"))
        );
    };
    Small::valid()
        .files()
        .iter()
        .for_each(|(at, bytes)| crate::support::write(&folder.path().join(at.as_str()), bytes));
    run("the registry lies in no Git repository");
    git2::Repository::init(folder.path()).unwrap();
    run("nothing was committed yet");
}
