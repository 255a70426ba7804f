//! Packages that are dropped: nothing is taken before it is whole, nothing is lost, and what becomes of it is told.

mod drops;
mod git;
mod names;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connectory::daemon::inbox::{Inbox, Push};
use connectory::daemon::settings::InboxSettings;
use connectory::daemon::{Board, Clock, Event, InboxStatus, Surroundings, Whence};
use connectory::package::{self, Package};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::support::{self, ID, NAME, Small, TODAY, TestRepository};

/// A clock that stands until it is turned.
#[derive(Clone, Default)]
struct Turned(Arc<Mutex<Duration>>);

impl Clock for Turned {
    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_793_500_000).unwrap() + self.elapsed()
    }

    fn today(&self) -> Date {
        TODAY
    }
}

/// A registry in a repository, an inbox elsewhere, a clock, and what was said.
struct Plant {
    repository: TestRepository,
    root: tempfile::TempDir,
    clock: Turned,
    board: Board,
    said: Arc<Mutex<Vec<String>>>,
}

impl Plant {
    /// The smallest registry, on `main`.
    fn new() -> Plant {
        Plant::of(&Small::valid(), &[])
    }

    /// A registry, and files of the repository around it.
    fn of(small: &Small, around: &support::Files<'_>) -> Plant {
        let repository = TestRepository::new();
        small.write_to(&repository.path().join("registry"));
        repository.write(around);
        repository.run(&["add", "--all"]);
        repository.run(&["commit", "--quiet", "--message", "Begin"]);
        Plant {
            repository,
            root: tempfile::tempdir().unwrap(),
            clock: Turned::default(),
            board: Board::new(),
            said: Arc::default(),
        }
    }

    fn folder(&self) -> Whence {
        Whence::Folder(self.repository.path().join("registry"))
    }

    fn inbox(&self) -> Inbox {
        self.inbox_of(self.settings("inbox"), self.folder(), None)
    }

    fn settings(&self, name: &str) -> InboxSettings {
        InboxSettings {
            folder: self.root.path().join(name),
            owners: vec!["@edge".into()],
            category: Some("device".into()),
            ..InboxSettings::default()
        }
    }

    fn inbox_of(&self, settings: InboxSettings, whence: Whence, push: Option<Box<dyn Push>>) -> Inbox {
        let said = Arc::clone(&self.said);
        let say = move |event: Event| said.lock().unwrap().push(event.to_string());
        let clock = Arc::new(self.clock.clone());
        let around = Surroundings { board: self.board.clone(), clock, say: Arc::new(say) };
        Inbox::new(&settings, whence, push, "process 1", around)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.root.path().join("inbox").join(name)
    }

    fn drop(&self, name: &str, bytes: &[u8]) {
        support::write(&self.at(name), bytes);
    }

    /// Looks, lets time pass, looks again.
    fn pass(&self, inbox: &mut Inbox, seconds: u64) {
        inbox.step();
        *self.clock.0.lock().unwrap() += Duration::from_secs(seconds);
        inbox.step();
    }

    fn status(&self) -> InboxStatus {
        self.board.current().inboxes[0].clone()
    }

    /// The branches that were made, each with its number of commits.
    fn branches(&self) -> Vec<String> {
        let listed = self.repository.run(&["branch", "--format=%(refname:short)", "--list", "add/*"]);
        let count = |name: &str| {
            let count = self.repository.run(&["rev-list", "--count", &format!("main..{name}")]);
            format!("{name} {}", count.trim())
        };
        listed.lines().map(count).collect()
    }

    /// The names in a folder of the inbox.
    fn names(&self, folder: &str) -> Vec<String> {
        let Ok(listed) = fs::read_dir(self.at(folder)) else { return Vec::new() };
        let mut names: Vec<String> =
            listed.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// What lies in the inbox itself, but for its own folders.
    fn left(&self) -> Vec<String> {
        let mut names = self.names("");
        names.retain(|name| !["accepted", "rejected", "taken"].contains(&name.as_str()));
        names
    }

    fn report(&self, name: &str) -> String {
        fs::read_to_string(self.at(&format!("{name}.report.txt"))).unwrap()
    }

    /// HEAD, index, `main` and every file of the work tree.
    fn state(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = self.repository.work_tree();
        let own =
            [".git/HEAD", ".git/index", ".git/refs/heads/main"].map(|name| self.repository.path().join(name));
        files.extend(own.map(|path| (path.clone(), fs::read(path).unwrap())));
        files
    }
}

/// A version of the connector that is there.
fn version(number: &str) -> Vec<u8> {
    package::write(&support::package(ID, NAME, number))
}

/// A package of a connector that is not.
fn newcomer(number: &str) -> Package<'static> {
    support::package(support::OTHER_ID, "Level Gauge", number)
}

fn report_json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}
