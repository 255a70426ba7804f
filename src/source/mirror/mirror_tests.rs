use std::fs;
use std::path::{Path, PathBuf};

use git2::{Repository, RepositoryInitOptions, Signature, Time};

use super::*;
use crate::source::GitCommand;

/// A repository elsewhere, and a mirror of its `main`.
struct Two {
    _root: tempfile::TempDir,
    root: PathBuf,
    remote: PathBuf,
    mirror: Mirror,
}

impl Two {
    fn new() -> Two {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let remote = root.join("remote.git");
        Repository::init_opts(
            &remote,
            RepositoryInitOptions::new().bare(true).external_template(false).initial_head("main"),
        )
        .unwrap();
        fs::create_dir(root.join("state")).unwrap();
        let mirror = Mirror::new(&root.join("state/mirror.git"), &url(&remote), "main");
        Two { _root: folder, root, remote, mirror }
    }

    /// The daemon comes again.
    fn again(&mut self) {
        self.mirror = Mirror::new(&self.root.join("state/mirror.git"), &url(&self.remote), "main");
    }

    fn commit(&self, text: &str) -> String {
        commit(&self.remote, "refs/heads/main", text, true)
    }

    fn look(&self) -> Look {
        self.mirror.fetch(Timestamp::UNIX_EPOCH)
    }

    fn fetched(&self) -> Fetched {
        self.look().fetched
    }

    /// What a reader of the mirror sees.
    fn text(&self) -> String {
        let opened = crate::source::open(self.mirror.folder(), Some("HEAD")).unwrap();
        let path = crate::source::RepoPath::new("registry.yaml").unwrap();
        String::from_utf8(opened.tree.read(&path, 1000).unwrap()).unwrap()
    }

    /// What lies in the daemon's folder.
    fn state(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root.join("state")).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn git(&self, arguments: &[&str]) -> String {
        GitCommand::at(&self.remote).run(arguments).unwrap()
    }
}

fn url(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// A commit whose `registry.yaml` is `text`, on the last one of the branch or on none.
fn commit(repository: &Path, name: &str, text: &str, is_on_last: bool) -> String {
    let git = Repository::open(repository).unwrap();
    let mut tree = git.treebuilder(None).unwrap();
    tree.insert("registry.yaml", git.blob(text.as_bytes()).unwrap(), 0o100_644).unwrap();
    let tree = git.find_tree(tree.write().unwrap()).unwrap();
    let who = Signature::new("Ann", "ann@example.com", &Time::new(1_767_225_600, 0)).unwrap();
    let last = git.refname_to_id(name).ok().filter(|_| is_on_last).map(|id| git.find_commit(id).unwrap());
    let parents: Vec<_> = last.iter().collect();
    let id = git.commit(None, &who, &who, text, &tree, &parents).unwrap();
    git.reference(name, id, true, "moved").unwrap();
    id.to_string()
}

/// Every object file of a repository.
fn objects(repository: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(repository.join("objects")).into_iter().map(|entry| entry.unwrap());
    walk.filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path()).collect()
}

#[test]
fn a_branch_is_fetched_and_what_comes_to_it_follows() {
    let two = Two::new();
    let first = two.commit("one");
    assert_eq!((two.fetched(), two.mirror.commit()), (Fetched::First, Some(first.clone())));
    assert_eq!(two.text(), "one");
    assert_eq!(two.fetched(), Fetched::Same);
    let second = two.commit("two");
    assert_eq!(two.fetched(), Fetched::Ahead { before: first });
    assert_eq!((two.mirror.commit(), two.text()), (Some(second), "two".to_owned()));
    assert_eq!(two.state(), ["mirror.git"]);
}

#[test]
fn only_the_branch_comes() {
    let two = Two::new();
    two.commit("one");
    two.git(&["tag", "v1", "main"]);
    two.git(&["branch", "other", "main"]);
    two.look();
    two.commit("two");
    two.look();
    let mirror = Repository::open(two.mirror.folder()).unwrap();
    let names: Vec<_> = mirror.references().unwrap().map(|r| r.unwrap().name().unwrap().to_owned()).collect();
    assert_eq!(names, [FOLLOWED]);
    assert!(!two.mirror.folder().join("FETCH_HEAD").exists());
}

