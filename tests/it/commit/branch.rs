//! Commits on branches of their own: nothing but the branch and its objects is new.

use std::fs;

use connectory::source::{Branched, Branching, Changes, Digest, Held, Repository, SourceError};

use super::{every_kind, now, repository};
use crate::support::{TestRepository, path, write};

fn commit_on(
    repository: &Repository,
    changes: &Changes,
    base: &str,
    branch: &str,
) -> Result<Branched, SourceError> {
    let folder = path("plant");
    let branching = Branching {
        base,
        folder: &folder,
        branch,
        message: "Add it\n\nAll of it.\n",
        author: ("Inbox", "inbox@example.com"),
        beside: None,
    };
    repository.commit_on(changes, &branching, &now())
}

/// HEAD, index and every file.
fn state(repository: &TestRepository) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = repository.work_tree();
    let own = [".git/HEAD", ".git/index", ".git/refs/heads/main"].map(|name| repository.path().join(name));
    files.extend(own.map(|path| (path.clone(), fs::read(path).unwrap())));
    files
}

const KINDS: &str = "M\tplant/a.yaml\nD\tplant/b.yaml\nD\tplant/c/c.xmp\nD\tplant/d.yaml\nA\tplant/n/c.xmp\nA\tplant/n/d.yaml\nA\tplant/new.yaml\n";

#[test]
fn every_kind_of_change_is_committed_and_the_work_tree_knows_nothing_of_it() {
    let repository = repository();
    repository.write(&[("plant/a.yaml", b"edited\n"), ("plant/untracked", b"mine\n")]);
    let (opened, before) = (repository.opened("plant"), state(&repository));
    let base = opened.head().unwrap();
    let branched = commit_on(&opened, &every_kind(), &base, "add/x-1.0").unwrap();
    assert!(branched.is_new);
    assert_eq!(state(&repository), before);
    let diff = ["diff", "--name-status", "--no-renames", "main", "add/x-1.0"];
    assert_eq!(repository.run(&diff), KINDS);
    assert_eq!(repository.run(&["show", "add/x-1.0:plant/n/d.yaml"]), "d: 2\n");
    let log = repository.run(&["log", "--format=%an <%ae> %ad%n%B", "--date=iso-strict", "main..add/x-1.0"]);
    assert_eq!(log.trim(), "Inbox <inbox@example.com> 2026-11-24T09:30:00+02:00\nAdd it\n\nAll of it.");
    assert_eq!(repository.run(&["fsck", "--strict"]), "");
    let again = commit_on(&opened, &every_kind(), &base, "add/x-1.0").unwrap();
    assert_eq!(again, Branched { is_new: false, ..branched.clone() });
    let there = opened.branch_there("add/x-1.0", &[b"\0c\r\n", b"new: 1\n"]).unwrap().unwrap();
    assert_eq!((there.commit, there.holds), (branched.commit, true));
    assert!(!opened.branch_there("add/x-1.0", &[b"something else"]).unwrap().unwrap().holds);
    assert_eq!(opened.branch_there("add/y", &[]).unwrap(), None);
}

#[test]
fn a_lock_that_a_killed_program_left_is_in_the_way_for_a_minute_and_no_longer() {
    let repository = repository();
    let opened = repository.opened("plant");
    let base = opened.head().unwrap();
    let lock = repository.path().join(".git/refs/heads/add/x-1.0.lock");
    write(&lock, b"");
    let since = |seconds| {
        let made = now().timestamp() - jiff::SignedDuration::from_secs(seconds);
        fs::File::options().write(true).open(&lock).unwrap().set_modified(made.into()).unwrap();
        commit_on(&opened, &every_kind(), &base, "add/x-1.0")
    };
    let held = since(30).unwrap_err();
    assert!(held.to_string().contains("lock"), "{held}");
    assert!(since(90).unwrap().is_new);
    assert!(!lock.exists());
}

#[test]
fn a_bare_repository_will_do() {
    let repository = repository();
    let bare = TestRepository::bare();
    repository.run(&["push", "--quiet", bare.path().to_str().unwrap(), "main"]);
    let opened = bare.opened("");
    let base = bare.run(&["rev-parse", "main"]);
    let head = fs::read(bare.path().join("HEAD")).unwrap();
    commit_on(&opened, &every_kind(), base.trim(), "add/x-1.0").unwrap();
    assert_eq!(bare.run(&["diff", "--name-status", "--no-renames", "main", "add/x-1.0"]), KINDS);
    assert_eq!(fs::read(bare.path().join("HEAD")).unwrap(), head);
    assert!(!bare.path().join("index").exists());
}

#[test]
fn a_branch_that_is_there_is_never_moved() {
    let repository = repository();
    let opened = repository.opened("plant");
    let base = opened.head().unwrap();
    repository.run(&["branch", "add/x-1.0"]);
    let refused = commit_on(&opened, &every_kind(), &base, "add/x-1.0").unwrap_err();
    assert_eq!(refused.to_string(), "the branch `add/x-1.0` is there already, with other files");
    assert_eq!(repository.run(&["rev-parse", "add/x-1.0"]).trim(), base);
    repository.run(&["branch", "taken"]);
    let refused = commit_on(&opened, &every_kind(), &base, "taken/x-1.0").unwrap_err();
    assert!(refused.to_string().starts_with("making the branch `taken/x-1.0`"), "{refused}");
    for name in ["../../x", "a b", "", "-x", "a..b"] {
        assert!(commit_on(&opened, &every_kind(), &base, name).is_err(), "{name:?}");
    }
}

#[test]
fn a_change_that_was_planned_over_other_files_is_refused() {
    let repository = repository();
    let opened = repository.opened("plant");
    let base = opened.head().unwrap();
    let mut stale = Changes::default();
    stale.write(&path("a.yaml"), b"a: 0\n".to_vec(), b"a: 2\n".to_vec());
    let mut taken = Changes::default();
    taken.create(&path("a.yaml"), b"a: 2\n".to_vec());
    let mut onto = Changes::default();
    onto.rename(&path("a.yaml"), &path("b.yaml"), Held::Digest(Digest::of(b"a: 1\n")));
    for (changes, at) in [(stale, "plant/a.yaml"), (taken, "plant/a.yaml"), (onto, "plant/b.yaml")] {
        let refused = commit_on(&opened, &changes, &base, "add/x").unwrap_err();
        assert_eq!(refused.to_string(), format!("`{at}` changed since it was read; run again"));
    }
    let mut nothing = Changes::default();
    nothing.write(&path("a.yaml"), b"a: 1\n".to_vec(), b"a: 1\n".to_vec());
    let refused = commit_on(&opened, &nothing, &base, "add/x").unwrap_err();
    assert_eq!(refused.to_string(), "nothing changes, so there is nothing to commit");
    assert_eq!(repository.run(&["branch", "--format=%(refname:short)"]), "main\n");
}
