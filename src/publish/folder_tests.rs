use std::collections::BTreeMap;
use std::time::SystemTime;

use super::*;

type Files<'a> = &'a [(&'a str, &'a str)];

const FIRST: Files<'_> = &[
    ("assets/s-00000001.css", "one"),
    ("connectors/a/index.html", "a1"),
    ("connectors/b/index.html", "b1"),
    ("index.html", "top1"),
    ("turn", "a file first"),
];
/// The same sizes in part, a file that becomes a folder, a folder that goes.
const SECOND: Files<'_> = &[
    ("assets/s-00000002.css", "two"),
    ("connectors/a/index.html", "a2"),
    ("index.html", "top2"),
    ("turn/index.html", "a folder now"),
];

fn path(text: &str) -> SitePath {
    SitePath::new(text).unwrap()
}

fn fill(sink: &mut FolderSink, files: Files<'_>) -> Result<Published, PublishError> {
    sink.begin()?;
    for (name, text) in files {
        let file = Held::of(Fingerprint::of(text.as_bytes()), text.as_bytes());
        let body = (sink.held(&path(name)) != Some(file)).then(|| text.as_bytes().to_vec());
        sink.put(path(name), file, body)?;
    }
    sink.finish()
}

fn build(folder: &Path, files: Files<'_>) -> Result<Published, PublishError> {
    fill(&mut FolderSink::open(folder)?, files)
}

/// Every file of the folder with its bytes, and every folder.
fn listing(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).min_depth(1);
    let entry = |entry: walkdir::DirEntry| {
        let name = entry.path().strip_prefix(folder).unwrap();
        let bytes = fs::read(entry.path()).unwrap_or_default();
        (name.to_str().unwrap().to_owned(), bytes)
    };
    entries.into_iter().map(|found| entry(found.unwrap())).collect()
}

/// The same but for what is retired: what a clean build would leave.
fn site(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut files, ledger) = (listing(folder), Ledger::read(folder).unwrap());
    for (path, (held, _)) in &ledger.retired {
        let bytes = files.remove(path.as_str()).expect("what is retired is there");
        assert_eq!(Fingerprint::of(&bytes), held.sha256);
    }
    files.retain(|name, _| {
        name != "assets" || ledger.settled.keys().any(|path| path.as_str().starts_with("assets/"))
    });
    files.insert(MANIFEST.to_owned(), print_manifest(&ledger.settled, &BTreeMap::new()).into_bytes());
    files
}

fn mtime(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn a_folder_of_someone_else_is_refused_and_left_alone() {
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join("thesis.txt"), "years").unwrap();
    let before = listing(out.path());
    let refused = build(out.path(), FIRST).unwrap_err();
    assert!(matches!(refused, PublishError::ForeignFolder(_)), "{refused}");
    assert!(refused.to_string().contains("`--out`"));
    assert_eq!(listing(out.path()), before);
}

#[test]
fn a_foreign_file_is_neither_overwritten_nor_removed() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), FIRST).unwrap();
    fs::write(out.path().join("connectors/b/notes.txt"), "mine").unwrap();
    fs::write(out.path().join("robots.txt"), "mine").unwrap();
    build(out.path(), SECOND).unwrap();
    let after = listing(out.path());
    assert_eq!(after["connectors/b/notes.txt"], b"mine");
    assert!(!after.contains_key("connectors/b/index.html"));

    let before = listing(out.path());
    let refused = build(out.path(), &[("robots.txt", "ours")]).unwrap_err();
    assert!(matches!(refused, PublishError::ForeignFile(_)), "{refused}");
    build(out.path(), SECOND).unwrap();
    assert_eq!(listing(out.path()), before);
}

#[test]
fn an_unchanged_site_is_not_touched() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), FIRST).unwrap();
    let manifest = out.path().join(".connectory");
    let long_ago = SystemTime::UNIX_EPOCH;
    for file in [&manifest, &out.path().join("index.html")] {
        let file = fs::File::options().write(true).open(file).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    let again = build(out.path(), FIRST).unwrap();
    assert_eq!((again.kept, again.written, again.removed), (5, vec![], vec![]));
    assert_eq!(mtime(&manifest), long_ago);
    assert_eq!(mtime(&out.path().join("index.html")), long_ago);

    let second = build(out.path(), &[("index.html", "top1")]).unwrap();
    assert_eq!((second.kept, second.removed.len()), (1, 4));
    assert_eq!(mtime(&out.path().join("index.html")), long_ago);
}

