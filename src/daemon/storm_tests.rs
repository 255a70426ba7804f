//! Checkouts of many files, and queues that overflow meanwhile: afterwards every file is known, and no folder is blind.
//!
//! `CONNECTORY_STORM_FILES` says how many files there are, in a third as many folders.

use std::process::Command;
use std::time::Instant;

use super::*;
use crate::daemon::{Debounce, Next};

/// Longer than anything here takes; only a failing test waits for it.
const BOUND: Duration = Duration::from_secs(300);
/// Checkouts each way.
const CHECKOUTS: usize = 3;
/// Overflows while they are made.
const OVERFLOWS: usize = 20;
/// So many folders are touched at a time: their events fit into the queue.
const AT_ONCE: usize = 200;

fn git(root: &Path, words: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "gc.auto=0"]).args(words);
    git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null").current_dir(root);
    let output = git.output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository whose branch `few` has one file, and whose branch `many` has this many and the first of them changed.
fn repository(root: &Path, files: usize) {
    git(root, &["init", "-q", "-b", "few"]);
    fs::write(root.join("first"), "few").unwrap();
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "Few"]);
    git(root, &["checkout", "-q", "-b", "many"]);
    fs::write(root.join("first"), "many").unwrap();
    for n in 0..files {
        let folder = root.join(format!("{}/{}", n % 37, n / 37 % (files / 111 + 1)));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{n}.yaml")), format!("{n}")).unwrap();
    }
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "Many"]);
}

/// A watch, the daemon's patience, and how often both said to build.
struct Following<'w> {
    watch: Watch<'w>,
    debounce: Debounce,
    since: Instant,
    builds: usize,
}

impl Following<'_> {
    fn look(&mut self) {
        let now = self.since.elapsed();
        if !self.watch.look(now).is_empty() {
            self.debounce.event(now);
        }
        self.debounce.lock(now, self.watch.git_is_busy());
        if self.debounce.next(now) == Next::Build {
            self.watch.settle(now);
            self.builds += 1;
        }
    }

    /// Looks until a build saw what the tree is, and none is waited for; says how long that took.
    fn settle(&mut self, files: usize) -> Duration {
        let since = Instant::now();
        loop {
            self.look();
            let known = self.watch.files() == files && !self.debounce.is_waiting();
            if known && Listing::take(&self.watch.scope).difference(&self.watch.listing).is_empty() {
                return since.elapsed();
            }
            assert!(since.elapsed() < BOUND, "{} of {files} files are known", self.watch.files());
            self.watch.wait(Duration::from_millis(10));
        }
    }

    /// What a full queue does: it forgets what it held, and says so.
    fn overflow(&mut self) {
        self.watch.heard.take();
        self.watch.heard.lock().overflow = true;
    }
}

#[expect(clippy::print_stderr, reason = "a test of this size says how it went")]
#[test]
fn after_checkouts_of_many_files_and_overflows_no_folder_is_blind() {
    let files = std::env::var("CONNECTORY_STORM_FILES").map_or(3_000, |text| text.parse().unwrap());
    let root = tempfile::tempdir().unwrap();
    repository(root.path(), files);
    let say = |_| {};
    let mut following = Following {
        watch: Watch::start(WatchOptions::new(root.path()), &say),
        debounce: Debounce::new(),
        since: Instant::now(),
        builds: 0,
    };
    let mut slowest = Duration::ZERO;
    for turn in 0..2 * CHECKOUTS {
        let (branch, expected) = [("few", 1), ("many", files + 1)][turn % 2];
        std::thread::scope(|scope| {
            let checkout = scope.spawn(|| git(root.path(), &["checkout", "-q", branch]));
            let mut overflows = OVERFLOWS.div_ceil(2 * CHECKOUTS);
            while !checkout.is_finished() || overflows > 0 {
                if overflows > 0 {
                    following.overflow();
                    overflows -= 1;
                }
                following.look();
                following.watch.wait(Duration::from_millis(10));
            }
        });
        slowest = slowest.max(following.settle(expected));
    }
    let folders: Vec<PathBuf> = following.watch.listing.folders().map(Path::to_owned).collect();
    assert!(folders.len() > files / 4, "{} folders", folders.len());
    for some in folders.chunks(AT_ONCE) {
        some.iter().for_each(|folder| fs::write(folder.join("touched"), "").unwrap());
        let since = Instant::now();
        // What an event names waits to be listed; nothing else puts a folder there.
        while !some.iter().all(|folder| following.watch.stale.contains(folder)) {
            assert!(since.elapsed() < BOUND, "some folders are blind");
            following.watch.look(Duration::ZERO);
            following.watch.wait(Duration::from_millis(10));
        }
        following.watch.settle(following.since.elapsed());
    }
    eprintln!(
        "storm: {files} files, {} folders, {} checkouts, {OVERFLOWS} overflows, {} builds; settled within {:.1} s",
        folders.len(),
        2 * CHECKOUTS,
        following.builds,
        slowest.as_secs_f64()
    );
}
