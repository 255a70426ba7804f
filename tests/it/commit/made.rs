//! What a commit holds, and what it leaves alone.

use std::fs;

use connectory::source::{Person, add_file};

use super::*;

#[test]
fn the_commit_holds_the_changes_and_says_who_made_them_and_when() {
    let repository = repository();
    let id = commit(&repository, &every_kind(), None).unwrap();
    assert_eq!(repository.run(&["rev-parse", "HEAD"]).trim(), id);
    assert_eq!(repository.run(&["status", "--porcelain=v2"]), "");
    assert_eq!(
        repository.run(&[
            "show",
            "--no-renames",
            "--name-status",
            "--format=%an <%ae> %aI%n%cn <%ce> %cI%n%B--",
            "HEAD"
        ]),
        "Maintainer <maintainer@example.com> 2026-11-24T09:30:00+02:00\n\
         Maintainer <maintainer@example.com> 2026-11-24T09:30:00+02:00\n\
         Change the plant\n\nWhy not.\n--\n\n\
         M\tplant/a.yaml\nD\tplant/b.yaml\nD\tplant/c/c.xmp\nD\tplant/d.yaml\n\
         A\tplant/n/c.xmp\nA\tplant/n/d.yaml\nA\tplant/new.yaml\n"
    );
    assert_eq!(repository.run(&["show", "HEAD:plant/n/d.yaml"]), "d: 2\n");
    let log = "%gd %gn %gs";
    for name in ["HEAD", "main"] {
        let reflog = repository.run(&["reflog", "--date=iso-strict", &format!("--format={log}"), name]);
        let expected = format!("{name}@{{2026-11-24T09:30:00+02:00}} Maintainer commit: Change the plant\n");
        assert!(reflog.starts_with(&expected), "{reflog}");
    }
    repository.run(&["fsck", "--strict"]);
}

