//! A site on a branch of a Git repository: published by a daemon that follows another one.

use std::fs;
use std::path::Path;

use connectory::publish::Copy;

use crate::support::process::daemon;
use crate::support::{Small, TestRepository, program};

/// A commit of a registry with this title.
fn commit(registry: &TestRepository, day: i64, parents: &[git2::Oid], title: &str) -> git2::Oid {
    let files = Small::valid().replace("registry.yaml", "title: ", &format!("title: {title} ")).files();
    let files: Vec<_> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    registry.commit(day, parents, &files)
}

/// What a fresh clone of the branch holds is whole, and its front page.
fn front_page(site: &TestRepository, place: &Path) -> String {
    let _ = fs::remove_dir_all(place);
    let url = format!("file://{}", site.path().display());
    site.run(&["clone", "--quiet", "--branch=pages", &url, place.to_str().unwrap()]);
    fs::remove_dir_all(place.join(".git")).unwrap();
    let verified = Copy::open(place).unwrap().verify(&Default::default()).unwrap();
    assert_eq!(verified.faults, []);
    fs::read_to_string(place.join("index.html")).unwrap()
}

fn branch(site: &TestRepository) -> Option<git2::Oid> {
    site.git().refname_to_id("refs/heads/pages").ok()
}

#[test]
fn what_is_pushed_to_one_repository_is_on_a_branch_of_another() {
    let (registry, site, here) =
        (TestRepository::bare(), TestRepository::bare(), tempfile::tempdir().unwrap());
    let first = commit(&registry, 1, &[], "first");
    let remote = format!("file://{}", registry.path().display());
    let to = format!("branch:pages@file://{}", site.path().display());
    let arguments = ["--remote", &remote, "--every", "1s", "--state", "state", "--publish", &to];
    let mut running = daemon(&arguments, here.path());
    running.hear(" written, 0 kept");
    assert!(front_page(&site, &here.path().join("copy")).contains("first"));
    commit(&registry, 2, &[first], "second");
    running.hear("woken by: commit");
    running.hear(" written, ");
    assert!(front_page(&site, &here.path().join("copy")).contains("second"));
    let tip = site.git().find_commit(branch(&site).unwrap()).unwrap();
    assert_eq!(tip.parent_count(), 0);
    drop(running);

    let mut running = daemon(&arguments, here.path());
    running.hear("0 written");
    assert_eq!(branch(&site), Some(tip.id()), "a daemon that comes again pushes nothing");
}

#[test]
fn a_branch_that_is_not_ours_is_told_and_left_alone() {
    let (site, here) = (TestRepository::bare(), tempfile::tempdir().unwrap());
    let theirs = site.commit(1, &[], &[("thesis.txt", b"years")]);
    Small::valid().write_to(&here.path().join("registry"));
    let to = format!("branch:main@{}", site.path().display());
    let publish = ["publish", "--registry", "registry", "--state", "state", "--to", &to];
    let said = program().args(publish).current_dir(here.path()).output().unwrap();
    let errors = String::from_utf8(said.stderr).unwrap();
    assert!(!said.status.success() && errors.contains("was not made by connectory"), "{errors}");
    assert_eq!(site.git().refname_to_id("refs/heads/main").unwrap(), theirs);
}
