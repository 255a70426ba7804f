use std::fs;

use git2::{Signature, TreeWalkMode};

use super::*;
use crate::plan::Fingerprint;
use crate::source::GitCommand;

type Files<'a> = &'a [(&'a str, &'a str)];

const FIRST: Files<'_> = &[
    ("assets/s-00000001.css", "one"),
    ("connectors/a/index.html", "a1"),
    ("index.html", "top1"),
    ("turn", "a file"),
];
/// A file that goes, one that changes, one that becomes a folder, one that stays.
const SECOND: Files<'_> =
    &[("connectors/a/index.html", "a1"), ("index.html", "top2"), ("turn/index.html", "a folder now")];

/// A repository elsewhere, and a folder for ours.
struct Two {
    root: tempfile::TempDir,
}

impl Two {
    fn new() -> Two {
        let two = Two { root: tempfile::tempdir().unwrap() };
        Repository::init_bare(two.remote()).unwrap();
        two
    }

    fn remote(&self) -> PathBuf {
        self.root.path().join("remote.git")
    }

    fn url(&self) -> String {
        format!("file://{}", self.remote().display())
    }

    fn own(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn sink(&self, name: &str) -> BranchSink {
        BranchSink::open(&self.own(name), &self.url(), "site", false).unwrap()
    }

    fn with_history(&self, name: &str) -> BranchSink {
        BranchSink::open(&self.own(name), &self.url(), "site", true).unwrap()
    }

    /// The commit that the branch is at.
    fn tip(&self) -> Option<String> {
        let remote = Repository::open(self.remote()).unwrap();
        remote.refname_to_id("refs/heads/site").ok().map(|id| id.to_string())
    }

    /// How many commits the branch has.
    fn length(&self) -> usize {
        let remote = Repository::open(self.remote()).unwrap();
        let mut walk = remote.revwalk().unwrap();
        walk.push_ref("refs/heads/site").unwrap();
        walk.count()
    }

    /// What a clone of the branch holds, but for what marks it.
    fn holds(&self) -> Vec<(String, String)> {
        let remote = Repository::open(self.remote()).unwrap();
        let tree = remote.find_reference("refs/heads/site").unwrap().peel_to_tree().unwrap();
        let mut files = Vec::new();
        tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
            if let Ok(blob) = remote.find_blob(entry.id()) {
                let text = String::from_utf8(blob.content().to_vec()).unwrap();
                files.push((format!("{folder}{}", entry.name().unwrap()), text));
            }
            git2::TreeWalkResult::Ok
        })
        .unwrap();
        files.retain(|(path, _)| !path.starts_with('.'));
        files.sort();
        files
    }

    /// Somebody's commit on the branch, of one file and what was there.
    fn somebody_commits(&self, name: &str, is_on_last: bool) -> String {
        let remote = Repository::open(self.remote()).unwrap();
        let last = remote.refname_to_id("refs/heads/site").ok().filter(|_| is_on_last);
        let last = last.map(|id| remote.find_commit(id).unwrap());
        let before = last.as_ref().map(|last| last.tree().unwrap());
        let mut tree = remote.treebuilder(before.as_ref()).unwrap();
        tree.insert(name, remote.blob(b"theirs").unwrap(), 0o100_644).unwrap();
        let tree = remote.find_tree(tree.write().unwrap()).unwrap();
        let who = Signature::new("Ann", "ann@example.com", &git2::Time::new(0, 0)).unwrap();
        let message = last.as_ref().map_or("mine".to_owned(), |last| last.message().unwrap().to_owned());
        let parents: Vec<_> = last.iter().collect();
        let id = remote.commit(None, &who, &who, &message, &tree, &parents).unwrap();
        remote.reference("refs/heads/site", id, true, "").unwrap();
        id.to_string()
    }
}

fn path(text: &str) -> SitePath {
    SitePath::new(text).unwrap()
}

fn fill(sink: &mut BranchSink, files: Files<'_>) -> Result<Published, PublishError> {
    sink.begin()?;
    put(sink, files)?;
    sink.finish()
}

fn put(sink: &mut BranchSink, files: Files<'_>) -> Result<(), PublishError> {
    for (name, text) in files {
        let file = Held::of(Fingerprint::of(text.as_bytes()), text.as_bytes());
        let body = (sink.held(&path(name)) != Some(file)).then(|| text.as_bytes().to_vec());
        sink.put(path(name), file, body)?;
    }
    Ok(())
}

