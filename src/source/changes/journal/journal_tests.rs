#![expect(clippy::disallowed_methods, reason = "tests make files")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::*;
use crate::source::{Changes, Digest, Tree};

/// A registry with the files `a` and `b/b`, each holding its own name, and a folder outside of it with `secret`.
struct Place {
    top: tempfile::TempDir,
    tree: WorkTree,
}

impl Place {
    fn new() -> Place {
        let top = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(top.path().join("registry/b")).expect("made");
        fs::create_dir(top.path().join("registry").join(CHANGE_FOLDER)).expect("made");
        for (at, bytes) in [("registry/a", "a"), ("registry/b/b", "b/b"), ("secret", "secret")] {
            fs::write(top.path().join(at), bytes).expect("written");
        }
        let tree = WorkTree::open(&top.path().join("registry")).expect("opens");
        Place { top, tree }
    }

    fn at(&self, below: &str) -> PathBuf {
        self.top.path().join("registry").join(below)
    }

    fn put(&self, below: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.at(below).parent().expect("a parent")).expect("made");
        fs::write(self.at(below), bytes).expect("written");
    }

    /// Plants a change: its plan, and what lies ready for its steps.
    fn plant(&self, steps: &[Planted<'_>]) {
        let digest = |bytes: &Option<&str>| match bytes {
            Some(bytes) => format!("\"{}\"", Digest::of(bytes.as_bytes())),
            None => "null".to_owned(),
        };
        let mut lines = Vec::new();
        for (at, (path, before, after)) in steps.iter().enumerate() {
            let (before, after_digest) = (digest(before), digest(after));
            let path = serde_json::to_string(path).expect("a text");
            lines.push(format!("{{\"path\":{path},\"before\":{before},\"after\":{after_digest}}}"));
            if let Some(after) = after {
                self.put(&format!("{CHANGE_FOLDER}/{at}"), after);
            }
        }
        self.put(
            &format!("{CHANGE_FOLDER}/{PLAN}"),
            format!("{{\"schema\":1,\"steps\":[{}]}}", lines.join(",")),
        );
    }

    /// Everything but what lies in the folder of the change.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let walk = walkdir::WalkDir::new(self.top.path()).sort_by_file_name().into_iter();
        let shown =
            walk.filter_entry(|entry| entry.file_name() != CHANGE_FOLDER).map(|entry| entry.expect("walked"));
        let file = |entry: walkdir::DirEntry| {
            let bytes =
                if entry.file_type().is_file() { fs::read(entry.path()).expect("read") } else { Vec::new() };
            (entry.path().to_owned(), bytes)
        };
        shown.map(file).collect()
    }

    /// The change is not made, nothing of it; why.
    fn refusal(&self) -> String {
        let before = self.files();
        let refused = finish_changes(&self.tree).expect_err("it was made").to_string();
        assert_eq!(self.files(), before, "{refused}");
        refused
    }
}

/// A path, and what lies and is to lie there.
type Planted<'p> = (&'p str, Option<&'p str>, Option<&'p str>);

fn create(at: &str) -> Changes {
    let mut changes = Changes::default();
    changes.create(&RepoPath::new(at).expect("a path"), b"new".to_vec());
    changes
}

#[test]
fn a_change_of_ours_is_finished_wherever_it_was_interrupted() {
    let place = Place::new();
    place.plant(&[("new/n", None, Some("n")), ("a", Some("a"), Some("A")), ("b/b", Some("b/b"), None)]);
    let finished = finish_changes(&place.tree).expect("finished").expect("there was one");
    assert_eq!(finished.files.iter().map(RepoPath::as_str).collect::<Vec<_>>(), ["new/n", "a", "b/b"]);
    assert_eq!(fs::read(place.at("new/n")).expect("read"), b"n");
    assert_eq!(fs::read(place.at("a")).expect("read"), b"A");
    assert!(!place.at("b").exists() && !place.at(CHANGE_FOLDER).exists());
}

#[test]
fn what_did_not_begin_is_removed_and_nothing_that_is_not_ours() {
    let place = Place::new();
    for name in ["0", "17", PLAN_IN_WRITING, "lock"] {
        place.put(&format!("{CHANGE_FOLDER}/{name}"), "half");
    }
    assert_eq!(finish_changes(&place.tree).expect("removed"), None);
    assert!(!place.at(CHANGE_FOLDER).exists());
    for name in ["notes.txt", "0"] {
        place.put(&format!("{CHANGE_FOLDER}/{name}"), "half");
    }
    assert_eq!(finish_changes(&place.tree).expect("removed"), None);
    let left: Vec<_> = fs::read_dir(place.at(CHANGE_FOLDER))
        .expect("listed")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left, ["notes.txt"]);
    create("n").apply(&place.tree).expect("what is not ours is in nobody's way");
}