#[test]
fn a_rewritten_history_is_followed_and_told_even_once_the_old_one_is_gone_there() {
    let two = Two::new();
    let first = two.commit("one");
    two.look();
    commit(&two.remote, "refs/heads/main", "rewritten", false);
    two.git(&["reflog", "expire", "--expire=now", "--all"]);
    two.git(&["gc", "--quiet", "--prune=now"]);
    let look = two.look();
    assert_eq!(look.fetched, Fetched::Rewritten { before: first.clone() });
    assert_eq!(two.text(), "rewritten");
    let told = look.problem("main").unwrap();
    assert_eq!(
        told,
        format!("the history of `main` was rewritten: commit {} is no longer part of it", &first[..12])
    );
    two.commit("on");
    assert_eq!(two.look().problem("main"), None);
}

#[test]
fn a_deleted_branch_leaves_the_last_commit_and_is_told_until_it_is_back() {
    let two = Two::new();
    let first = two.commit("one");
    two.look();
    two.git(&["branch", "trunk", "main"]);
    two.git(&["symbolic-ref", "HEAD", "refs/heads/trunk"]);
    two.git(&["branch", "-D", "main"]);
    let look = two.look();
    assert_eq!(look.fetched, Fetched::BranchGone { instead: Some("trunk".to_owned()) });
    assert_eq!((look.commit.as_ref(), look.is_seen()), (Some(&first), false));
    assert!(
        look.problem("main").unwrap().contains("follow another one, such as `trunk`; commit"),
        "{look:?}"
    );
    assert_eq!(two.text(), "one");
    two.git(&["branch", "main", "trunk"]);
    assert_eq!(two.fetched(), Fetched::Same);
}

#[test]
fn a_remote_that_is_away_leaves_the_last_commit_and_is_followed_again_when_it_is_back() {
    let two = Two::new();
    let first = two.commit("one");
    two.mirror.fetch(Timestamp::from_second(100).unwrap());
    let away = two.root.join("away.git");
    fs::rename(&two.remote, &away).unwrap();
    let look = two.mirror.fetch(Timestamp::from_second(200).unwrap());
    assert!(
        matches!(&look.fetched, Fetched::Failed(why) if why.starts_with("`git ls-remote` failed")),
        "{look:?}"
    );
    assert_eq!((look.commit, two.text()), (Some(first.clone()), "one".to_owned()));
    assert_eq!(two.mirror.seen(), Some(Timestamp::from_second(100).unwrap()), "it was not seen since");
    fs::rename(&away, &two.remote).unwrap();
    two.commit("two");
    assert_eq!(two.fetched(), Fetched::Ahead { before: first });
}

#[test]
fn a_first_fetch_that_fails_leaves_nothing_behind() {
    let two = Two::new();
    let look = two.look();
    assert_eq!(look.fetched, Fetched::BranchGone { instead: None });
    assert_eq!(look.problem("main").unwrap(), "there is no branch `main`; push it, or follow another one");
    fs::remove_dir_all(&two.remote).unwrap();
    assert!(matches!(two.fetched(), Fetched::Failed(_)));
    assert_eq!((two.mirror.commit(), two.state()), (None, vec![]));
}