#[test]
fn what_else_is_staged_edited_or_untracked_stays_so() {
    let repository = repository();
    let staged: [(&str, &[u8]); 2] =
        [("plant/e.yaml", b"e: staged\n"), ("plant/staged.yaml", b"staged: 1\n")];
    repository.write(&staged);
    repository.run(&["add", "plant/e.yaml", "plant/staged.yaml"]);
    repository.run(&["rm", "--quiet", "--cached", "README.md"]);
    repository.write(&[
        ("plant/e.yaml", b"e: staged and edited\n"),
        ("plant/f.yaml", b"f: edited\n"),
        ("plant/untracked.yaml", b"untracked: 1\n"),
        ("plant/later.yaml", b"later: 1\n"),
    ]);
    repository.run(&["add", "--intent-to-add", "plant/later.yaml"]);
    let status = || repository.run(&["status", "--porcelain=v2", "--untracked-files=all"]);
    let (before, index) = (status(), repository.run(&["ls-files", "--stage"]));
    commit(&repository, &every_kind(), None).unwrap();
    assert_eq!(status(), before);
    let others = |listing: &str| {
        let ours = ["a.yaml", "b.yaml", "c.xmp", "d.yaml", "new.yaml"];
        listing
            .lines()
            .filter(|line| !ours.iter().any(|our| line.ends_with(our)))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(others(&repository.run(&["ls-files", "--stage"])), others(&index));
    let committed = repository.run(&["show", "--name-only", "--format=", "--no-renames", "HEAD"]);
    for other in ["e.yaml", "f.yaml", "staged.yaml", "later.yaml", "README.md"] {
        assert!(!committed.contains(other), "{other} went into the commit");
    }
    assert_eq!(
        repository.run(&["diff-files", "--name-only"]),
        "plant/e.yaml\nplant/f.yaml\nplant/later.yaml\n"
    );
}

#[test]
fn a_new_branch_begins_at_head_and_going_back_undoes_all() {
    let repository = repository();
    let before = repository.work_tree();
    commit(&repository, &every_kind(), Some("change/plant")).unwrap();
    assert_eq!(repository.run(&["symbolic-ref", "HEAD"]), "refs/heads/change/plant\n");
    assert_eq!(repository.run(&["log", "--format=%s", "main..change/plant"]), "Change the plant\n");
    let after = repository.work_tree();
    repository.run(&["switch", "--quiet", "-"]);
    assert_eq!(repository.run(&["symbolic-ref", "HEAD"]), "refs/heads/main\n");
    assert_eq!(repository.work_tree(), before);
    repository.run(&["switch", "--quiet", "-"]);
    assert_eq!(repository.work_tree(), after);
    assert_eq!(repository.run(&["status", "--porcelain=v2"]), "");
}

#[test]
fn a_detached_head_takes_a_new_branch() {
    let repository = repository();
    repository.run(&["switch", "--quiet", "--detach"]);
    let id = commit(&repository, &write_a(), Some("found-again")).unwrap();
    assert_eq!(repository.run(&["rev-parse", "found-again"]).trim(), id);
    assert_eq!(repository.run(&["status", "--porcelain=v2"]), "");
    repository.run(&["switch", "--quiet", "--detach", "-"]);
    assert_eq!(repository.run(&["show", "HEAD:plant/a.yaml"]), "a: 1\n");
}

#[test]
fn the_first_commit_of_a_repository_is_made() {
    for branch in [None, Some("begin")] {
        let repository = TestRepository::new();
        let mut config = repository.git().config().unwrap();
        config.set_str("user.name", "Maintainer").unwrap();
        config.set_str("user.email", "maintainer@example.com").unwrap();
        config.set_bool("commit.gpgsign", false).unwrap();
        repository.write(&[("plant/other.yaml", b"other: 1\n")]);
        commit(&repository, &create("connectors/x.yaml"), branch).unwrap();
        assert_eq!(repository.run(&["ls-tree", "-r", "--name-only", "HEAD"]), "plant/connectors/x.yaml\n");
        assert_eq!(repository.run(&["status", "--porcelain"]), "?? plant/other.yaml\n");
        let head = repository.run(&["symbolic-ref", "--short", "HEAD"]);
        assert_eq!(head.trim(), branch.unwrap_or("main"));
        assert!(repository.run(&["reflog"]).contains("commit (initial): Change the plant"));
    }
}

#[test]
fn line_ends_are_what_the_attributes_say_and_come_back_as_they_were() {
    let repository = repository();
    repository.write(&[(".gitattributes", b"*.yaml text eol=crlf\n*.xmp binary\n")]);
    repository.run(&["add", "--all"]);
    repository.run(&["commit", "--quiet", "--message", "Line ends"]);
    fs::remove_dir_all(repository.path().join("plant")).unwrap();
    repository.run(&["checkout", "--quiet", "--", "plant"]);
    let before = repository.work_tree();
    let crlf = |text: &str| text.replace('\n', "\r\n").into_bytes();
    assert_eq!(fs::read(repository.path().join("plant/a.yaml")).unwrap(), crlf("a: 1\n"));
    let mut changes = Changes::default();
    changes.write(&path("a.yaml"), crlf("a: 1\n"), crlf("a: 2\n"));
    changes.create(&path("new.yaml"), crlf("new: 1\n"));
    changes.rename(&path("b.yaml"), &path("n/b.yaml"), Held::Bytes(crlf("b: 1\n")));
    changes.rename(&path("c/c.xmp"), &path("n/c.xmp"), Held::Digest(Digest::of(b"\0c\r\n")));
    commit(&repository, &changes, Some("ends")).unwrap();
    assert_eq!(repository.run(&["status", "--porcelain=v2"]), "");
    assert_eq!(repository.run(&["show", "HEAD:plant/a.yaml"]), "a: 2\n");
    assert_eq!(repository.run(&["show", "HEAD:plant/new.yaml"]), "new: 1\n");
    assert_eq!(repository.run(&["show", "HEAD:plant/n/b.yaml"]), "b: 1\n");
    assert_eq!(repository.run(&["show", "HEAD:plant/n/c.xmp"]), "\0c\r\n");
    repository.run(&["switch", "--quiet", "-"]);
    assert_eq!(repository.work_tree(), before);
}

#[cfg(unix)]
#[test]
fn a_file_that_can_be_run_still_can() {
    use std::os::unix::fs::PermissionsExt;
    for trusted in ["true", "false"] {
        let repository = repository();
        for file in ["plant/a.yaml", "plant/d.yaml"] {
            let file = repository.path().join(file);
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        repository.run(&["update-index", "--chmod=+x", "plant/a.yaml", "plant/d.yaml"]);
        repository.run(&["commit", "--quiet", "--message", "Run"]);
        repository.run(&["config", "core.filemode", trusted]);
        commit(&repository, &every_kind(), None).unwrap();
        let modes = repository.run(&["ls-tree", "HEAD", "plant/a.yaml", "plant/n/d.yaml"]);
        assert!(
            modes.lines().count() == 2 && modes.lines().all(|line| line.starts_with("100755")),
            "{modes}"
        );
        assert_eq!(repository.run(&["status", "--porcelain=v2"]), "");
    }
}

#[test]
fn what_the_environment_says_counts_more_than_the_configuration() {
    let repository = repository();
    let person =
        |name: &str| Person { name: Some(name.to_owned()), email: Some(format!("{name}@example.com")) };
    let identity = Identity { author: person("ann"), committer: Person { email: None, ..person("bob") } };
    let found = found(&repository);
    let commission = Commission { message: "As told", branch: None, identity: &identity, beside: None };
    let prepared = found.prepare_commit(&write_a(), &commission).unwrap();
    write_a().apply(&WorkTree::open(&repository.path().join("plant")).unwrap()).unwrap();
    prepared.commit(&now()).unwrap();
    assert_eq!(
        repository.run(&["show", "--no-patch", "--format=%an <%ae>, %cn <%ce>"]),
        "ann <ann@example.com>, bob <maintainer@example.com>\n"
    );
}

#[test]
fn work_trees_and_submodules_are_repositories_like_others() {
    let repository = repository();
    let beside = tempfile::tempdir().unwrap();
    let tree = beside.path().join("beside");
    repository.run(&["worktree", "add", "--quiet", "-b", "beside", tree.to_str().unwrap()]);
    let outer = TestRepository::new();
    let url = repository.path().to_str().unwrap().to_owned();
    outer.run(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "inner"]);
    let inner = outer.path().join("inner");
    for (at, name) in [(&tree, "beside"), (&inner, "main")] {
        let found = discover(&at.join("plant")).unwrap().unwrap();
        let person = Person { name: Some("ann".to_owned()), email: Some("ann@example.com".to_owned()) };
        let identity = Identity { author: person.clone(), committer: person };
        let commission = Commission { message: "Elsewhere", branch: None, identity: &identity, beside: None };
        let prepared = found.prepare_commit(&every_kind(), &commission).unwrap();
        every_kind().apply(&WorkTree::open(&at.join("plant")).unwrap()).unwrap();
        let id = prepared.commit(&now()).unwrap();
        let at = at.to_str().unwrap();
        assert_eq!(repository.run(&["-C", at, "rev-parse", name]).trim(), id);
        assert_eq!(repository.run(&["-C", at, "status", "--porcelain=v2"]), "");
    }
    assert_eq!(repository.run(&["log", "--format=%s", "main"]), "Begin\n");
}

#[test]
fn files_that_git_lfs_keeps_are_moved_and_taken_away() {
    let repository = repository();
    repository.write(&[(".gitattributes", b"*.xmp filter=lfs -text\n"), ("plant/c/gone.xmp", b"gone")]);
    repository.run(&["add", "--all"]);
    repository.run(&["commit", "--quiet", "--message", "As with Git LFS"]);
    let mut changes = Changes::default();
    changes.rename(&path("c/c.xmp"), &path("n/c.xmp"), Held::Digest(Digest::of(b"\0c\r\n")));
    changes.remove(&path("c/gone.xmp"), Held::Digest(Digest::of(b"gone")));
    let blob = repository.run(&["rev-parse", "HEAD:plant/c/c.xmp"]);
    commit(&repository, &changes, None).unwrap();
    assert_eq!(repository.run(&["rev-parse", "HEAD:plant/n/c.xmp"]), blob);
    assert_eq!(repository.run(&["status", "--porcelain=v2"]), "");
    assert_eq!(repository.run(&["diff-files"]), "", "Git knows the file without reading it");
}

#[test]
fn ids_of_the_same_commit_are_the_same() {
    let ids = [(); 2].map(|()| commit(&repository(), &every_kind(), None).unwrap());
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn a_file_that_is_ignored_but_committed_is_changed_like_any_other() {
    let repository = repository();
    add_file(&repository.path().join(".gitignore"), b"a.yaml\n").unwrap();
    commit(&repository, &write_a(), None).unwrap();
    assert_eq!(repository.run(&["show", "HEAD:plant/a.yaml"]), "a: 2\n");
}
