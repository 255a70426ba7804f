//! Packages that are taken in: a drop is in one place at any moment, and ends where it belongs.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use connectory::daemon::inbox::Inbox;
use connectory::daemon::settings::InboxSettings;
use connectory::daemon::{Board, Clock, Event, Surroundings, Whence};
use connectory::package;
use jiff::civil::Date;

use super::Case;
use crate::support::{self, ID, NAME, Small, TODAY, write};

/// The folder in which [`take_in`] is done, where a test runs it as a program of its own.
const WHERE: &str = "CONNECTORY_TAKE_IN";

#[derive(Default)]
struct Turned(AtomicU64);

impl Clock for Turned {
    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::Relaxed))
    }

    fn now(&self) -> jiff::Timestamp {
        // Locks that a killed run left have the machine's time.
        jiff::Timestamp::now() + self.elapsed()
    }

    fn today(&self) -> Date {
        TODAY
    }
}

/// No test but what one runs: looks at an inbox until nothing is left in it, in a process that can be killed.
#[test]
fn take_in() {
    let Some(folder) = std::env::var_os(WHERE) else { return };
    let (folder, clock) = (Path::new(&folder), Arc::new(Turned::default()));
    let settings = InboxSettings { folder: folder.join("inbox"), ..InboxSettings::default() };
    // Where it cannot be said the test goes on.
    let say = Arc::new(|event: Event| _ = writeln!(std::io::stderr(), "{event}"));
    let around = Surroundings { board: Board::new(), clock: clock.clone(), say };
    let mut inbox = Inbox::new(&settings, Whence::Folder(folder.join("registry")), None, "a test", around);
    // Long enough for what waits the longest, which is a minute.
    for _ in 0..60 {
        inbox.step();
        clock.0.fetch_add(3, Ordering::Relaxed);
    }
    std::process::exit(0);
}

fn drops() -> [(&'static str, Vec<u8>); 2] {
    let good = support::package(ID, NAME, "1.2").with("Description", "Reads a meter.");
    // A version that was published already never gets other bytes.
    let other = support::package(ID, NAME, "1.1").with("Description", "Reads another meter.");
    [("meter.xmp", package::write(&good)), ("other.xmp", package::write(&other))]
}

/// Git in the registry.
fn git(folder: &Path, words: &[&str]) -> Result<String, String> {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]).args(words);
    git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = git.current_dir(folder.join("registry")).output().unwrap();
    match output.status.success() {
        true => Ok(super::text(&output.stdout)),
        false => Err(format!("git {words:?}: {}", super::text(&output.stderr))),
    }
}

/// The folders of an inbox in which a file of these bytes lies.
fn places(inbox: &Path, bytes: &[u8]) -> Vec<String> {
    let walk = walkdir::WalkDir::new(inbox).into_iter().filter_map(Result::ok);
    let held = walk.filter(|entry| fs::read(entry.path()).is_ok_and(|found| found == bytes));
    held.map(|entry| entry.path().strip_prefix(inbox).unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn whatever_fails_while_packages_are_taken_in_none_is_lost_and_each_ends_where_it_belongs() {
    let setup = |folder: &Path| {
        Small::valid().write_to(&folder.join("registry"));
        for words in [&["init", "-q", "-b", "main"][..], &["add", "-A"], &["commit", "-q", "-m", "First"]] {
            git(folder, words).unwrap();
        }
        for (name, bytes) in drops() {
            write(&folder.join("inbox").join(name), &bytes);
        }
    };
    let command = |folder: &Path| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "faults::inbox::take_in", "--test-threads=1", "--nocapture"]);
        command.env(WHERE, folder).env("RUST_BACKTRACE", "0").current_dir(folder);
        command
    };
    let left = |folder: &Path, _: Option<i32>| {
        for (name, bytes) in drops() {
            if places(&folder.join("inbox"), &bytes).is_empty() {
                return Err(format!("{name} is lost"));
            }
        }
        git(folder, &["fsck", "--connectivity-only"]).map(|_| ())
    };
    let done = |folder: &Path| {
        let inbox = folder.join("inbox");
        for ((name, bytes), state) in drops().iter().zip(["accepted", "rejected"]) {
            let places = places(&inbox, bytes);
            if !(places.len() == 1 && places[0].starts_with(state)) {
                let said = fs::read_to_string(inbox.join("rejected").join(format!("{name}.report.txt")));
                return Err(format!("{name} is in {places:?}, and not in {state}: {said:?}"));
            }
        }
        let package = git(folder, &["ls-tree", "-r", "--name-only", "add/flow-meter-1.2"])?;
        let commits = git(folder, &["rev-list", "--count", "main..add/flow-meter-1.2"])?;
        let branches = git(folder, &["branch", "--format=%(refname:short)"])?;
        let is_right =
            package.contains("versions/1.2.xmp") && commits.trim() == "1" && branches.lines().count() == 2;
        let walk = walkdir::WalkDir::new(&inbox).into_iter().filter_map(Result::ok);
        let names: Vec<String> = walk.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        let strays: Vec<_> =
            names.iter().filter(|name| name.ends_with(".new") || name.ends_with(".tmp")).collect();
        match is_right && strays.is_empty() {
            true => Ok(()),
            false => Err(format!("{package} {commits} {branches} {strays:?}")),
        }
    };
    let case = Case {
        name: "inbox",
        share: 25,
        speaks: false,
        setup: &setup,
        command: &command,
        left: &left,
        done: &done,
    };
    case.run();
}
