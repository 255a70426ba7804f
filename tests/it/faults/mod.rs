//! Disks that are full, broken or closed, and programs that are killed: whatever happens at any call, readers find whole pages, no
//! drop is lost, and a plain second run puts everything right.
//!
//! 1. A run that is only watched by `strace` tells which calls there are.
//! 2. At each point, chosen evenly among them, another run meets a fault ([`Fault`]): it is killed before a call, or the call fails,
//!    once or from then on.
//! 3. What it left is judged, then a second run, at which nothing fails, and what that left. At some points the second run is killed
//!    as well, and a third one follows.
//! 4. [`sites`]: a site in a folder, and publications; [`inbox`]: packages that are taken in;
//!    [`state`]: what the daemon keeps.
//!
//! `CONNECTORY_POINTS` says at how many points; `CONNECTORY_RECOVERIES` at how many of them the second run is killed.

mod inbox;
mod sites;
mod state;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::dice::asked;
use crate::support::tell;

/// The calls that change what is on a disk, or open it.
const CALLS: [&str; 19] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "openat",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "copy_file_range",
    "ftruncate",
];
/// Errors, and the calls that give them.
const ERRORS: [(&str, &[&str]); 4] = [
    (
        "ENOSPC",
        &["write", "pwrite64", "fsync", "openat", "rename", "linkat", "symlink", "mkdir", "copy_file_range"],
    ),
    (
        "EIO",
        &[
            "write",
            "pwrite64",
            "fsync",
            "fdatasync",
            "openat",
            "rename",
            "unlink",
            "unlinkat",
            "linkat",
            "mkdir",
        ],
    ),
    ("EACCES", &["openat", "rename", "unlink", "unlinkat", "linkat", "symlink", "mkdir", "rmdir"]),
    ("EMFILE", &["openat"]),
];
/// How a run may end that is not killed; 127 where the system could not even load the program.
const SANE: [i32; 5] = [0, 1, 2, 75, 127];
/// All cases together have so many points, unless it is asked for another number.
const POINTS: u64 = 1_000;
/// Of a call that is rare there are no more points than these.
const RARE: usize = 60;
/// At so many of them the run that should put things right is killed.
const RECOVERIES: u64 = 60;

/// What is wrong with what was left.
type Judged = Result<(), String>;

/// What is done, and how it is judged.
struct Case<'c> {
    name: &'c str,
    /// Whether what the program prints is the product's, and not that of a test that is run as a program.
    speaks: bool,
    /// Its share of all points, in percent.
    share: usize,
    /// Makes what there is before, in an empty folder.
    setup: &'c (dyn Fn(&Path) + Sync),
    /// What is done then.
    command: &'c (dyn Fn(&Path) -> Command + Sync),
    /// Judges what a run left that met a fault and ended with an exit code, unless it was killed.
    left: &'c (dyn Fn(&Path, Option<i32>) -> Judged + Sync),
    /// Judges what a run left that met none.
    done: &'c (dyn Fn(&Path) -> Judged + Sync),
}

/// What happens at the n-th call of a name, in any thread.
#[derive(Debug, Clone)]
struct Fault {
    call: &'static str,
    /// An error, or nothing for a kill.
    error: Option<&'static str>,
    at: usize,
    /// Whether it fails from then on.
    for_ever: bool,
}

impl Fault {
    fn injection(&self) -> String {
        let Fault { call, at, .. } = self;
        let on = if self.for_ever { "+" } else { "" };
        match self.error {
            None => format!("inject={call}:signal=KILL:when={at}"),
            Some(error) => format!("inject={call}:error={error}:when={at}{on}"),
        }
    }
}

/// What was tried.
#[derive(Debug, Default)]
struct Tried {
    points: usize,
    /// The fault came.
    met: usize,
    recoveries: usize,
}