#[test]
fn a_file_that_was_edited_meanwhile_is_named_and_nothing_is_done() {
    let steps = [("n", None, Some("n")), ("a", Some("a"), Some("A")), ("b/b", Some("b/b"), None)];
    for (edited, removed) in [("n", false), ("a", false), ("b/b", false), ("a", true)] {
        let place = Place::new();
        place.plant(&steps);
        place.put(edited, "edited");
        if removed {
            fs::remove_file(place.at(edited)).expect("removed");
        }
        assert_eq!(
            place.refusal(),
            format!(
                "a change was interrupted and cannot be finished: `{edited}` is neither what it was nor what it was to be; \
                 restore that file and run again, or remove the folder `.connectory-change` to give the change up \
                 (`git status` shows what was done of it)"
            )
        );
        assert!(create("other").apply(&place.tree).is_err(), "nor is another change made before");
        fs::remove_dir_all(place.at(CHANGE_FOLDER)).expect("removed");
        create("other").apply(&place.tree).expect("it was given up");
    }
    let place = Place::new();
    place.plant(&steps);
    place.put(&format!("{CHANGE_FOLDER}/1"), "damaged");
    assert!(place.refusal().contains("what `a` is to hold is damaged or gone"));
    fs::remove_file(place.at(CHANGE_FOLDER).join("1")).expect("removed");
    assert!(place.refusal().contains("what `a` is to hold is damaged or gone"));
}

#[test]
fn a_plan_that_is_none_is_not_followed() {
    let digest = Digest::of(b"a");
    let steps = |steps: &str| format!("{{\"schema\":1,\"steps\":[{steps}]}}");
    let take = format!("{{\"path\":\"a\",\"before\":\"{digest}\",\"after\":null}}");
    let plans = [
        (String::new(), "EOF"),
        ("[]".to_owned(), "invalid"),
        ("{}".to_owned(), "missing field"),
        ("[".repeat(100_000), "invalid"),
        ("{\"schema\":2,\"steps\":[]}".to_owned(), "its schema is 2, and this program knows 1"),
        ("{\"schema\":1,\"steps\":[],\"run\":\"x\"}".to_owned(), "unknown field `run`"),
        (steps("{\"path\":\"a\",\"before\":null,\"after\":null}"), "nothing is to become of `a`"),
        (steps("{\"path\":\"a\",\"before\":\"00\",\"after\":null}"), "`00` is no digest"),
        (steps(&format!("{take},{take}")), "`a` stands in it twice"),
        (steps(&take.replace("\"a\"", "\"../secret\"")), "holds a `.` or `..`"),
        (steps(&take.replace("\"a\"", "\"/etc/passwd\"")), "holds an empty part"),
        (steps(&take.replace("\"a\"", "\"b\\\\..\\\\..\\\\secret\"")), "holds a backslash"),
        (steps(&take.replace("}", ",\"staged\":\"../secret\"}")), "unknown field `staged`"),
    ];
    for (plan, why) in plans {
        let place = Place::new();
        place.put(&format!("{CHANGE_FOLDER}/{PLAN}"), plan);
        let refused = place.refusal();
        assert!(
            refused.starts_with("the plan of an interrupted change is none that can be followed: "),
            "{refused}"
        );
        assert!(refused.contains(why), "{refused}");
        assert!(create("n").apply(&place.tree).is_err());
    }
    let place = Place::new();
    let plan = fs::File::create(place.at(CHANGE_FOLDER).join(PLAN)).expect("made");
    plan.set_len(plan::MOST_BYTES + 1).expect("made long");
    assert!(place.refusal().contains("more than the limit"));
}

#[test]
fn a_plan_that_is_cut_or_damaged_is_read_or_refused() {
    let place = Place::new();
    place.plant(&[("b/n\u{fc}", None, Some("n")), ("a", Some("a"), None)]);
    let whole = fs::read(place.at(CHANGE_FOLDER).join(PLAN)).expect("read");
    let plan = Plan::read(&whole).expect("a plan");
    assert_eq!(Plan::read(&plan.write().expect("written")).as_ref(), Ok(&plan));
    for at in 0..whole.len() {
        assert!(Plan::read(&whole[..at]).is_err(), "cut at {at}");
        for byte in [0, b'"', b'\\', b'/', b'.', b'}', b'9', 0xff] {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            let _ = Plan::read(&damaged);
        }
    }
}