fn pairs(files: Files<'_>) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// Bytes below a folder.
fn size(folder: &Path) -> u64 {
    let walk = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap());
    walk.filter(|entry| entry.file_type().is_file()).map(|entry| entry.metadata().unwrap().len()).sum()
}

#[test]
fn a_site_is_a_branch_of_one_commit_and_the_same_site_is_the_same_commit() {
    let two = Two::new();
    let mut sink = two.sink("own");
    let published = fill(&mut sink, FIRST).unwrap();
    assert_eq!((published.written.len(), published.kept, published.removed.len()), (4, 0, 0));
    assert_eq!((two.holds(), two.length()), (pairs(FIRST), 1));
    let first = two.tip();
    let published = fill(&mut sink, SECOND).unwrap();
    assert_eq!(published.written, [path("index.html"), path("turn/index.html")]);
    assert_eq!((published.kept, published.removed), (1, vec![path("assets/s-00000001.css"), path("turn")]));
    assert_eq!((two.holds(), two.length()), (pairs(SECOND), 1));
    drop(sink);
    fill(&mut two.sink("another"), FIRST).unwrap();
    assert_eq!(two.tip(), first, "whoever makes it, and whatever was before");
}

#[test]
fn a_site_that_is_there_already_is_neither_pushed_nor_made_again() {
    let two = Two::new();
    fill(&mut two.sink("own"), FIRST).unwrap();
    let first = two.tip();
    let mut sink = two.sink("own");
    sink.begin().unwrap();
    assert!(
        FIRST.iter().all(|(name, _)| sink.held(&path(name)).is_some()),
        "the ledger outlives the process"
    );
    put(&mut sink, FIRST).unwrap();
    let published = sink.finish().unwrap();
    assert_eq!((published.written.len(), published.kept), (0, 4));
    drop(sink);
    fs::remove_dir_all(two.own("own")).unwrap();
    let mut sink = two.with_history("own");
    sink.begin().unwrap();
    assert!(FIRST.iter().all(|(name, _)| sink.held(&path(name)).is_none()), "what was lost is made again");
    put(&mut sink, FIRST).unwrap();
    let published = sink.finish().unwrap();
    assert_eq!((published.written.len(), published.kept), (0, 4), "and compared by its bytes");
    assert_eq!((two.tip(), two.length()), (first, 1));
}

#[test]
fn with_a_history_each_publication_is_a_commit_on_the_last() {
    let two = Two::new();
    let mut sink = two.with_history("own");
    for (length, files) in [(1, FIRST), (2, SECOND), (2, SECOND), (3, FIRST)] {
        fill(&mut sink, files).unwrap();
        assert_eq!((two.length(), two.holds()), (length, pairs(files)));
    }
    drop(sink);
    fs::remove_dir_all(two.own("own")).unwrap();
    fill(&mut two.with_history("own"), SECOND).unwrap();
    assert_eq!(
        (two.length(), two.holds()),
        (4, pairs(SECOND)),
        "it goes on although all that was kept is lost"
    );
}

#[test]
fn a_branch_that_is_not_ours_is_never_overwritten() {
    let two = Two::new();
    let theirs = two.somebody_commits("thesis.txt", false);
    let refused = fill(&mut two.sink("own"), FIRST).unwrap_err().to_string();
    assert!(refused.contains("by Ann was not made by connectory"), "{refused}");
    assert!(refused.contains("name another branch, or delete this one first"), "{refused}");
    assert_eq!(two.tip(), Some(theirs));
}

#[test]
fn what_somebody_commits_on_our_branch_is_not_lost() {
    let two = Two::new();
    let mut sink = two.sink("own");
    fill(&mut sink, FIRST).unwrap();
    // The marker and the message of the last commit are still there, and yet it is another tree.
    let theirs = two.somebody_commits("CNAME", true);
    for _ in 0..2 {
        assert!(fill(&mut sink, SECOND).is_err());
        assert_eq!(two.tip(), Some(theirs.clone()));
    }
    GitCommand::at(&two.remote()).run(&["update-ref", "-d", "refs/heads/site"]).unwrap();
    fill(&mut sink, SECOND).unwrap();
    assert_eq!(two.holds(), pairs(SECOND), "once it is gone we begin anew");
}