impl Case<'_> {
    /// Tries all points of this case's share.
    fn run(&self) {
        let template = folder();
        (self.setup)(template.path());
        let points = self.points(template.path());
        let share = |count: u64| (count as usize * self.share).div_ceil(100);
        let count = share(asked("CONNECTORY_POINTS", POINTS)).min(points.len());
        let recoveries = share(asked("CONNECTORY_RECOVERIES", RECOVERIES)).min(count);
        let chosen = chosen(&points, count);
        let next = AtomicUsize::new(0);
        let work = || {
            let mut tried = Tried::default();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let Some(fault) = chosen.get(n) else { return tried };
                let is_recovery = recoveries > 0 && n.is_multiple_of((count / recoveries).max(1));
                let second = is_recovery.then(|| &points[(n * 7_919 + 13) % points.len()]);
                self.try_at(template.path(), fault, second, &mut tried);
            }
        };
        let all = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
            let add = |all: Tried, tried: Tried| Tried {
                points: all.points + tried.points,
                met: all.met + tried.met,
                recoveries: all.recoveries + tried.recoveries,
            };
            workers.into_iter().map(|worker| worker.join().unwrap()).fold(Tried::default(), add)
        });
        tell(&format!(
            "crash: {}: {} points of {}, {} met, {} recoveries killed",
            self.name,
            all.points,
            points.len(),
            all.met,
            all.recoveries
        ));
        assert!(all.met * 3 > all.points * 2, "{}: most faults never came: {all:?}", self.name);
    }

    /// Every fault that can come to a run.
    fn points(&self, template: &Path) -> Vec<Fault> {
        let (folder, log) = (copied(template), tempfile::NamedTempFile::new().unwrap());
        let trace = format!("trace={}", CALLS.join(","));
        let output = self.strace(folder.path(), &["-o", log.path().to_str().unwrap(), "-e", &trace]);
        assert_eq!(output.status.code(), Some(0), "{}: {}", self.name, text(&output.stderr));
        self.hold((self.done)(folder.path()), "a run without faults");
        let counts = counts(&fs::read_to_string(log.path()).unwrap());
        let mut points: Vec<Fault> = Vec::new();
        for (call, (first, last)) in counts {
            for at in first..=last {
                points.push(Fault { call, error: None, at, for_ever: false });
                for (error, _) in ERRORS.iter().filter(|(_, calls)| calls.contains(&call)) {
                    let fault = |for_ever| Fault { call, error: Some(error), at, for_ever };
                    points.extend([fault(false), fault(true)]);
                }
            }
        }
        points.retain(|point| self.speaks || point.call != "write" || !point.for_ever);
        points
    }

    fn try_at(&self, template: &Path, fault: &Fault, second: Option<&Fault>, tried: &mut Tried) {
        let folder = copied(template);
        let mut faults = vec![fault];
        faults.extend(second);
        let mut told = String::new();
        for (n, fault) in faults.iter().enumerate() {
            let (output, is_met) = self.meet(folder.path(), fault);
            match n {
                0 => {
                    tried.points += 1;
                    tried.met += usize::from(is_met);
                }
                _ => tried.recoveries += 1,
            }
            told =
                format!("{told}{} ({}) {}; ", fault.injection(), output.status, text(&output.stderr).trim());
            let is_killed = output.status.signal() == Some(9);
            let is_sane = is_killed || output.status.code().is_some_and(|code| SANE.contains(&code));
            let said = text(&output.stderr);
            // What runs a test as a program gives up where it cannot print; that is no fault of ours.
            let is_test_itself =
                !self.speaks && output.status.code() == Some(101) && !said.contains("at src/");
            assert!(is_test_itself || is_sane && !said.contains("panicked"), "{}: {told}", self.name);
            self.hold((self.left)(folder.path(), output.status.code()), &told);
        }
        let output = (self.command)(folder.path()).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{}: {told}and then without any: {said}", self.name);
        self.hold((self.done)(folder.path()), &format!("{told}and then without any: {said}"));
    }

    fn hold(&self, judged: Judged, after: &str) {
        if let Err(what) = judged {
            panic!("{}: {after}: {what}", self.name);
        }
    }

    /// A run that meets a fault, and whether it came to that.
    fn meet(&self, folder: &Path, fault: &Fault) -> (Output, bool) {
        let log = tempfile::NamedTempFile::new().unwrap();
        let (trace, inject) = (format!("trace={}", fault.call), fault.injection());
        let output = self.strace(folder, &["-o", log.path().to_str().unwrap(), "-e", &trace, "-e", &inject]);
        let is_killed = output.status.signal() == Some(9);
        let is_met = is_killed || fs::read(log.path()).is_ok_and(|log| text(&log).contains("(INJECTED)"));
        (output, is_met)
    }

    fn strace(&self, folder: &Path, options: &[&str]) -> Output {
        let command = (self.command)(folder);
        let mut strace = Command::new("strace");
        strace
            .args(["-f", "-qq"])
            .args(options)
            .arg("--")
            .arg(command.get_program())
            .args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => strace.env(name, value),
                None => strace.env_remove(name),
            };
        }
        // One thread reads, so that every run makes the same calls.
        strace.env("RAYON_NUM_THREADS", "1");
        strace.current_dir(folder);
        strace.output().unwrap_or_else(|error| panic!("strace: {error}; run: apt-get install strace"))
    }
}

