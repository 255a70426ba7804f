#![expect(clippy::disallowed_methods, reason = "tests make files")]

use super::*;
use crate::source::changes::journal::finish_on;
use crate::source::{CHANGE_FOLDER, change_plan, finish_changes, is_change_unfinished};
use std::path::Path;

fn path(text: &str) -> RepoPath {
    RepoPath::new(text).expect("a path")
}

fn held(bytes: &str) -> Held {
    Held::Bytes(bytes.as_bytes().to_vec())
}

/// A folder with the files `a`, `b/b` and `c`, each holding its own name.
fn folder() -> (tempfile::TempDir, WorkTree) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("b")).expect("made");
    for at in ["a", "b/b", "c"] {
        fs::write(folder.path().join(at), at).expect("written");
    }
    let tree = WorkTree::open(folder.path()).expect("opens");
    (folder, tree)
}

/// Every file of the folder, also those that begin with a dot, and what it holds.
fn files(folder: &Path) -> Vec<(String, String)> {
    let found =
        walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.expect("walked"));
    let file = |entry: walkdir::DirEntry| {
        let below = entry.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned();
        (below, fs::read_to_string(entry.path()).expect("read"))
    };
    found.filter(|entry| !entry.file_type().is_dir()).map(file).collect()
}

fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, bytes)| ((*path).to_owned(), (*bytes).to_owned())).collect()
}

/// One change of each kind.
fn every_kind() -> Changes {
    let mut changes = Changes::default();
    changes.write(&path("a"), b"a".to_vec(), b"A".to_vec());
    changes.rename(&path("b/b"), &path("new/b"), held("b/b"));
    changes.create(&path("n"), b"N".to_vec());
    changes.remove(&path("c"), Held::Digest(Digest::of(b"c")));
    changes
}

#[test]
fn changes_of_every_kind_are_made() {
    let (folder, tree) = folder();
    every_kind().apply(&tree).expect("made");
    assert_eq!(files(folder.path()), owned(&[("a", "A"), ("n", "N"), ("new/b", "b/b")]));
}

#[test]
fn a_file_that_is_renamed_and_written_is_one_file_after() {
    let (folder, tree) = folder();
    let mut changes = Changes::default();
    changes.rename(&path("a"), &path("z"), held("a"));
    changes.write(&path("z"), b"a".to_vec(), b"Z".to_vec());
    changes.apply(&tree).expect("made");
    assert_eq!(files(folder.path()), owned(&[("b/b", "b/b"), ("c", "c"), ("z", "Z")]));
}

#[test]
fn one_file_that_is_not_what_was_read_refuses_all() {
    for spoil in ["a", "b/b", "c"] {
        let (folder, tree) = folder();
        fs::write(folder.path().join(spoil), "edited meanwhile").expect("written");
        let before = files(folder.path());
        let refused = every_kind().apply(&tree).expect_err("refused");
        assert_eq!(refused.to_string(), format!("`{spoil}` changed since it was read; run again"));
        assert_eq!(files(folder.path()), before);
        fs::remove_file(folder.path().join(spoil)).expect("removed");
        let refused = every_kind().apply(&tree).expect_err("refused");
        assert_eq!(refused.to_string(), format!("`{spoil}` changed since it was read; run again"));
    }
}

#[test]
fn nothing_takes_the_place_of_another() {
    for taken in ["n", "new/b"] {
        let (folder, tree) = folder();
        fs::create_dir_all(folder.path().join("new")).expect("made");
        fs::write(folder.path().join(taken), "precious").expect("written");
        let before = files(folder.path());
        let refused = every_kind().apply(&tree).expect_err("refused");
        assert_eq!(refused.to_string(), format!("{taken}: something is there already"));
        assert_eq!(files(folder.path()), before);
    }
    let (folder, tree) = folder();
    let mut changes = Changes::default();
    changes.rename(&path("a"), &path("z"), held("a"));
    changes.rename(&path("c"), &path("z"), held("c"));
    assert_eq!(changes.apply(&tree).expect_err("refused").to_string(), "z: two changes are about this file");
    assert!(!folder.path().join("z").exists());
}

