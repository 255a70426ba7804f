use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use std::time::Instant;

use super::*;
use crate::daemon::{Finding, FolderScout, Severity, State, Watch, WatchOptions};
use crate::plan::{Fingerprint, Held, SitePath};
use crate::publish::MemorySink;

/// The machine's clock, on a day that stays.
struct TestClock(Instant);

impl Clock for TestClock {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn today(&self) -> jiff::civil::Date {
        jiff::civil::date(2026, 11, 1)
    }
}

const BOUND: Duration = Duration::from_secs(20);

/// What is said of a file that the disk does not give.
fn unread() -> Finding {
    Finding {
        severity: Severity::Error,
        code: "file-unreadable".into(),
        message: "the file cannot be read".into(),
        path: None,
        line: None,
        column: None,
        help: None,
    }
}

/// A site of one page for each file of the folder; `fail` and `panic` do so, `withhold` has an error, `locked` cannot be read.
fn build(root: &Path, sink: &mut dyn Sink) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let mut entries: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap()).collect();
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let name = entry.file_name().into_string().unwrap();
        let text = fs::read(entry.path()).unwrap_or_default();
        match &*name {
            ".git" => {}
            "fail" => return Err("the disk is on fire".into()),
            "panic" => panic!("a fault of ours"),
            "withhold" => (outcome.withheld, outcome.errors) = (true, 1),
            "locked" => outcome.findings.push(unread()),
            _ => {
                let path = SitePath::new(&name).unwrap();
                let file = Held::of(Fingerprint::of(&text), &text);
                let body = (sink.held(&path) != Some(file)).then_some(text);
                sink.put(path, file, body).map_err(|e| e.to_string())?;
            }
        }
    }
    Ok(outcome)
}

/// Follows a folder while `act` changes it and listens.
fn while_following(files: &[&str], act: impl FnOnce(&Path, &Receiver<Event>, &Board, &crate::publish::Site)) {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        fs::write(root.path().join(file), file).unwrap();
    }
    let (board, stop, mut sink) = (Board::new(), AtomicBool::new(false), MemorySink::new());
    let (site, (send, events)) = (sink.site(), channel());
    let watch = WatchOptions { glance_every: Duration::from_millis(20), ..WatchOptions::new(root.path()) };
    std::thread::scope(|scope| {
        let (board, stop, root) = (&board, &stop, root.path());
        let loop_ = scope.spawn(move || {
            let say = move |event| drop(send.send(event));
            let mut build = |sink: &mut dyn Sink| build(root, sink);
            let mut scout = FolderScout::new(Watch::start(watch, &say));
            let mut work = OneSink { build: &mut build, sink: &mut sink };
            follow(&mut scout, &mut work, board, &TestClock(Instant::now()), &say, stop);
        });
        let acted = catch_unwind(AssertUnwindSafe(|| act(root, &events, board, &site)));
        let asked = Instant::now();
        stop.store(true, Ordering::Relaxed);
        loop_.join().unwrap();
        acted.unwrap();
        assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    });
}

fn wait_for<T>(events: &Receiver<Event>, fits: impl Fn(&Event) -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        let left = BOUND.saturating_sub(start.elapsed());
        let event = events.recv_timeout(left).expect("an event that fits");
        if let Some(found) = fits(&event) {
            return found;
        }
    }
}

fn built(event: &Event) -> Option<BuildReport> {
    match event {
        Event::Built(report) => Some(report.clone()),
        _ => None,
    }
}

#[test]
fn a_change_is_built_and_says_what_woke_it() {
    while_following(&["a", "b"], |root, events, board, site| {
        let first = wait_for(events, built);
        assert_eq!((first.causes, first.written_count), (vec![Cause::Start], 2));
        fs::write(root.join("a"), "changed").unwrap();
        let second = wait_for(events, built);
        assert_eq!((second.written_count, second.kept, second.removed), (1, 1, 0));
        assert_eq!(second.written[0].as_str(), "a");
        assert!(second.to_string().contains("woken by: a"), "{second}");
        assert_eq!(site.current().number, 2);
        assert_eq!(board.current().state, State::Current);
    });
}

#[test]
fn a_failed_or_panicked_build_keeps_the_last_site_and_is_tried_again() {
    while_following(&["a"], |root, events, board, site| {
        wait_for(events, built);
        for fault in ["fail", "panic"] {
            fs::write(root.join(fault), "").unwrap();
            wait_for(events, |event| matches!(event, Event::Failed { .. }).then_some(()));
            assert_eq!(board.current().state, State::Degraded);
            assert!(board.current().message.is_some());
            // Tried again without a change.
            wait_for(events, |event| matches!(event, Event::Failed { .. }).then_some(()));
            assert_eq!(site.current().files.len(), 1);
            fs::remove_file(root.join(fault)).unwrap();
            wait_for(events, built);
            assert_eq!(board.current().state, State::Current);
            assert_eq!(board.current().message, None);
        }
    });
}

#[test]
fn what_could_not_be_read_is_read_again_without_a_change() {
    while_following(&["a", "locked"], |root, events, _, _| {
        wait_for(events, built);
        assert_eq!(wait_for(events, built).causes, vec![Cause::Retry]);
        fs::remove_file(root.join("locked")).unwrap();
        wait_for(events, |event| built(event).filter(|report| report.causes != [Cause::Retry]));
    });
}

#[test]
fn a_withheld_site_is_not_published_but_its_findings_are() {
    while_following(&["a"], |root, events, board, site| {
        wait_for(events, built);
        fs::write(root.join("a"), "changed").unwrap();
        fs::write(root.join("withhold"), "").unwrap();
        wait_for(events, |event| matches!(event, Event::Withheld(_)).then_some(()));
        assert_eq!((board.current().state, board.current().errors), (State::Degraded, 1));
        assert_eq!(site.current().number, 1);
        fs::remove_file(root.join("withhold")).unwrap();
        wait_for(events, built);
        assert_eq!((board.current().state, site.current().number), (State::Current, 2));
    });
}

#[test]
fn an_emptied_folder_is_held_and_its_return_released() {
    while_following(&["a", "b", "c"], |root, events, board, site| {
        wait_for(events, built);
        for file in ["a", "b", "c"] {
            fs::remove_file(root.join(file)).unwrap();
        }
        wait_for(events, |event| matches!(event, Event::Held { files: 0, of: 3 }).then_some(()));
        assert_eq!((board.current().state, site.current().files.len()), (State::Held, 3));
        for file in ["a", "b", "c"] {
            fs::write(root.join(file), file).unwrap();
        }
        wait_for(events, built);
        assert_eq!((board.current().state, site.current().number), (State::Current, 1));
    });
}

#[test]
fn a_folder_moved_away_right_after_a_commit_is_held() {
    while_following(&["a", "b", "c"], |root, events, board, site| {
        wait_for(events, built);
        fs::create_dir(root.join(".git")).unwrap();
        fs::write(root.join(".git/HEAD"), "1111").unwrap();
        wait_for(events, built);
        fs::write(root.join(".git/HEAD"), "2222").unwrap();
        wait_for(events, built);
        let away = root.with_extension("away");
        fs::rename(root, &away).unwrap();
        wait_for(events, |event| matches!(event, Event::Held { files: 0, .. }).then_some(()));
        assert_eq!((board.current().state, site.current().files.len()), (State::Held, 3));
        fs::rename(&away, root).unwrap();
        wait_for(events, built);
        assert_eq!((board.current().state, site.current().files.len()), (State::Current, 3));
    });
}
