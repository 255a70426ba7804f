//! Kills the program before each of its system calls that write, one run after the other, and judges what is left.
//!
//! 1. A first run, which is only watched, tells what there will be after the change and which calls there are.
//! 2. For each call from the first one on that writes in the registry: the registry as it was, a run that is killed there.
//! 3. What is left must be the registry before or after the change, or one that `check` refuses as not finished.
//! 4. Then `check --fix` must leave nothing but one of the two: that after the change, where it had begun.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::program;

/// The calls before which a run is killed: all that change files, and those that open or lock them.
const CALLS: &str = "write,pwrite64,openat,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,\
                     fsync,fdatasync,flock,chmod,fchmod,fchmodat,ftruncate,copy_file_range,sendfile,symlink,symlinkat";
/// The folder in which a change is written down.
const FOLDER: &str = ".connectory-change";
/// So many parts of the points are judged at the same time.
const SIDE_BY_SIDE: usize = 2;

/// Every file and folder below a registry, but for those of Git, and what the files hold.
type Files = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// A command that changes a registry, and how that comes to be.
pub(crate) struct Crash<'c> {
    /// Makes the registry in an empty folder; the same one whenever asked.
    pub(crate) setup: &'c (dyn Fn(&Path) + Sync),
    /// The command that changes the registry in a folder, with its words.
    pub(crate) command: &'c (dyn Fn(&Path) -> Command + Sync),
}

/// A point at which a run is killed: before the call of this name that is the so-manieth of it.
type Point = (String, usize);

/// What a killed run left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// The registry before or after the change.
    Whole,
    /// A change that was begun and not finished.
    Begun,
    /// It was not killed: it came by another way than the run that was watched.
    Survived,
}

impl Crash<'_> {
    /// Kills the command at every point, and tells at how many it was.
    pub(crate) fn points(&self) -> usize {
        let before = self.folder();
        let old = files(before.path());
        let (points, new) = self.watch(before.path());
        assert!(old != new, "the command changes nothing");
        let judge = &|part: usize| {
            let points = points.iter().skip(part).step_by(SIDE_BY_SIDE);
            points.map(|point| self.kill(point, &old, &new)).collect::<Vec<Left>>()
        };
        let left: Vec<Left> = std::thread::scope(|scope| {
            let parts: Vec<_> = (0..SIDE_BY_SIDE).map(|part| scope.spawn(move || judge(part))).collect();
            parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
        });
        assert!(left.contains(&Left::Begun), "no run was killed in the middle of the change");
        left.iter().filter(|left| **left != Left::Survived).count()
    }

    fn folder(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        (self.setup)(folder.path());
        folder
    }

    /// Runs the command to its end: the points at which to kill it, and the files after it.
    fn watch(&self, folder: &Path) -> (Vec<Point>, Files) {
        let log = tempfile::NamedTempFile::new().unwrap();
        let output =
            self.trace(folder, &["-o", log.path().to_str().unwrap(), "-e", &format!("trace={CALLS}")]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let (mut counts, mut points, mut writes) = (BTreeMap::new(), BTreeSet::new(), false);
        for line in fs::read_to_string(log.path()).unwrap().lines() {
            let (thread, call) = line.split_once(' ').unwrap_or_default();
            let call = call.trim_start();
            let Some((name, words)) =
                call.split_once('(').filter(|(name, _)| CALLS.split(',').any(|call| call == *name))
            else {
                continue;
            };
            // What is injected counts the calls of each thread by itself.
            let count: &mut usize = counts.entry((thread.to_owned(), name.to_owned())).or_default();
            *count += 1;
            writes |= name.starts_with("mkdir") || words.contains("O_CREAT");
            if writes {
                points.insert((name.to_owned(), *count));
            }
        }
        (points.into_iter().collect(), files(folder))
    }

    /// Kills a run at a point and judges what it left.
    fn kill(&self, (name, count): &Point, old: &Files, new: &Files) -> Left {
        let at = format!("killed before {name} number {count}");
        let folder = self.folder();
        let inject = format!("inject={name}:signal=KILL:when={count}");
        let log = tempfile::NamedTempFile::new().unwrap();
        let log = log.path().to_str().unwrap();
        let output = self.trace(folder.path(), &["-o", log, "-e", &format!("trace={name}"), "-e", &inject]);
        let mut left = files(folder.path());
        if output.status.signal() != Some(9) {
            assert_eq!(&left, new, "{at}, which it survived");
            return Left::Survived;
        }
        let strays = left.keys().any(|path| path.starts_with(FOLDER));
        let begun = left.contains_key(&Path::new(FOLDER).join("plan.json"));
        left.retain(|path, _| !path.starts_with(FOLDER));
        if begun {
            let checked = program().arg("check").current_dir(folder.path()).output().unwrap();
            let said = String::from_utf8_lossy(&checked.stdout).into_owned();
            assert!(
                checked.status.code() == Some(1) && said.contains("error[change-unfinished]"),
                "{at}: {said}"
            );
        } else {
            assert!(&left == old || &left == new, "{at}, a mixture that nobody knows of: {:?}", left.keys());
        }
        if strays {
            let fixed = program().args(["check", "--fix"]).current_dir(folder.path()).output().unwrap();
            assert!(fixed.status.code() < Some(2), "{at}: {}", String::from_utf8_lossy(&fixed.stderr));
            let left = files(folder.path());
            assert!(&left == new || (!begun && &left == old), "{at}, and mended: {:?}", left.keys());
        }
        if begun { Left::Begun } else { Left::Whole }
    }

    /// Runs the command below `strace`.
    fn trace(&self, folder: &Path, options: &[&str]) -> Output {
        let command = (self.command)(folder);
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq"]).args(options).arg("--");
        strace.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => strace.env(name, value),
                None => strace.env_remove(name),
            };
        }
        // One thread reads, so that every run makes the same calls.
        strace.env("RAYON_NUM_THREADS", "1");
        strace.current_dir(command.get_current_dir().unwrap_or(folder));
        strace.output().unwrap_or_else(|error| panic!("strace: {error}; run: apt-get install strace"))
    }
}

fn files(folder: &Path) -> Files {
    let walk = walkdir::WalkDir::new(folder).min_depth(1).into_iter();
    let shown = walk.filter_entry(|entry| entry.file_name() != ".git").map(|entry| entry.unwrap());
    let file = |entry: walkdir::DirEntry| {
        let below = entry.path().strip_prefix(folder).unwrap().to_owned();
        (below, (!entry.file_type().is_dir()).then(|| fs::read(entry.path()).unwrap()))
    };
    shown.map(file).collect()
}