#[test]
fn what_belongs_to_tools_or_to_no_system_is_not_written() {
    for hostile in [".git/hooks/post-checkout", ".env", "b/.x/y", "con.yaml", "b/x. ", "b/q?", "b/\u{202e}x"]
    {
        let (folder, tree) = folder();
        let before = files(folder.path());
        let mut new = Changes::default();
        new.create(&path(hostile), b"x".to_vec());
        let mut moved = Changes::default();
        moved.rename(&path("a"), &path(hostile), held("a"));
        for changes in [new, moved] {
            assert!(changes.apply(&tree).is_err(), "{hostile:?} was written");
            assert_eq!(files(folder.path()), before);
        }
    }
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_registry() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("b"), "b").expect("written");
    let (folder, tree) = folder();
    symlink(outside.path(), folder.path().join("out")).expect("made");
    symlink(outside.path().join("b"), folder.path().join("link")).expect("made");
    symlink(outside.path().join("nowhere"), folder.path().join("loose")).expect("made");
    let attempts: [&dyn Fn(&mut Changes); 6] = [
        &|changes| changes.create(&path("out/new"), b"x".to_vec()),
        &|changes| changes.create(&path("out/deep/new"), b"x".to_vec()),
        &|changes| changes.create(&path("loose"), b"x".to_vec()),
        &|changes| changes.write(&path("out/b"), b"b".to_vec(), b"x".to_vec()),
        &|changes| changes.write(&path("link"), b"b".to_vec(), b"x".to_vec()),
        &|changes| changes.rename(&path("a"), &path("out/a"), held("a")),
    ];
    for (at, attempt) in attempts.iter().enumerate() {
        let mut changes = Changes::default();
        attempt(&mut changes);
        assert!(changes.apply(&tree).is_err(), "attempt {at} led out");
        assert_eq!(files(outside.path()), owned(&[("b", "b")]));
    }
    let mut changes = Changes::default();
    changes.remove(&path("out/b"), held("b"));
    assert!(changes.apply(&tree).is_err());
    assert_eq!(files(outside.path()), owned(&[("b", "b")]));
}

/// The registry before and after [`every_kind`].
fn both() -> [Vec<(String, String)>; 2] {
    [owned(&[("a", "a"), ("b/b", "b/b"), ("c", "c")]), owned(&[("a", "A"), ("n", "N"), ("new/b", "b/b")])]
}

/// Makes the changes on a disk whose power is cut after so many steps; whether they were made before that.
fn cut_after(steps: usize, tree: &WorkTree) -> bool {
    let disk = Disk::new(tree);
    disk.steps_left.set(Some(steps));
    every_kind().apply_on(&disk).is_ok()
}

#[test]
fn a_crash_at_any_step_leaves_the_old_registry_the_new_one_or_one_that_is_known_to_be_neither() {
    let (mut steps, mut seen) = (0, HashSet::new());
    loop {
        let (folder, tree) = folder();
        let made = cut_after(steps, &tree);
        let mut left = files(folder.path());
        left.retain(|(path, _)| !path.starts_with(CHANGE_FOLDER));
        let whole = both().contains(&left);
        assert!(whole || is_change_unfinished(&tree), "after {steps} steps: {left:?}");
        assert!(left.iter().all(|file| both().concat().contains(file)), "{left:?}");
        let listed = tree.list().expect("lists").into_iter().any(|entry| entry.path == change_plan());
        assert_eq!(listed, is_change_unfinished(&tree));
        let was_old = left == both()[0] && !is_change_unfinished(&tree);
        seen.insert((whole, is_change_unfinished(&tree)));

        let finished = finish_changes(&tree).expect("finished");
        assert_eq!(finished.is_some(), listed);
        assert_eq!(files(folder.path()), both()[usize::from(!was_old)], "after {steps} steps");
        assert_eq!(finish_changes(&tree).expect("nothing to do"), None);
        if made {
            assert!(seen.contains(&(false, true)), "no crash came in the middle");
            assert!(steps > 20, "only {steps} steps");
            return;
        }
        steps += 1;
    }
}

