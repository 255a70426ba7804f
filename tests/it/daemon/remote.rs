//! A branch elsewhere is followed: what is pushed to it is on the site, and what happens to it is told.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use connectory::daemon::settings::RemoteSettings;
use connectory::daemon::{
    Beside, Board, Cause, Clock, FolderScout, Remote, Requests, Scout, StateFolder, Status, Surroundings,
    Watch, WatchOptions,
};
use git2::Oid;
use jiff::Timestamp;

use crate::support::process::{Running, daemon};
use crate::support::{Small, TestRepository, program};

/// Nothing is waited for longer than this.
const BOUND: Duration = Duration::from_secs(30);

/// A repository elsewhere, and a folder for the daemon.
struct Two {
    remote: TestRepository,
    here: tempfile::TempDir,
    last: Cell<Option<Oid>>,
    day: Cell<i64>,
}

impl Two {
    fn new() -> Two {
        let here = tempfile::tempdir().unwrap();
        Two { remote: TestRepository::bare(), here, last: Cell::new(None), day: Cell::new(0) }
    }

    /// A commit of a registry with this title, on the last one.
    fn push(&self, title: &str) -> String {
        let title = format!("title: {title} ");
        let files = Small::valid().replace("registry.yaml", "title: ", &title).files();
        let files: Vec<_> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        let parents: Vec<_> = self.last.get().into_iter().collect();
        self.day.set(self.day.get() + 1);
        let commit = self.remote.commit(self.day.get(), &parents, &files);
        self.last.set(Some(commit));
        commit.to_string()[..12].to_owned()
    }

    fn url(&self) -> String {
        format!("file://{}", self.remote.path().display())
    }

    fn start(&self) -> Running {
        self.start_at(&self.url())
    }

    fn start_at(&self, url: &str) -> Running {
        let arguments = ["--remote", url, "--every", "1s", "--state", "state", "--publish", "site"];
        daemon(&arguments, self.here.path())
    }

