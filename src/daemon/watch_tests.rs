use std::cell::RefCell;
use std::time::Instant;

use super::*;

/// Longer than anything here takes; only a failing test waits for it.
const BOUND: Duration = Duration::from_secs(20);

fn options(root: &Path) -> WatchOptions {
    WatchOptions {
        // No full look: what wakes in these tests is an event.
        audit_every: Duration::from_secs(3_600),
        glance_every: Duration::from_millis(20),
        ..WatchOptions::new(root)
    }
}

/// Looks until a cause fits.
fn wait_for(watch: &mut Watch<'_>, start: Instant, fits: impl Fn(&Cause) -> bool) -> Cause {
    while start.elapsed() < BOUND {
        let causes = watch.look(start.elapsed());
        if let Some(cause) = causes.into_iter().find(&fits) {
            return cause;
        }
        watch.wait(Duration::from_millis(10));
    }
    panic!("nothing woke the watch");
}

/// Makes a change that does wake, and returns all causes up to it.
fn causes_until_marker(watch: &mut Watch<'_>, root: &Path) -> Vec<Cause> {
    fs::write(root.join("marker"), "").unwrap();
    let (start, mut causes) = (Instant::now(), Vec::new());
    let is_marker =
        |cause: &Cause| matches!(cause, Cause::Files(paths, _) if paths.contains(&"marker".into()));
    while !causes.iter().any(is_marker) {
        assert!(start.elapsed() < BOUND, "the marker did not wake");
        causes.extend(watch.look(Duration::ZERO));
        watch.wait(Duration::from_millis(10));
    }
    causes
}

fn names(cause: &Cause, wanted: &str) -> bool {
    matches!(cause, Cause::Files(paths, _) if paths.iter().any(|path| path == Path::new(wanted)))
}

#[test]
fn a_nested_file_wakes_when_made_changed_renamed_and_removed() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    fs::create_dir_all(at("a/b")).unwrap();
    let (say, start) = (|_| {}, Instant::now());
    let mut watch = Watch::start(options(root.path()), &say);
    assert!(watch.has_events());
    let steps: [(&dyn Fn(), &str, usize); 5] = [
        (&|| fs::write(at("a/b/x"), "1").unwrap(), "a/b/x", 1),
        (&|| fs::write(at("a/b/x"), "2").unwrap(), "a/b/x", 1),
        (&|| fs::rename(at("a/b/x"), at("a/b/y")).unwrap(), "a/b/y", 1),
        (&|| fs::write(at("a/z"), "1").unwrap(), "a/z", 2),
        (&|| fs::remove_file(at("a/b/y")).unwrap(), "a/b/y", 1),
    ];
    for (step, wanted, files) in steps {
        step();
        wait_for(&mut watch, start, |cause| names(cause, wanted));
        watch.settle(start.elapsed());
        assert_eq!(watch.files(), files, "{wanted}");
    }
}

#[test]
fn a_folder_made_with_its_files_at_once_is_seen_whole() {
    let root = tempfile::tempdir().unwrap();
    let (say, start) = (|_| {}, Instant::now());
    let mut watch = Watch::start(options(root.path()), &say);
    for n in 0..50 {
        let folder = root.path().join(format!("new/{n}/deep"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("file"), "").unwrap();
    }
    while watch.files() < 50 && start.elapsed() < BOUND {
        watch.look(start.elapsed());
        watch.settle(start.elapsed());
        watch.wait(Duration::from_millis(10));
    }
    assert_eq!(watch.files(), 50);
}

#[test]
fn a_replaced_root_is_watched_again() {
    let above = tempfile::tempdir().unwrap();
    let (root, away) = (above.path().join("registry"), above.path().join("away"));
    fs::create_dir(&root).unwrap();
    fs::write(root.join("a"), "").unwrap();
    let (say, start) = (|_| {}, Instant::now());
    let mut watch = Watch::start(options(&root), &say);
    fs::rename(&root, &away).unwrap();
    wait_for(&mut watch, start, |cause| *cause == Cause::RootReplaced);
    assert_eq!((watch.files(), watch.has_events()), (0, false));
    fs::create_dir(&root).unwrap();
    wait_for(&mut watch, start, |cause| *cause == Cause::RootReplaced);
    assert!(watch.has_events());
    fs::write(root.join("b"), "").unwrap();
    wait_for(&mut watch, start, |cause| names(cause, "b"));
}

#[test]
fn git_the_output_folder_temporary_files_and_reading_do_not_wake() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    for folder in [".git/objects", "site", "data"] {
        fs::create_dir_all(at(folder)).unwrap();
    }
    fs::write(at("data/a.yaml"), "a").unwrap();
    let say = |_| {};
    let options = WatchOptions { ignore: vec![at("site")], ..options(root.path()) };
    let mut watch = Watch::start(options, &say);
    for noise in [
        ".git/index.lock",
        ".git/objects/x",
        "site/index.html",
        "data/.a.yaml.swp",
        "data/a.yaml~",
        "data/4913",
        "data/a.tmp",
        "data/a.part",
    ] {
        fs::write(at(noise), "x").unwrap();
    }
    fs::read(at("data/a.yaml")).unwrap();
    let causes = causes_until_marker(&mut watch, root.path());
    let noisy =
        |cause: &Cause| !matches!(cause, Cause::Files(paths, 0) if paths == &[PathBuf::from("marker")]);
    assert!(!causes.iter().any(noisy), "{causes:?}");
    assert!(watch.git_is_busy() || !at(".git/HEAD").exists());
}

