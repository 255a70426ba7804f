//! What is in the way of a commit is said before any file is written.

use std::fs;

use connectory::source::Person;

use super::*;

/// Nothing is written and nothing moves; the message.
fn refusal(repository: &TestRepository, changes: &Changes, branch: Option<&str>) -> String {
    let state = || {
        let refs = repository.run(&["for-each-ref"]) + &repository.run(&["ls-files", "--stage"]);
        (repository.work_tree(), fs::read(repository.git().path().join("HEAD")).unwrap(), refs)
    };
    let before = state();
    let refused = commit(repository, changes, branch).expect_err("refused");
    assert_eq!(state(), before, "{refused}");
    refused.to_string()
}

#[test]
fn nobody_known_is_told_how_to_say_who_they_are() {
    for key in ["user.name", "user.email"] {
        let repository = repository();
        repository.git().config().unwrap().set_str(key, "").unwrap();
        assert_eq!(
            refusal(&repository, &write_a(), None),
            "Git does not know by whom the commit is; run `git config --global user.name \"Your Name\"` and \
             `git config --global user.email you@example.com`"
        );
    }
    let repository = repository();
    let person = Person { name: Some("A <b".to_owned()), email: Some("a@example.com".to_owned()) };
    let identity = Identity { author: person.clone(), committer: person };
    let commission = Commission { message: "x", branch: None, identity: &identity, beside: None };
    let refused = found(&repository).prepare_commit(&write_a(), &commission).err().unwrap();
    assert!(refused.to_string().starts_with("the identity `A <b <a@example.com>`: "), "{refused}");
}

#[test]
fn what_is_not_finished_is_finished_first() {
    type Begin = fn(&TestRepository);
    let conflict: Begin = |repository| {
        repository.run(&["switch", "--quiet", "-c", "other"]);
        repository.write(&[("plant/f.yaml", b"f: other\n")]);
        repository.run(&["commit", "--quiet", "--all", "--message", "Other"]);
        repository.run(&["switch", "--quiet", "main"]);
        repository.write(&[("plant/f.yaml", b"f: main\n")]);
        repository.run(&["commit", "--quiet", "--all", "--message", "Main"]);
    };
    let cases: [(&[&str], &str); 4] = [
        (
            &["merge", "other"],
            "merge; finish it (`git merge --continue`) or give it up (`git merge --abort`)",
        ),
        (
            &["rebase", "other"],
            "rebase; finish it (`git rebase --continue`) or give it up (`git rebase --abort`)",
        ),
        (
            &["cherry-pick", "other"],
            "cherry-pick; finish it (`git cherry-pick --continue`) or give it up (`git cherry-pick --abort`)",
        ),
        (
            &["revert", "HEAD~1"],
            "revert; finish it (`git revert --continue`) or give it up (`git revert --abort`)",
        ),
    ];
    for (arguments, message) in cases {
        let repository = repository();
        conflict(&repository);
        let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| repository.run(arguments)));
        assert!(failed.is_err(), "{arguments:?} met no conflict");
        assert_eq!(
            refusal(&repository, &write_a(), None),
            format!("the repository is in the middle of a {message}")
        );
    }
}

#[test]
fn head_must_name_a_branch_and_a_new_one_must_be_new() {
    let repository = repository();
    for taken in ["feature", "a/b"] {
        repository.run(&["branch", taken]);
    }
    let cases = [
        ("feature", "the branch `feature` is there already; name another one"),
        ("main", "the branch `main` is there already; name another one"),
        ("feature/x", "there can be no branch `feature/x` beside the branch `feature`; name another one"),
        ("a", "there can be no branch `a` beside the branch `a/...`; name another one"),
        ("", "`` can be no name of a branch; write one such as `add-sql-server`"),
        ("-x", "`-x` can be no name of a branch; write one such as `add-sql-server`"),
        ("a b", "`a b` can be no name of a branch; write one such as `add-sql-server`"),
        ("HEAD", "`HEAD` can be no name of a branch; write one such as `add-sql-server`"),
        ("x..y", "`x..y` can be no name of a branch; write one such as `add-sql-server`"),
    ];
    for (name, message) in cases {
        assert_eq!(refusal(&repository, &write_a(), Some(name)), message);
    }
    repository.run(&["switch", "--quiet", "--detach"]);
    assert_eq!(
        refusal(&repository, &write_a(), None),
        "HEAD names no branch, so nobody would find the commit again; name a new branch with --branch NAME"
    );
}