#[test]
fn a_shallow_repository_is_followed_and_told_until_it_is_whole() {
    let mut two = Two::new();
    for text in ["one", "two", "three"] {
        two.commit(text);
    }
    let shallow = two.root.join("shallow.git");
    let clone =
        ["clone", "--quiet", "--bare", "--depth=1", "--branch=main", &url(&two.remote), "shallow.git"];
    GitCommand::at(&two.root).run(&clone).unwrap();
    let whole = std::mem::replace(&mut two.remote, shallow);
    two.again();
    let look = two.look();
    assert_eq!((look.fetched.clone(), look.is_shallow), (Fetched::First, true));
    assert!(look.problem("main").unwrap().contains("the repository is shallow"));
    assert_eq!(two.text(), "three");
    let before = commit(&whole, "refs/heads/main", "four", true);
    let fetch = ["fetch", "--quiet", "origin", "main:main"];
    two.git(&fetch);
    assert!(matches!(two.fetched(), Fetched::Ahead { .. }));
    assert_eq!(two.mirror.commit(), Some(before));
    two.git(&["fetch", "--quiet", "--unshallow", "origin"]);
    let look = two.look();
    assert_eq!((look.is_shallow, look.problem("main")), (false, None));
    let mirror = Repository::open(two.mirror.folder()).unwrap();
    let mut walk = mirror.revwalk().unwrap();
    walk.push_head().unwrap();
    assert_eq!(walk.count(), 4);
}

#[test]
fn whatever_a_killed_git_left_does_not_stop_the_next() {
    let mut two = Two::new();
    two.commit("one");
    two.look();
    let mirror = two.mirror.folder().to_owned();
    let mut last = two.commit("two");
    let left =
        ["HEAD.lock", "config.lock", "packed-refs.lock", "shallow.lock", "refs/connectory/followed.lock"];
    for is_same_process in [true, false] {
        for name in left {
            fs::write(mirror.join(name), "").unwrap();
        }
        fs::write(mirror.join("objects/pack/tmp_pack_x"), "half").unwrap();
        if !is_same_process {
            fs::create_dir_all(mirror.join("refs/heads/add")).unwrap();
            fs::write(mirror.join("refs/heads/add/one.lock"), "").unwrap();
            fs::create_dir(two.root.join("state/mirror.git.new")).unwrap();
            fs::create_dir(two.root.join("state/mirror.git.old")).unwrap();
            two.again();
        }
        let look = two.look();
        assert_eq!((look.is_news(), look.renewed), (true, None));
        assert_eq!(two.mirror.commit(), Some(last));
        last = two.commit("three");
    }
    assert!(left.iter().all(|name| !mirror.join(name).exists()));
    assert!(!mirror.join("refs/heads/add/one.lock").exists());
    assert!(!mirror.join("objects/pack/tmp_pack_x").exists());
    assert_eq!(two.state(), ["mirror.git"]);
}

#[test]
fn a_mirror_killed_in_the_middle_of_a_swap_comes_back_without_the_remote() {
    for (end, is_whole) in [("new", true), ("old", true), ("new", false)] {
        let mut two = Two::new();
        let first = two.commit("one");
        two.look();
        let beside = two.root.join(format!("state/mirror.git.{end}"));
        fs::rename(two.mirror.folder(), &beside).unwrap();
        if !is_whole {
            fs::remove_file(beside.join(OF)).unwrap();
        }
        fs::rename(&two.remote, two.root.join("away.git")).unwrap();
        two.again();
        let look = two.look();
        assert_eq!(look.commit, is_whole.then_some(first), "{end}");
        assert!(two.state().len() <= 1, "{:?}", two.state());
    }
}

#[test]
fn a_damaged_mirror_is_made_anew_and_nobody_has_to_clean_up() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 6] = [
        ("no HEAD", |mirror| fs::remove_file(mirror.join("HEAD")).unwrap()),
        ("an empty ref", |mirror| fs::write(mirror.join(FOLLOWED), "").unwrap()),
        ("no objects", |mirror| objects(mirror).iter().for_each(|object| fs::remove_file(object).unwrap())),
        ("no marker", |mirror| fs::remove_file(mirror.join(OF)).unwrap()),
        ("a config that is none", |mirror| fs::write(mirror.join("config"), "[[[").unwrap()),
        ("a file in its place", |mirror| {
            fs::remove_dir_all(mirror).unwrap();
            fs::write(mirror, "").unwrap();
        }),
    ];
    for (what, damage) in damages {
        let mut two = Two::new();
        two.commit("one");
        two.look();
        two.again();
        damage(two.mirror.folder());
        let last = two.commit("two");
        let look = two.look();
        assert_eq!(
            (look.commit.as_deref(), look.renewed.is_some()),
            (Some(&*last), true),
            "{what}: {look:?}"
        );
        assert_eq!((two.text(), two.state()), ("two".to_owned(), vec!["mirror.git".to_owned()]), "{what}");
        assert_eq!(two.fetched(), Fetched::Same, "{what}");
    }
}