/// So many of the points, spread evenly; up to half of them are of calls that are rare, such as those that make a site current.
fn chosen(points: &[Fault], count: usize) -> Vec<&Fault> {
    let of = |call: &str| points.iter().filter(|point| point.call == call).count();
    let (rare, common): (Vec<&Fault>, Vec<&Fault>) = points.iter().partition(|point| of(point.call) <= RARE);
    let mut chosen = spread(&rare, (count / 2).max(count.saturating_sub(common.len())));
    chosen.extend(spread(&common, count.saturating_sub(chosen.len())));
    chosen
}

fn spread<'p>(points: &[&'p Fault], count: usize) -> Vec<&'p Fault> {
    let count = count.min(points.len());
    (0..count).map(|n| points[n * points.len() / count]).collect()
}

/// For each call the number of the first that comes after the program began to write, and of the last: of the thread that writes most.
fn counts(log: &str) -> BTreeMap<&'static str, (usize, usize)> {
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut counts = BTreeMap::new();
    let mut writes = false;
    // Threads that only read are not of interest; a fault that is meant for the one that writes may come to them as well.
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    let writing = log.lines().filter(|line| !line.contains(" openat(") || line.contains("O_CREAT"));
    writing.for_each(|line| *lines.entry(line.split(' ').next().unwrap_or_default()).or_default() += 1);
    let main = lines.into_iter().max_by_key(|(_, count)| *count).map_or("", |(process, _)| process);
    for line in log.lines() {
        let (process, call) = line.split_once(' ').unwrap_or_default();
        if process != main {
            continue;
        }
        let Some((name, words)) = call.trim_start().split_once('(') else { continue };
        let Some(name) = CALLS.iter().find(|call| **call == name) else { continue };
        let count = seen.entry(name).or_default();
        *count += 1;
        writes |= name.starts_with("mkdir") || words.contains("O_CREAT");
        if writes {
            let (first, last) = counts.entry(*name).or_insert((*count, *count));
            (*first, *last) = ((*first).min(*count), (*last).max(*count));
        }
    }
    counts
}

/// An empty folder; in memory, where the system has such, for a thousand runs make many files.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.unwrap()
}

/// A folder with all that a template holds, times included.
fn copied(template: &Path) -> tempfile::TempDir {
    let folder = folder();
    let from: PathBuf = template.join(".");
    let copied = Command::new("cp").arg("-a").arg(from).arg(folder.path()).output().unwrap();
    assert!(copied.status.success(), "{}", text(&copied.stderr));
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_full_disk_below_the_log_is_no_reason_to_leave_the_work_undone() {
    let folder = folder();
    crate::support::Small::valid().write_to(folder.path());
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut build = crate::support::program();
    build.args(["build", "--out", "site"]).current_dir(folder.path()).stderr(full);
    assert_eq!(build.status().unwrap().code(), Some(0));
    assert!(folder.path().join("site/index.html").exists());
}