#[test]
fn other_changes_of_a_file_are_not_swept_in() {
    let changes = |bytes: &[u8]| {
        let mut changes = Changes::default();
        changes.write(&path("a.yaml"), bytes.to_vec(), b"a: 2\n".to_vec());
        changes
    };
    let edited = repository();
    edited.write(&[("plant/a.yaml", b"a: mine\n")]);
    assert_eq!(
        refusal(&edited, &changes(b"a: mine\n"), None),
        "`plant/a.yaml` has changes that are not committed and would go into this commit; commit them first, or set them aside (`git stash`)"
    );
    edited.run(&["add", "plant/a.yaml"]);
    assert_eq!(
        refusal(&edited, &changes(b"a: mine\n"), None),
        "other changes of `plant/a.yaml` are staged and would go into this commit; commit them first, or unstage them (`git restore --staged plant/a.yaml`)"
    );
    edited.write(&[("plant/a.yaml", b"a: 1\n")]);
    assert!(refusal(&edited, &changes(b"a: 1\n"), None).contains("are staged and would go"));

    let untracked = repository();
    untracked.write(&[("plant/u.yaml", b"u: 1\n")]);
    let mut write = Changes::default();
    write.write(&path("u.yaml"), b"u: 1\n".to_vec(), b"u: 2\n".to_vec());
    let message =
        "`plant/u.yaml` is not committed yet, and all of it would go into this commit; commit it first";
    assert_eq!(refusal(&untracked, &write, None), message);
    untracked.run(&["add", "plant/u.yaml"]);
    assert_eq!(refusal(&untracked, &write, None), message);

    for flag in ["--assume-unchanged", "--skip-worktree"] {
        let overlooked = repository();
        overlooked.run(&["update-index", flag, "plant/a.yaml"]);
        overlooked.write(&[("plant/a.yaml", b"a: mine\n")]);
        assert!(
            refusal(&overlooked, &changes(b"a: mine\n"), None)
                .contains("Git is told to overlook changes of `plant/a.yaml`")
        );
    }

    let gone = repository();
    fs::remove_file(gone.path().join("plant/a.yaml")).unwrap();
    assert!(
        refusal(&gone, &create("a.yaml"), None)
            .starts_with("`plant/a.yaml` is gone from disk, but not from Git")
    );
    gone.run(&["rm", "--quiet", "--cached", "plant/a.yaml"]);
    assert!(
        refusal(&gone, &create("a.yaml"), None)
            .starts_with("`plant/a.yaml` is gone from disk, but not from Git")
    );
    assert!(
        refusal(&gone, &create("a.yaml/x"), None)
            .contains("for Git, `plant/a.yaml` is a submodule or a file")
    );
}

#[test]
fn what_only_git_itself_does_is_left_to_it() {
    let signed = repository();
    signed.git().config().unwrap().set_bool("commit.gpgsign", true).unwrap();
    assert!(
        refusal(&signed, &write_a(), None).starts_with("commits are to be signed here (`commit.gpgsign`)")
    );

    let filtered = repository();
    filtered.write(&[(
        ".gitattributes",
        b"*.xmp filter=lfs -text\n*.md filter=crypt\n*.txt working-tree-encoding=UTF-16\n",
    )]);
    assert_eq!(
        refusal(&filtered, &create("x.xmp"), None),
        "`plant/x.xmp` is kept by Git LFS, which only Git itself asks; leave out --commit, and run `git add` and `git commit`"
    );
    assert!(
        refusal(&filtered, &create("x.md"), None).contains("the filter `crypt`, which only Git itself runs")
    );
    assert!(
        refusal(&filtered, &create("x.txt"), None)
            .contains("the filter `UTF-16`, which only Git itself runs")
    );
    let mut into = Changes::default();
    into.rename(&path("b.yaml"), &path("b.md"), Held::Bytes(b"b: 1\n".to_vec()));
    assert!(
        refusal(&filtered, &into, None).contains("the filter `crypt`"),
        "what was kept plain is not moved there"
    );
}

#[test]
fn ignored_files_foreign_repositories_and_submodules_are_no_part_of_a_commit() {
    let repository = repository();
    repository.write(&[(".gitignore", b"secret/\n")]);
    assert_eq!(
        refusal(&repository, &create("secret/x.yaml"), None),
        "`plant/secret/x.yaml` is a file that Git is told to ignore; `git check-ignore -v --no-index plant/secret/x.yaml` says where"
    );
    repository.run(&["init", "--quiet", "plant/inner"]);
    assert!(
        refusal(&repository, &create("inner/x.yaml"), None)
            .contains("`plant/inner` is a repository of its own")
    );
    let url = repository.path().to_str().unwrap().to_owned();
    repository.run(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        &url,
        "plant/module",
    ]);
    assert!(
        refusal(&repository, &create("module/x.yaml"), None)
            .contains("`plant/module` is a submodule or a file")
    );
}

#[test]
fn a_bare_repository_a_locked_index_and_nothing_at_all_are_refused() {
    let bare = TestRepository::bare();
    let identity = Identity::default();
    let commission = Commission { message: "x", branch: None, identity: &identity, beside: None };
    let refused = bare.opened("").prepare_commit(&write_a(), &commission).err().unwrap();
    assert_eq!(refused.to_string(), "a bare repository has no files to change; commit in a clone");

    let repository = repository();
    assert_eq!(
        refusal(&repository, &Changes::default(), None),
        "nothing changes, so there is nothing to commit"
    );
    let empty = Commission { message: " \n\n", branch: None, identity: &identity, beside: None };
    let refused = found(&repository).prepare_commit(&write_a(), &empty).err().unwrap();
    assert_eq!(refused.to_string(), "the message of the commit is empty; write what changes, and why");
    fs::write(repository.git().path().join("index.lock"), "").unwrap();
    assert!(
        refusal(&repository, &write_a(), None)
            .starts_with("another program is changing Git's index; try again")
    );
}

#[test]
fn a_commit_that_came_meanwhile_is_not_lost() {
    let repository = repository();
    let identity = Identity::default();
    let found = found(&repository);
    let commission = Commission { message: "Late", branch: None, identity: &identity, beside: None };
    let prepared = found.prepare_commit(&write_a(), &commission).unwrap();
    write_a().apply(&WorkTree::open(&repository.path().join("plant")).unwrap()).unwrap();
    repository.run(&["commit", "--quiet", "--allow-empty", "--message", "Meanwhile"]);
    let refused = prepared.commit(&now()).unwrap_err();
    assert!(refused.to_string().contains("another commit came meanwhile; run `git commit`"), "{refused}");
    assert_eq!(repository.run(&["log", "-1", "--format=%s"]), "Meanwhile\n");
    assert_eq!(repository.run(&["diff", "--cached", "--name-only"]), "plant/a.yaml\n");
}