#[test]
fn a_missing_or_edited_file_is_put_right() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), FIRST).unwrap();
    let clean = listing(out.path());
    fs::remove_file(out.path().join("connectors/a/index.html")).unwrap();
    fs::write(out.path().join("index.html"), "edited by hand").unwrap();
    let repaired = build(out.path(), FIRST).unwrap();
    assert_eq!(repaired.written, [path("connectors/a/index.html"), path("index.html")]);
    assert_eq!(listing(out.path()), clean);

    fs::write(out.path().join("index.html"), "TOP1").unwrap();
    let mut sink = FolderSink::open(out.path()).unwrap().verifying();
    assert_eq!(fill(&mut sink, FIRST).unwrap().written, [path("index.html")]);
    assert_eq!(listing(out.path()), clean);
}

#[test]
fn any_way_to_a_site_leaves_the_same_bytes() {
    let (straight, around) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    build(straight.path(), FIRST).unwrap();
    for files in [SECOND, &[], FIRST, SECOND, FIRST] {
        build(around.path(), files).unwrap();
    }
    assert_eq!(listing(straight.path()), site(around.path()));
}

#[test]
fn a_hash_named_file_outlives_its_last_page_by_three_publications() {
    let out = tempfile::tempdir().unwrap();
    let style = out.path().join("assets/s-00000001.css");
    build(out.path(), FIRST).unwrap();
    let second = build(out.path(), SECOND).unwrap();
    assert!(second.removed.contains(&path("assets/s-00000001.css")), "it is no part of the site");
    for turn in ["2", "3"] {
        build(out.path(), &[("index.html", turn)]).unwrap();
        assert_eq!(fs::read_to_string(&style).unwrap(), "one");
        assert_eq!(FolderSink::open(out.path()).unwrap().held(&path("assets/s-00000001.css")), None);
    }
    build(out.path(), &[("index.html", "3")]).unwrap();
    assert!(style.exists(), "without a change nothing grows older");
    build(out.path(), &[("index.html", "4")]).unwrap();
    assert!(!style.exists() && out.path().join("assets/s-00000002.css").exists());
    build(out.path(), &[("assets/s-00000002.css", "two"), ("index.html", "5")]).unwrap();
    assert_eq!(site(out.path()), listing(out.path()), "what comes back is part of the site again");
}

#[test]
fn what_other_readers_asked_for_is_not_kept() {
    use crate::plan::manifest::{Revision, Writing};
    let groups = |names: &[&str]| Sight::Groups(names.iter().map(|name| (*name).to_owned()).collect());
    let out = tempfile::tempdir().unwrap();
    let make = |sight: &Sight, style: &str| {
        let manifest = Writing::begin("Plant", sight, jiff::civil::date(2026, 11, 1), &Revision::default());
        let manifest = String::from_utf8(manifest.finish()).unwrap();
        let mut sink = FolderSink::open(out.path()).unwrap().for_audience(sight).unwrap();
        fill(&mut sink, &[(style, "words"), (manifest::NAME, &manifest)]).unwrap();
        listing(out.path()).keys().filter(|name| name.ends_with(".css")).count()
    };
    assert_eq!(make(&groups(&["north"]), "assets/s-00000001.css"), 1);
    assert_eq!(make(&groups(&["north"]), "assets/s-00000002.css"), 2);
    assert_eq!(make(&groups(&["north", "south"]), "assets/s-00000003.css"), 3);
    assert_eq!(make(&groups(&["north"]), "assets/s-00000004.css"), 1, "nothing of the south stays");
    make(&groups(&["north", "south"]), "assets/s-00000004.css");
    assert_eq!(make(&groups(&["south"]), "assets/s-00000004.css"), 1);
}