#[test]
fn a_branch_for_other_readers_is_refused() {
    let two = Two::new();
    let mut sink = two.sink("own");
    sink.meant_for(&Sight::All).unwrap();
    fill(&mut sink, FIRST).unwrap();
    assert!(sink.meant_for(&Sight::Nothing).is_err(), "what is known is told before anything is made");
    drop(sink);
    let some = Sight::Groups(["operations".to_owned()].into());
    for sight in [Sight::Nothing, some] {
        let mut sink = two.sink("own");
        sink.meant_for(&sight).unwrap();
        let refused = fill(&mut sink, SECOND).unwrap_err().to_string();
        assert!(refused.contains("it holds a site that sees \"all\", and this one sees ["), "{refused}");
    }
    assert_eq!(two.holds(), pairs(FIRST));
    let mut sink = two.sink("own");
    sink.meant_for(&Sight::All).unwrap();
    fill(&mut sink, SECOND).unwrap();
    assert_eq!(two.holds(), pairs(SECOND));
}

#[test]
fn who_is_faster_in_between_is_looked_at_first() {
    for is_ours in [true, false] {
        let two = Two::new();
        let (mut one, mut other) = (two.with_history("one"), two.with_history("other"));
        fill(&mut one, FIRST).unwrap();
        one.begin().unwrap();
        put(&mut one, SECOND).unwrap();
        // Between the look and the push.
        match is_ours {
            true => drop(fill(&mut other, &[("index.html", "other")]).unwrap()),
            false => drop(two.somebody_commits("CNAME", true)),
        }
        let between = two.tip();
        let published = one.finish();
        assert_eq!(published.is_ok(), is_ours, "{published:?}");
        match is_ours {
            true => assert_eq!((two.length(), two.holds()), (3, pairs(SECOND))),
            false => assert_eq!(two.tip(), between, "a commit of somebody's is not overwritten"),
        }
    }
}

#[test]
fn two_who_publish_at_once_leave_the_site_of_one_and_lose_no_commit() {
    let two = Two::new();
    let texts: Vec<String> = (0..6).map(|number| number.to_string()).collect();
    let pushed = std::thread::scope(|scope| {
        let publish = |name: &'static str| {
            let (two, texts) = (&two, &texts);
            move || {
                let mut sink = two.with_history(name);
                let publish = |text: &String| {
                    let files = [("index.html", text.as_str()), ("who.html", name)];
                    fill(&mut sink, &files).unwrap();
                };
                texts.iter().for_each(publish);
                texts.len()
            }
        };
        let threads = [scope.spawn(publish("one")), scope.spawn(publish("other"))];
        threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
    });
    assert_eq!(two.length(), pushed, "every publication is a commit on the one before");
    let holds = two.holds();
    assert_eq!(holds[0].1, "5");
    assert!(["one", "other"].contains(&&*holds[1].1), "{holds:?}");
}

#[test]
fn a_repository_of_ours_that_is_damaged_is_made_anew_at_the_next_try() {
    for what in ["HEAD", "objects", "blob", "ledger"] {
        let two = Two::new();
        fill(&mut two.sink("own"), FIRST).unwrap();
        let own = two.own("own");
        match what {
            "HEAD" => fs::remove_file(own.join("HEAD")).unwrap(),
            "objects" => fs::remove_dir_all(own.join("objects")).unwrap(),
            "ledger" => fs::write(own.join("connectory-ledger"), "connectory 1 half").unwrap(),
            _ => {
                let id = Oid::hash_object(git2::ObjectType::Blob, b"a1").unwrap().to_string();
                fs::remove_file(own.join("objects").join(&id[..2]).join(&id[2..])).unwrap();
            }
        }
        // A courier opens its sink again after a failure.
        let tries: Vec<_> = (0..3).map(|_| fill(&mut two.sink("own"), SECOND)).collect();
        assert!(tries[1].is_ok() && tries[2].is_ok(), "{what}: {tries:?}");
        assert_eq!(two.holds(), pairs(SECOND), "{what}");
    }
}

#[test]
fn a_remote_that_is_away_is_told_without_a_password_and_published_to_when_it_is_back() {
    let two = Two::new();
    let mut sink = two.sink("own");
    fill(&mut sink, FIRST).unwrap();
    sink.begin().unwrap();
    put(&mut sink, SECOND).unwrap();
    fs::rename(two.remote(), two.own("away.git")).unwrap();
    let away = sink.finish().unwrap_err();
    assert!(
        matches!(&away, PublishError::Elsewhere { what, .. } if what.contains("`git ls-remote` failed")),
        "{away}"
    );
    assert!(fill(&mut sink, SECOND).is_err());
    fs::rename(two.own("away.git"), two.remote()).unwrap();
    fill(&mut sink, SECOND).unwrap();
    assert_eq!(two.holds(), pairs(SECOND));
    let url = "http://me:sesame@127.0.0.1:9/acme/site.git";
    let mut sink = BranchSink::open(&two.own("other"), url, "site", false).unwrap();
    let told = sink.begin().unwrap_err().to_string();
    assert!(
        told.starts_with("`branch site of http://127.0.0.1:9/acme/site.git`") && !told.contains("sesame"),
        "{told}"
    );
}