#[test]
fn a_plan_reaches_nothing_that_belongs_to_tools_or_that_some_system_could_not_hold() {
    let steps: [Planted<'_>; 8] = [
        (".git/hooks/post-checkout", None, Some("evil")),
        (".git/config", Some("config"), Some("evil")),
        (".git/config", Some("config"), None),
        ("b/.hidden", Some("hidden"), None),
        (".connectory-change/lock", None, Some("evil")),
        ("", None, Some("evil")),
        ("con.yaml", None, Some("evil")),
        ("b/x\u{202e}y", None, Some("evil")),
    ];
    for step in steps {
        let place = Place::new();
        place.put(".git/config", "config");
        place.put("b/.hidden", "hidden");
        // What could be done is not done either.
        place.plant(&[("a", Some("a"), Some("A")), step]);
        assert!(place.refusal().starts_with("a change was interrupted and cannot be finished: "), "{step:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_plan_follows_no_link() {
    use std::os::unix::fs::symlink;
    let outside: [Planted<'_>; 4] = [
        ("out/secret", Some("secret"), None),
        ("out/secret", Some("secret"), Some("evil")),
        ("out/new", None, Some("evil")),
        ("link", Some("secret"), Some("evil")),
    ];
    for step in outside {
        let place = Place::new();
        symlink(place.top.path(), place.at("out")).expect("made");
        symlink(place.top.path().join("secret"), place.at("link")).expect("made");
        place.plant(&[step]);
        place.refusal();
    }
    // What a step is to put is no link to a secret, though its content be known.
    let place = Place::new();
    place.plant(&[("a", Some("a"), Some("secret"))]);
    fs::remove_file(place.at(CHANGE_FOLDER).join("0")).expect("removed");
    symlink(place.top.path().join("secret"), place.at(CHANGE_FOLDER).join("0")).expect("made");
    assert!(place.refusal().contains("what `a` is to hold is damaged or gone"));
    // Nor is the plan, the lock or the folder.
    for name in [PLAN, "lock"] {
        let place = Place::new();
        place.plant(&[("a", Some("a"), Some("A"))]);
        let (at, away) = (place.at(CHANGE_FOLDER).join(name), place.top.path().join("away"));
        let _ = fs::rename(&at, &away);
        symlink(&away, &at).expect("made");
        place.refusal();
        assert!(name == PLAN || !away.exists(), "nothing came to where the link leads");
    }
    let place = Place::new();
    place.plant(&[("a", Some("a"), Some("A"))]);
    fs::rename(place.at(CHANGE_FOLDER), place.top.path().join("away")).expect("moved");
    symlink(place.top.path().join("away"), place.at(CHANGE_FOLDER)).expect("made");
    assert!(place.refusal().ends_with("is no folder but a link or a file; remove it"));
    assert!(
        !is_change_unfinished(&place.tree)
            && place.tree.list().expect("lists").iter().all(|entry| !is_change_plan(&entry.path))
    );
    assert!(create("n").apply(&place.tree).is_err());
}

#[test]
fn two_changes_at_once_wait_for_each_other_and_refuse_in_the_end() {
    let place = Place::new();
    let disk = Disk::new(&place.tree);
    let journal = Journal::open(&disk).expect("opened");
    for refused in [
        create("n").apply(&place.tree).expect_err("refused"),
        finish_changes(&place.tree).expect_err("refused"),
    ] {
        assert_eq!(
            refused.to_string(),
            "another connectory is changing this registry; run again when it is done"
        );
    }
    assert!(!place.at("n").exists());
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| create("n").apply(&place.tree));
        std::thread::sleep(Duration::from_millis(75));
        journal.abandon();
        waiting.join().expect("no panic").expect("made after waiting");
    });
    assert!(place.at("n").exists() && !place.at(CHANGE_FOLDER).exists());
}

#[test]
fn of_many_changes_at_once_each_is_made_or_refused_and_nothing_is_left() {
    let place = Place::new();
    let made: usize = std::thread::scope(|scope| {
        let tree = &place.tree;
        let work = |worker: usize| {
            move || (0..25).filter(|at| create(&format!("{worker}-{at}")).apply(tree).is_ok()).count()
        };
        let workers: Vec<_> = (0..4).map(|worker| scope.spawn(work(worker))).collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).sum()
    });
    let listed = fs::read_dir(place.tree.root()).expect("listed").count();
    assert_eq!(listed, made + 2, "a, b, and what was made");
    assert!(made >= 25, "only {made} were made");
}

#[test]
fn only_the_plan_is_for_everybody_to_see() {
    let place = Place::new();
    place.put(&format!("{CHANGE_FOLDER}/0"), "half");
    let listed =
        || place.tree.list().expect("lists").iter().map(|entry| entry.path.to_string()).collect::<Vec<_>>();
    assert_eq!(listed(), ["a", "b/b"]);
    place.plant(&[("a", Some("a"), Some("A"))]);
    assert_eq!(listed(), [".connectory-change/plan.json", "a", "b/b"]);
    for (folder, name, is_folder, passed) in [
        ("", ".connectory-change", true, false),
        ("", ".Connectory-Change", true, false),
        ("", ".connectory-change", false, true),
        (".connectory-change/", "plan.json", false, false),
        (".Connectory-Change/", "PLAN.json", false, false),
        (".connectory-change/", "plan.json", true, true),
        (".connectory-change/", "0", false, true),
        ("b/", ".connectory-change", true, true),
        ("", ".git", true, true),
        ("", "a", false, false),
    ] {
        assert_eq!(is_passed_over(folder, name.as_bytes(), is_folder), passed, "{folder}{name}");
    }
}

#[test]
fn what_lies_in_the_way_of_a_change_is_said() {
    let place = Place::new();
    fs::create_dir(place.at(CHANGE_FOLDER).join("0")).expect("made");
    let refused = create("n").apply(&place.tree).expect_err("refused").to_string();
    assert!(refused.contains(&*Path::new(CHANGE_FOLDER).join("0").to_string_lossy()), "{refused}");
    assert!(!place.at("n").exists());
}