#[test]
fn a_moved_head_wakes() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join(".git")).unwrap();
    let head = root.path().join(".git/HEAD");
    fs::write(&head, "1111").unwrap();
    let (say, start) = (|_| {}, Instant::now());
    let mut watch = Watch::start(options(root.path()), &say);
    fs::write(&head, "2222").unwrap();
    wait_for(&mut watch, start, |cause| *cause == Cause::HeadMoved);
    assert_eq!(watch.head().as_deref(), Some("2222"));
}

#[test]
fn without_events_the_tree_is_looked_at_and_that_is_said() {
    let root = tempfile::tempdir().unwrap();
    let said = RefCell::new(Vec::new());
    let (say, start) = (|event| said.borrow_mut().push(event), Instant::now());
    let options = WatchOptions { poll: true, poll_every: Duration::from_millis(10), ..options(root.path()) };
    let mut watch = Watch::start(options, &say);
    assert!(matches!(said.borrow()[0], Event::Polling { .. }));
    fs::write(root.path().join("a"), "").unwrap();
    assert_eq!(wait_for(&mut watch, start, |_| true), Cause::Polled(1));
    assert_eq!((watch.files(), watch.missed()), (1, 0));
}

#[test]
fn what_events_miss_the_audit_finds_and_counts() {
    let root = tempfile::tempdir().unwrap();
    let (say, start) = (|_| {}, Instant::now());
    let options = WatchOptions { audit_every: Duration::from_millis(10), ..options(root.path()) };
    let mut watch = Watch::start(options, &say);
    // Swallow the event as a full queue would.
    fs::write(root.path().join("a"), "").unwrap();
    while watch.heard.lock().is_silent() {
        assert!(start.elapsed() < BOUND);
        std::thread::yield_now();
    }
    watch.watcher.as_mut().unwrap().unwatch(&watch.scope.root).unwrap();
    watch.heard.take();
    wait_for(&mut watch, start, |cause| matches!(cause, Cause::Missed(1)));
    assert_eq!(watch.missed(), 1);
}

#[test]
fn after_an_overflow_the_watch_is_made_anew() {
    let root = tempfile::tempdir().unwrap();
    let (say, start) = (|_| {}, Instant::now());
    let mut watch = Watch::start(options(root.path()), &say);
    watch.watcher.as_mut().unwrap().unwatch(&watch.scope.root).unwrap();
    fs::create_dir(root.path().join("made-meanwhile")).unwrap();
    watch.heard.lock().overflow = true;
    wait_for(&mut watch, start, |cause| *cause == Cause::Overflow);
    fs::write(root.path().join("made-meanwhile/a"), "").unwrap();
    wait_for(&mut watch, start, |cause| names(cause, "made-meanwhile/a"));
    // A second overflow at once, with nothing to show for it, does not build again.
    watch.settle(start.elapsed());
    watch.heard.lock().overflow = true;
    assert!(!watch.look(start.elapsed()).contains(&Cause::Overflow));
}

#[test]
fn a_thousand_changes_are_all_known_after_the_last_wake() {
    let root = tempfile::tempdir().unwrap();
    let (say, start) = (|_| {}, Instant::now());
    let mut watch = Watch::start(options(root.path()), &say);
    let mut debounce = super::super::Debounce::new();
    for n in 0..1_000 {
        let folder = root.path().join(format!("{}", n % 40));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{n}")), "").unwrap();
    }
    let mut builds = 0;
    while watch.files() < 1_000 && start.elapsed() < BOUND {
        let now = start.elapsed();
        if !watch.look(now).is_empty() {
            debounce.event(now);
        }
        if debounce.next(now) == super::super::Next::Build {
            watch.settle(now);
            builds += 1;
        }
        watch.wait(Duration::from_millis(10));
    }
    assert_eq!(watch.files(), 1_000);
    assert!((1..=4).contains(&builds), "{builds}");
}