#[test]
fn what_no_remote_takes_is_told_in_its_own_words() {
    let two = Two::new();
    let hook = two.remote().join("hooks/pre-receive");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\necho the branch is protected >&2\nexit 1\n").unwrap();
    GitCommand::at(&two.remote()).run(&["-c", "alias.x=!chmod +x hooks/pre-receive", "x"]).unwrap();
    let refused = fill(&mut two.sink("own"), FIRST).unwrap_err().to_string();
    assert!(refused.contains("the branch is protected"), "{refused}");
    fs::remove_file(&hook).unwrap();
    let mut sink = two.sink("own");
    fill(&mut sink, FIRST).unwrap();
    assert_eq!(two.holds(), pairs(FIRST));
}

#[test]
fn one_of_ours_is_used_by_one_alone() {
    let two = Two::new();
    let first = two.sink("own");
    let second = BranchSink::open(&two.own("own"), &two.url(), "site", false).unwrap_err();
    assert!(matches!(second, PublishError::Taken { .. }), "{second}");
    drop(first);
    two.sink("own");
}

#[test]
fn publishing_again_and_again_does_not_make_anything_grow() {
    let two = Two::new();
    let mut sink = two.sink("own");
    // Text that does not compress well: six random bits a letter.
    let text = |seed: u64, length: usize| {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut letter = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(u8::try_from(state >> 58).unwrap() + b'0')
        };
        (0..length).map(|_| letter()).collect::<String>()
    };
    let stays = text(0, 1 << 20);
    let mut largest = 0;
    for turn in 1..=20 {
        let changed = text(turn, 6 << 20);
        let site = [("changed.html", changed.as_str()), ("stays.html", stays.as_str())];
        fill(&mut sink, &site).unwrap();
        largest = largest.max(size(&two.own("own")));
    }
    // Each of them is about 4.5 MB of objects; 90 MB were written.
    assert!(largest < 80 << 20, "{largest} bytes");
    sink.own.gather(&sink.elsewhere.git(), Unnamed::Go).unwrap();
    let settled = size(&two.own("own"));
    assert!(settled < 7 << 20, "{settled} bytes: only the last site is kept");
    assert_eq!(two.length(), 1);
    fill(&mut sink, SECOND).unwrap();
    assert_eq!(two.holds(), pairs(SECOND));
}

#[test]
fn a_copy_of_the_branch_is_verified_and_no_folder_sink_takes_it_for_its_own() {
    use crate::model::Revision;
    use crate::plan::manifest::Writing;
    let two = Two::new();
    let page = Held::of(Fingerprint::of(b"x"), b"<p>one</p>");
    let revision = Revision { commit: Some("4be1d0c0ffee4be1d0c0ffee".to_owned()), generation: Some(12) };
    let mut writing = Writing::begin("Plant", &Sight::All, jiff::civil::date(2026, 11, 1), &revision);
    writing.add(&path("index.html"), &page);
    let manifest = String::from_utf8(writing.finish()).unwrap();
    fill(&mut two.sink("own"), &[("index.html", "<p>one</p>"), ("manifest.json", &manifest)]).unwrap();
    let git = GitCommand::at(two.root.path());
    git.run(&["clone", "--quiet", "--branch=site", &two.url(), "copy"]).unwrap();
    let copy = two.root.path().join("copy");
    let said = GitCommand::at(&copy).run(&["log", "-1", "--format=%an <%ae> %aI%n%s"]).unwrap();
    assert_eq!(
        said,
        "connectory <connectory@localhost> 2026-11-01T00:00:00Z\nThe site of commit 4be1d0c0ffee, generation 12\n"
    );
    fs::remove_dir_all(copy.join(".git")).unwrap();
    assert!(copy.join(".nojekyll").is_file());
    let verified =
        |copy: &Path| crate::publish::Copy::open(copy).unwrap().verify(&Default::default()).unwrap();
    assert_eq!(verified(&copy).faults, []);
    fs::write(copy.join(".nojekyll"), "something").unwrap();
    assert_eq!(verified(&copy).faults.len(), 1, "what is not empty is not ours");
    let mut folder = crate::publish::FolderSink::open(&copy).unwrap();
    folder.begin().unwrap();
    assert!(folder.put(path("index.html"), page, Some(b"<p>one</p>".to_vec())).is_err());
}