#[test]
fn killed_at_any_step_the_next_build_puts_the_folder_right() {
    let clean = |files| {
        let out = tempfile::tempdir().unwrap();
        build(out.path(), files).unwrap();
        listing(out.path())
    };
    let (first, second) = (clean(FIRST), clean(SECOND));
    let mut kills = 0;
    // From nothing to the first site, and from the first to the second; then forward, or back to where it came from.
    for (before, killed) in [(&[][..], FIRST), (FIRST, SECOND)] {
        for then in [(FIRST, &first), (SECOND, &second)] {
            for steps in 0.. {
                let out = tempfile::tempdir().unwrap();
                if !before.is_empty() {
                    build(out.path(), before).unwrap();
                }
                let mut sink = FolderSink::open(out.path()).unwrap();
                sink.disk.steps_left = Some(steps);
                if fill(&mut sink, killed).is_ok() {
                    break;
                }
                kills += 1;
                drop(sink);
                build(out.path(), then.0).unwrap();
                assert_eq!(&site(out.path()), then.1, "killed at step {steps}");
            }
        }
    }
    assert!(kills > 60, "{kills}");
}

#[test]
fn a_failed_publication_is_mended_by_the_same_sink() {
    let out = tempfile::tempdir().unwrap();
    let mut sink = FolderSink::open(out.path()).unwrap();
    fill(&mut sink, FIRST).unwrap();
    let first = listing(out.path());
    for steps in 5..20 {
        sink.disk.steps_left = Some(steps);
        fill(&mut sink, SECOND).unwrap_err();
        sink.disk.steps_left = None;
        fill(&mut sink, FIRST).unwrap();
        assert_eq!(site(out.path()), first, "failed at step {steps}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_folder_is_not_followed_out() {
    use std::os::unix::fs::symlink;
    let (out, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    build(out.path(), FIRST).unwrap();
    fs::write(elsewhere.path().join("index.html"), "a1").unwrap();
    fs::remove_dir_all(out.path().join("connectors/a")).unwrap();
    symlink(elsewhere.path(), out.path().join("connectors/a")).unwrap();
    let sink = FolderSink::open(out.path()).unwrap();
    assert_eq!(sink.held(&path("connectors/a/index.html")), None);
    let refused = build(out.path(), SECOND).unwrap_err();
    assert!(matches!(refused, PublishError::ForeignFile(_)), "{refused}");
    build(out.path(), &[("index.html", "top1")]).unwrap();
    assert_eq!(fs::read(elsewhere.path().join("index.html")).unwrap(), b"a1");
    assert_eq!(listing(elsewhere.path()).len(), 1);
}

#[test]
fn a_manifest_that_points_outside_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let hash = Fingerprint::of(b"").to_hex();
    let line = format!(r#"{{"fingerprint":"{hash}","size":0,"sha256":"{hash}"}}"#);
    let text = format!(r#"{{"connectory":1,"files":{{"../precious":{line}}}}}"#);
    fs::write(out.path().join(".connectory"), text).unwrap();
    let refused = FolderSink::open(out.path()).unwrap_err();
    assert!(matches!(refused, PublishError::Manifest { .. }), "{refused}");
}

#[test]
fn the_folders_own_names_and_doubles_are_refused() {
    let out = tempfile::tempdir().unwrap();
    for own in [".connectory", ".connectory-new/x"] {
        assert!(SitePath::new(own).is_none(), "no path of a site begins with a dot");
    }
    for files in [&[("a", "x"), ("a", "x")], &[("a", "x"), ("a/b", "x")]] {
        let refused = build(out.path(), files).unwrap_err();
        assert!(matches!(refused, PublishError::BadPath(..)), "{refused}");
    }
    build(out.path(), FIRST).unwrap();
}

#[test]
fn on_what_a_site_stands_is_known_to_who_made_it_and_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    build(folder.path(), FIRST).unwrap();
    let before = listing(folder.path());
    let grounds: Grounds = [("*".to_owned(), Fingerprint::of(b"ground"))].into_iter().collect();
    let mut sink = FolderSink::open(folder.path()).unwrap();
    assert_eq!(sink.grounds(), None);
    sink.begin().unwrap();
    for (name, text) in FIRST {
        let file = Held::of(Fingerprint::of(text.as_bytes()), text.as_bytes());
        sink.put(path(name), file, None).unwrap();
    }
    sink.stand_on(grounds.clone());
    assert_eq!(sink.finish().unwrap().written, []);
    assert_eq!(sink.grounds(), Some(&grounds));
    assert_eq!(listing(folder.path()), before);
    // Of files that were put without a word it is not known on what they stand.
    fill(&mut sink, SECOND).unwrap();
    assert_eq!(sink.grounds(), None);
}