#[test]
fn a_crash_while_a_change_is_finished_changes_nothing_about_that() {
    for steps in (0..60).step_by(2) {
        for more in (0..30).step_by(2) {
            let (folder, tree) = folder();
            cut_after(steps, &tree);
            let begun = is_change_unfinished(&tree);
            let disk = Disk::new(&tree);
            disk.steps_left.set(Some(more));
            let _ = finish_on(&disk);
            finish_changes(&tree).expect("finished");
            let left = files(folder.path());
            assert!(
                if begun { left == both()[1] } else { both().contains(&left) },
                "{steps}, {more}: {left:?}"
            );
        }
    }
}

#[test]
fn a_change_after_a_crash_begins_anew_or_says_that_it_was_not_alone() {
    for steps in 0..60 {
        let (folder, tree) = folder();
        cut_after(steps, &tree);
        let begun = is_change_unfinished(&tree);
        let again = every_kind().apply(&tree).map_err(|error| error.to_string());
        assert_eq!(files(folder.path()), both()[1]);
        match again {
            Ok(()) => assert!(!begun),
            Err(why) if begun => {
                assert_eq!(why, "another change was interrupted; it is finished now, so run again");
            }
            Err(why) => assert!(why.ends_with("changed since it was read; run again"), "{why}"),
        }
    }
}

#[test]
fn a_folder_that_a_change_empties_goes() {
    let (folder, tree) = folder();
    fs::create_dir_all(folder.path().join("b/empty")).expect("made");
    every_kind().apply(&tree).expect("made");
    assert!(folder.path().join("b/empty").is_dir(), "what was empty before is none of ours");
    fs::remove_dir(folder.path().join("b/empty")).expect("removed");
    let mut back = Changes::default();
    back.rename(&path("new/b"), &path("b/deep/b"), held("b/b"));
    back.apply(&tree).expect("made");
    assert!(!folder.path().join("new").exists());
    let mut forth = Changes::default();
    forth.remove(&path("b/deep/b"), held("b/b"));
    forth.apply(&tree).expect("made");
    assert!(!folder.path().join("b").exists());
}

#[test]
fn changes_that_could_not_be_made_side_by_side_are_refused() {
    let (folder, tree) = folder();
    let before = files(folder.path());
    for (one, other, what) in [
        ("x", "x/y", "x/y: `x` would be a file and a folder"),
        ("README", "readme", "some systems take it for the same file as"),
    ] {
        let mut changes = Changes::default();
        changes.create(&path(one), b"1".to_vec());
        changes.create(&path(other), b"2".to_vec());
        let refused = changes.apply(&tree).expect_err("refused").to_string();
        assert!(refused.contains(what), "{refused}");
        assert_eq!(files(folder.path()), before);
    }
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, tree) = folder();
    for at in ["a", "b/b", "c"] {
        fs::set_permissions(folder.path().join(at), fs::Permissions::from_mode(0o640)).expect("set");
    }
    let mut both = Changes::default();
    both.rename(&path("c"), &path("z"), held("c"));
    both.write(&path("z"), b"c".to_vec(), b"Z".to_vec());
    both.apply(&tree).expect("made");
    let mut others = Changes::default();
    others.write(&path("a"), b"a".to_vec(), b"A".to_vec());
    others.rename(&path("b/b"), &path("new/b"), held("b/b"));
    others.apply(&tree).expect("made");
    for at in ["a", "new/b", "z"] {
        let mode = fs::metadata(folder.path().join(at)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640, "{at}");
    }
}
