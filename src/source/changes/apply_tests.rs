use super::*;
use crate::source::Held;

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

#[test]
fn a_crash_after_any_change_leaves_every_file_as_it_was_or_as_it_was_to_be() {
    let changes = every_kind();
    let whole = [("a", "a"), ("a", "A"), ("b/b", "b/b"), ("c", "c"), ("n", "N"), ("new/b", "b/b")];
    for made in 0..=changes.len() {
        let (folder, tree) = folder();
        changes.ordered().into_iter().take(made).for_each(|change| make(change, &tree).expect("made"));
        let left = files(folder.path());
        assert!(left.iter().all(|file| owned(&whole).contains(file)), "{left:?}");
        // What was renamed is never nowhere, and nothing goes before all else is there.
        assert!(left.iter().any(|(_, bytes)| bytes == "b/b"));
        assert!(made == changes.len() || left.iter().any(|(_, bytes)| bytes == "c"));
    }
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, tree) = folder();
    let at = folder.path().join("a");
    fs::set_permissions(&at, fs::Permissions::from_mode(0o640)).expect("set");
    every_kind().apply(&tree).expect("made");
    assert_eq!(fs::metadata(&at).expect("there").permissions().mode() & 0o777, 0o640);
}

#[test]
fn what_a_killed_run_left_goes_and_nothing_else() {
    let (folder, tree) = folder();
    for name in [".a.4711.new", ".a.x.new", ".a.new", ".other.4711.new"] {
        fs::write(folder.path().join(name), "half").expect("written");
    }
    every_kind().apply(&tree).expect("made");
    let left = files(folder.path());
    let names: Vec<&str> = left.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, [".a.new", ".a.x.new", ".other.4711.new", "a", "n", "new/b"]);
}
