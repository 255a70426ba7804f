//! A branch elsewhere is followed: what is pushed to it is on the site, and what happens to it is told.

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use git2::Oid;

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