#[test]
fn a_missing_or_spoilt_blob_is_found_when_somebody_doubts() {
    for spoil in [false, true] {
        let two = Two::new();
        two.commit("one");
        two.look();
        two.commit("two");
        two.look();
        assert_eq!(two.mirror.mend(), Ok(false), "it is whole");
        let mirror = Repository::open(two.mirror.folder()).unwrap();
        let tree = mirror.head().unwrap().peel_to_tree().unwrap();
        let blob = tree.get_name("registry.yaml").unwrap().id().to_string();
        let file = two.mirror.folder().join("objects").join(&blob[..2]).join(&blob[2..]);
        assert!(file.is_file(), "small fetches are not packed");
        fs::remove_file(&file).unwrap();
        if spoil {
            fs::write(&file, "no object").unwrap();
        }
        assert_eq!(two.fetched(), Fetched::Same, "a look alone does not see it");
        assert_eq!(two.mirror.mend(), Ok(true));
        assert_eq!(two.text(), "two");
        assert_eq!(two.mirror.mend(), Ok(false));
    }
}

#[test]
fn another_address_makes_the_mirror_anew_and_another_password_does_not() {
    let mut two = Two::new();
    two.commit("one");
    two.look();
    let mirror = |url: &str| Mirror::new(&two.root.join("state/mirror.git"), url, "main");
    let with = |password: &str| format!("https://me:{password}@localhost:1/acme/connectors.git");
    assert_eq!(mirror(&with("a")).origin(), mirror(&with("b")).origin());
    let other = two.root.join("other.git");
    Repository::init_bare(&other).unwrap();
    let last = commit(&other, "refs/heads/main", "other", true);
    two.remote = other;
    two.again();
    assert_eq!(two.mirror.commit(), None, "what is of another repository is not shown as of this one");
    let look = two.look();
    assert_eq!(look.commit, Some(last));
    assert_eq!(look.renewed.as_deref(), Some("it was of another repository or branch"));
    assert_eq!(two.text(), "other");
}

#[test]
fn no_password_is_told_or_kept() {
    let two = Two::new();
    // Nobody listens there.
    let url = "http://me:sesame@127.0.0.1:9/acme/connectors.git";
    let mirror = Mirror::new(&two.root.join("state/mirror.git"), url, "main");
    let told = format!("{:?} {}", mirror.fetch(Timestamp::UNIX_EPOCH), mirror.place());
    assert!(told.contains("127.0.0.1:9") && !told.contains("sesame"), "{told}");
    assert_eq!(two.state(), [""; 0]);
}

#[test]
fn a_machine_without_git_is_told_how_to_get_it() {
    let two = Two::new();
    let mirror =
        Mirror::new(&two.root.join("state/mirror.git"), &url(&two.remote), "main").through("no-such-git");
    let problem = mirror.fetch(Timestamp::UNIX_EPOCH).problem("main").unwrap();
    assert!(problem.contains("install Git") && problem.contains("apt-get install git"), "{problem}");
}

