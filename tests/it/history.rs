//! A package's date is that of the first commit, along first parents, that held its bytes.

use connectory::source::{History, RepoPath};
use git2::Oid;

use crate::support::{TestRepository, day, path};

const A: &str = "connectors/mqtt/versions/1.0.xmp";
const B: &str = "connectors/mqtt/versions/1.1.xmp";

fn walked(repository: &TestRepository, to: Oid) -> History {
    let mut history = History::default();
    walk(&mut history, repository, to);
    history
}

fn walk(history: &mut History, repository: &TestRepository, to: Oid) {
    history.walk(&repository.opened(""), &to.to_string(), &RepoPath::root()).unwrap();
}

/// The days of both packages.
fn days(history: &History) -> (Option<i64>, Option<i64>) {
    (day(history, &path(A)), day(history, &path(B)))
}

#[test]
fn a_package_is_dated_by_the_first_commit_that_held_it() {
    let repository = TestRepository::new();
    let first = repository.commit(0, &[], &[(A, b"one")]);
    let second = repository.commit(1, &[first], &[(A, b"one"), (B, b"two")]);
    let third = repository.commit(2, &[second], &[(A, b"one"), (B, b"two"), ("README.md", b"x")]);
    let history = walked(&repository, third);
    assert_eq!(days(&history), (Some(0), Some(1)));
    assert_eq!(history.first(&path(B)).unwrap().commit, second.to_string());
    assert_eq!(history.first(&path("connectors/mqtt/versions/9.xmp")), None);
}

#[test]
fn replaced_bytes_are_dated_by_the_commit_that_replaced_them() {
    let repository = TestRepository::new();
    let first = repository.commit(0, &[], &[(A, b"one")]);
    let second = repository.commit(1, &[first], &[(A, b"another")]);
    assert_eq!(days(&walked(&repository, second)), (Some(1), None));
}

#[test]
fn bytes_that_were_gone_and_came_back_keep_their_first_date() {
    let repository = TestRepository::new();
    let first = repository.commit(0, &[], &[(A, b"one")]);
    let second = repository.commit(1, &[first], &[("README.md", b"x")]);
    let third = repository.commit(2, &[second], &[(A, b"one")]);
    assert_eq!(days(&walked(&repository, third)), (Some(0), None));
}

#[test]
fn a_connector_moved_to_another_group_keeps_its_dates() {
    let repository = TestRepository::new();
    let moved = "connectors/messaging/mqtt/versions/1.0.xmp";
    let first = repository.commit(0, &[], &[(A, b"one")]);
    let second = repository.commit(5, &[first], &[(moved, b"one")]);
    let history = walked(&repository, second);
    assert_eq!((day(&history, &path(moved)), day(&history, &path(A))), (Some(0), None));
}

#[test]
fn a_registry_moved_to_another_folder_is_dated_by_the_move() {
    // Its folder did not exist before: what a commit held elsewhere was no registry's.
    let repository = TestRepository::new();
    let first = repository.commit(0, &[], &[(A, b"one")]);
    let second = repository.commit(5, &[first], &[(&format!("plant/{A}"), b"one")]);
    let mut history = History::default();
    history.walk(&repository.opened("plant"), &second.to_string(), &path("plant")).unwrap();
    assert_eq!(days(&history), (Some(5), None));
}

#[test]
fn what_a_merge_brought_counts_from_the_merge() {
    let repository = TestRepository::new();
    let main = repository.commit(0, &[], &[(A, b"one")]);
    let side = repository.commit(1, &[main], &[(A, b"one"), (B, b"two")]);
    let onward = repository.commit(2, &[main], &[(A, b"one"), ("README.md", b"x")]);
    let merge = repository.commit(3, &[onward, side], &[(A, b"one"), (B, b"two"), ("README.md", b"x")]);
    assert_eq!(days(&walked(&repository, merge)), (Some(0), Some(3)));
}

#[test]
fn a_walk_that_goes_on_equals_a_fresh_one() {
    let repository = TestRepository::new();
    let mut history = History::default();
    let mut parents = Vec::new();
    let contents: [&[(&str, &[u8])]; 6] = [
        &[(A, b"one")],
        &[(A, b"one"), (B, b"two")],
        &[(B, b"two")],
        &[(A, b"three"), (B, b"two")],
        &[(A, b"one"), (B, b"three")],
        &[(A, b"two"), (B, b"one")],
    ];
    for (at, files) in contents.into_iter().enumerate() {
        let commit = repository.commit(at as i64, &parents, files);
        parents = vec![commit];
        walk(&mut history, &repository, commit);
        assert_eq!(days(&history), days(&walked(&repository, commit)), "after commit {at}");
    }
}

#[test]
fn a_rewritten_history_is_walked_afresh() {
    let repository = TestRepository::new();
    let root = repository.commit(0, &[], &[("README.md", b"x")]);
    let old = repository.commit(1, &[root], &[(A, b"one")]);
    let mut history = walked(&repository, old);
    assert_eq!(days(&history), (Some(1), None));
    let rewritten = repository.commit(4, &[root], &[(A, b"one")]);
    walk(&mut history, &repository, rewritten);
    assert_eq!(days(&history), (Some(4), None));
    let unrelated = repository.commit(7, &[], &[(B, b"one")]);
    walk(&mut history, &repository, unrelated);
    assert_eq!(days(&history), (None, Some(7)));
}

#[test]
fn an_older_commit_walked_after_a_newer_one_knows_nothing_of_the_future() {
    let repository = TestRepository::new();
    let first = repository.commit(0, &[], &[(A, b"one")]);
    let second = repository.commit(1, &[first], &[(B, b"one"), (A, b"two")]);
    let mut history = walked(&repository, second);
    walk(&mut history, &repository, first);
    assert_eq!(days(&history), days(&walked(&repository, first)));
}

#[test]
fn another_folder_of_the_same_repository_is_walked_afresh() {
    let repository = TestRepository::new();
    let (north, south) = (format!("north/{A}"), format!("south/{A}"));
    let first = repository.commit(0, &[], &[(&north, b"one")]);
    let second = repository.commit(1, &[first], &[(&north, b"one"), (&south, b"two")]);
    let mut history = History::default();
    history.walk(&repository.opened("north"), &second.to_string(), &path("north")).unwrap();
    history.walk(&repository.opened("south"), &second.to_string(), &path("south")).unwrap();
    assert_eq!(days(&history), (Some(1), None));
}

#[test]
fn a_shallow_clone_dates_nothing_that_came_before_its_edge() {
    let repository = TestRepository::new();
    let first = repository.commit(0, &[], &[(A, b"one")]);
    let edge = repository.commit(1, &[first], &[(A, b"one"), ("README.md", b"x")]);
    let third = repository.commit(2, &[edge], &[(A, b"one"), (B, b"two")]);
    repository.make_shallow_at(edge);
    assert_eq!(days(&walked(&repository, third)), (None, Some(2)));
}

#[test]
fn a_clone_that_was_deepened_is_walked_afresh() {
    let repository = TestRepository::new();
    let first = repository.commit(0, &[], &[(A, b"one")]);
    let edge = repository.commit(1, &[first], &[(A, b"one"), (B, b"two")]);
    repository.make_shallow_at(edge);
    let mut history = walked(&repository, edge);
    assert_eq!(days(&history), (None, None));
    repository.deepen(first);
    walk(&mut history, &repository, edge);
    assert_eq!(days(&history), (Some(0), Some(1)));
}