    /// Waits until the site says this.
    fn shows(&self, text: &str) {
        let started = Instant::now();
        let page = || fs::read_to_string(page(self.here.path())).unwrap_or_default();
        while !page().contains(text) {
            assert!(started.elapsed() < BOUND, "the site does not say `{text}`: {}", page());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The front page, wherever the folder keeps what is current.
fn page(folder: &Path) -> std::path::PathBuf {
    let current = folder.join("site/current/index.html");
    if current.exists() { current } else { folder.join("site/index.html") }
}

#[test]
fn what_is_pushed_is_on_the_site_whatever_happens_to_the_branch() {
    let two = Two::new();
    two.push("first");
    let mut running = two.start();
    two.shows("first");
    let second = two.push("second");
    running.hear(&format!("woken by: commit {second}"));
    two.shows("second");

    two.remote.run(&["update-ref", "-d", "refs/heads/main"]);
    running.hear("there is no branch `main`");
    two.shows("second");
    two.last.set(None);
    two.push("rewritten");
    running.hear(&format!("the history of `main` was rewritten: commit {second}"));
    two.shows("rewritten");
    running.signal("TERM");
    assert!(running.ended().0.success());
}

#[test]
fn a_remote_that_is_away_is_told_and_followed_again_when_it_is_back() {
    let two = Two::new();
    two.push("first");
    let mut running = two.start();
    two.shows("first");
    let away = two.remote.path().with_extension("away");
    fs::rename(two.remote.path(), &away).unwrap();
    let told = running.hear("`git ls-remote` failed");
    assert!(told.contains("stays; next look in"), "{told}");
    drop(running);

    // The daemon comes again while the remote is away: it has what it needs.
    fs::remove_dir_all(two.here.path().join("site")).unwrap();
    let mut running = two.start();
    two.shows("first");
    running.hear("`git ls-remote` failed");
    fs::rename(&away, two.remote.path()).unwrap();
    running.hear("seen again");
    two.push("second");
    two.shows("second");
}

#[test]
fn a_daemon_waits_for_a_remote_that_holds_nothing_yet() {
    let two = Two::new();
    let mut running = two.start();
    running.hear("there is no branch `main`; push it");
    two.push("first");
    two.shows("first");
    assert!(!running.said.iter().any(|line| line.contains("the build failed")), "{:?}", running.said);
}

#[test]
fn a_mirror_that_is_damaged_while_the_daemon_runs_heals() {
    let two = Two::new();
    two.push("first");
    let mut running = two.start();
    two.shows("first");
    let objects = two.here.path().join("state/mirror.git/objects");
    fs::remove_dir_all(&objects).unwrap();
    fs::create_dir(&objects).unwrap();
    running.hear("the mirror was made anew");
    two.push("second");
    two.shows("second");
}

#[test]
fn no_password_of_an_address_is_said() {
    let two = Two::new();
    // Nobody listens there.
    let mut running = two.start_at("http://me:sesame@127.0.0.1:9/acme/connectors.git");
    running.hear("`git ls-remote` failed");
    assert!(!running.said.concat().contains("sesame"), "{:?}", running.said);
}

#[test]
fn a_daemon_without_git_says_how_to_get_it() {
    let two = Two::new();
    let url = two.url();
    let arguments = ["daemon", "--remote", &url, "--state", "state", "--publish", "site"];
    let mut command = program();
    command.args(arguments).current_dir(two.here.path()).env("PATH", two.here.path());
    let mut running = Running::start(&mut command);
    running.hear("there is no `git` on this machine's PATH; install Git");
}

/// The time that passes, on a day that stays.
struct TestClock(Instant);

impl Clock for TestClock {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(1000).unwrap()
    }

    fn today(&self) -> jiff::civil::Date {
        crate::support::TODAY
    }
}

/// A remote that is fetched once an hour, unless somebody asks.
struct Hourly {
    board: Board,
    requests: Arc<Requests>,
    _state: StateFolder,
}

impl Hourly {
    fn start(two: &Two, folder: Option<PathBuf>) -> (Hourly, Remote) {
        let state = StateFolder::take(&two.here.path().join("state"), "a test").unwrap();
        let (board, requests) = (Board::new(), Arc::new(Requests::default()));
        let clock = Arc::new(TestClock(Instant::now()));
        let around = Surroundings { board: board.clone(), clock, say: Arc::new(|_| {}) };
        let every = Duration::from_secs(3600);
        let settings = RemoteSettings { url: two.url(), branch: "main".to_owned(), every };
        let remote = Remote::start(&settings, &state, folder, &around, &requests).unwrap();
        (Hourly { board, requests, _state: state }, remote)
    }

    /// Waits until the board says so; somebody looks meanwhile, as the loop does.
    fn until(&self, what: &str, scout: &mut dyn Scout, holds: impl Fn(&Status, &[Cause]) -> bool) {
        let (started, mut causes) = (Instant::now(), Vec::new());
        loop {
            causes.extend(scout.look(Duration::ZERO));
            if holds(&self.board.current(), &causes) {
                return;
            }
            assert!(started.elapsed() < BOUND, "{what}: {causes:?} {:?}", self.board.current());
            scout.wait(Duration::from_millis(20));
        }
    }
}

#[test]
fn who_asks_for_a_look_has_it_at_once_and_the_board_tells_how_the_remote_stands() {
    let two = Two::new();
    two.push("first");
    let (hourly, mut remote) = Hourly::start(&two, None);
    hourly.until("the first look", &mut remote, |status, causes| {
        !causes.is_empty() && status.counts.fetches == 1
    });
    let source = hourly.board.current().source.clone();
    assert_eq!(source.place, format!("main of {}", two.url()));
    assert_eq!((source.seen, source.stale_after), (Timestamp::from_second(1000).ok(), 3 * 3600));
    assert_eq!(source.problem, None);
    assert!(remote.is_ready());

    two.push("second");
    let second = two.last.get().unwrap().to_string();
    hourly.requests.look.store(true, Ordering::Relaxed);
    hourly.until("a look that was asked for", &mut remote, |_, causes| {
        causes == [Cause::Fetched(second.clone())]
    });
    assert!(!hourly.requests.look.load(Ordering::Relaxed), "it was heard");

    two.remote.run(&["update-ref", "-d", "refs/heads/main"]);
    remote.ask();
    hourly.until("the branch is gone", &mut remote, |status, _| {
        let problem = status.source.problem.as_deref().unwrap_or_default();
        problem.contains("there is no branch `main`") && status.counts.failed_fetches == 0
    });
    fs::rename(two.remote.path(), two.remote.path().with_extension("away")).unwrap();
    remote.ask();
    hourly.until("the remote is away", &mut remote, |status, _| status.counts.failed_fetches == 1);
    fs::rename(two.remote.path().with_extension("away"), two.remote.path()).unwrap();
    let ended = Instant::now();
    drop(remote);
    assert!(ended.elapsed() < Duration::from_secs(5));
}

#[test]
fn beside_a_folder_the_board_tells_how_far_that_is_behind() {
    let two = Two::new();
    two.push("first");
    let clone = two.here.path().join("clone");
    two.remote.run(&["clone", "--quiet", &two.url(), clone.to_str().unwrap()]);
    let (hourly, remote) = Hourly::start(&two, Some(clone.clone()));
    let say = |_| {};
    let watch = FolderScout::new(Watch::start(WatchOptions::new(&clone), &say));
    let mut beside = Beside::new(watch, remote);
    hourly.until("it is not behind", &mut beside, |status, _| status.source.behind == Some(0));
    two.push("second");
    two.push("third");
    // The flag is lowered by whoever builds.
    hourly.requests.look.store(true, Ordering::Relaxed);
    hourly.until("it is behind", &mut beside, |status, _| status.source.behind == Some(2));
    hourly.requests.look.store(false, Ordering::Relaxed);
    assert_eq!(hourly.board.current().source.seen, None, "a folder is seen by whoever looks at it");
    two.remote.run(&[
        "--git-dir",
        clone.join(".git").to_str().unwrap(),
        "fetch",
        "--quiet",
        &two.url(),
        "main",
    ]);
    two.remote.run(&["-C", clone.to_str().unwrap(), "merge", "--quiet", "--ff-only", "FETCH_HEAD"]);
    hourly.until("it is pulled", &mut beside, |status, _| status.source.behind == Some(0));
}

#[test]
fn a_publication_by_hand_is_of_the_remote_as_it_is_now() {
    let two = Two::new();
    let settings = format!(
        "state: state\nregistry: {{ remote: '{}' }}\ntargets:\n- {{ name: site, folder: site }}\n",
        two.url()
    );
    fs::write(two.here.path().join("daemon.yaml"), settings).unwrap();
    let publish = || crate::support::said(&["publish", "--config", "daemon.yaml"], two.here.path());
    for title in ["first", "second"] {
        two.push(title);
        let (_, errors, code) = publish();
        assert_eq!(code, 0, "{errors}");
        two.shows(title);
    }
    two.remote.run(&["update-ref", "-d", "refs/heads/main"]);
    let (_, errors, code) = publish();
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains("there is no branch `main`"), "{errors}");
    two.shows("second");
}