#[test]
fn a_commit_of_ours_becomes_a_new_branch_and_replaces_none() {
    let two = Two::new();
    two.commit("one");
    two.look();
    let mirror = two.mirror.folder();
    Repository::open(mirror).unwrap().reference("refs/heads/add/a", head(mirror), true, "").unwrap();
    let ours = commit(mirror, "refs/heads/add/a", "ours", true);
    assert_eq!(two.mirror.push(&ours, "add/a").unwrap(), Pushed::Made);
    assert_eq!(two.git(&["rev-parse", "add/a"]).trim(), ours);
    assert_eq!(two.mirror.push(&ours, "add/a").unwrap(), Pushed::SameIsThere { commit: ours.clone() });

    let after = commit(&two.remote, "refs/heads/add/a", "ours", true);
    assert_eq!(
        two.mirror.push(&ours, "add/a").unwrap(),
        Pushed::SameIsThere { commit: after },
        "another commit that holds what ours changes"
    );
    let theirs = commit(&two.remote, "refs/heads/add/b", "theirs", true);
    assert_eq!(two.mirror.push(&ours, "add/b").unwrap(), Pushed::OtherIsThere { commit: theirs.clone() });
    assert_eq!(two.git(&["rev-parse", "add/b"]).trim(), theirs, "it was left alone");
    fs::rename(&two.remote, two.root.join("away.git")).unwrap();
    assert!(matches!(two.mirror.push(&ours, "add/c"), Err(PushError::Elsewhere(_))));
}

#[test]
fn commits_that_are_not_pushed_yet_outlive_a_mirror_made_anew() {
    let two = Two::new();
    two.commit("one");
    two.look();
    let mirror = two.mirror.folder();
    Repository::open(mirror).unwrap().reference("refs/heads/add/a", head(mirror), true, "").unwrap();
    let ours = commit(mirror, "refs/heads/add/a", "ours", true);
    fs::write(mirror.join(FOLLOWED), "").unwrap();
    assert!(two.look().renewed.is_some());
    assert_eq!(
        Repository::open(mirror).unwrap().refname_to_id("refs/heads/add/a").unwrap().to_string(),
        ours
    );
}

fn head(mirror: &Path) -> Oid {
    Repository::open(mirror).unwrap().refname_to_id(FOLLOWED).unwrap()
}

#[test]
fn a_clone_is_told_how_far_it_is_behind() {
    let two = Two::new();
    assert_eq!(two.mirror.ahead_of(&two.root).unwrap(), None);
    two.commit("one");
    let clone = two.root.join("clone");
    GitCommand::at(&two.root)
        .run(&["clone", "--quiet", "--branch=main", &url(&two.remote), "clone"])
        .unwrap();
    two.look();
    assert_eq!(two.mirror.ahead_of(&clone).unwrap(), Some(0));
    two.commit("two");
    two.commit("three");
    two.look();
    assert_eq!(two.mirror.ahead_of(&clone).unwrap(), Some(2));
    commit(&clone, "refs/heads/main", "of its own", true);
    assert_eq!(
        two.mirror.ahead_of(&clone).unwrap(),
        Some(2),
        "commits that nobody else has count for nothing"
    );
    assert_eq!(two.mirror.ahead_of(&two.root).unwrap(), None, "no repository is behind nothing");
}

#[test]
fn many_small_fetches_do_not_make_the_mirror_grow() {
    let two = Two::new();
    two.commit("one");
    two.look();
    for number in 0..7_000_u32 {
        fs::create_dir_all(two.mirror.folder().join("objects/aa")).unwrap();
        fs::write(two.mirror.folder().join(format!("objects/aa/{number:038x}")), "").unwrap();
    }
    assert!(two.mirror.bare.is_scattered());
    for number in 0..7_000_u32 {
        fs::remove_file(two.mirror.folder().join(format!("objects/aa/{number:038x}"))).unwrap();
    }
    let git = two.mirror.elsewhere.git();
    two.commit("two");
    two.look();
    two.mirror.bare.gather(&git, Unnamed::StayADay).unwrap();
    let packs = objects(two.mirror.folder());
    assert_eq!(
        packs.iter().filter(|path| path.extension().is_some_and(|e| e == "pack")).count(),
        1,
        "{packs:?}"
    );
    assert_eq!(packs.iter().filter(|path| path.parent().unwrap().ends_with("pack")).count(), 3, "{packs:?}");
    assert!(packs.len() <= 4, "{packs:?}");
    assert_eq!(two.text(), "two");
}
