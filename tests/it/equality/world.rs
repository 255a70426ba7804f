//! A registry in a repository that things happen to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use jiff::civil::Date;

use crate::support::dice::Dice;
use crate::support::{self, Small, TODAY, write};

/// How many connectors there may be.
pub(super) const CONNECTORS: usize = 4;

/// A registry on disk, and what happened to it.
pub(super) struct World {
    /// Keeps the folder.
    _place: tempfile::TempDir,
    /// The work tree.
    pub(super) top: PathBuf,
    /// The registry's folder, in it or itself.
    pub(super) registry: PathBuf,
    /// Where sites and other work trees go.
    pub(super) beside: PathBuf,
    /// The day.
    pub(super) today: Date,
    /// What happened, in order.
    pub(super) told: Vec<String>,
    /// A file that is being written, and what it will hold.
    pub(super) half: Option<(PathBuf, Vec<u8>)>,
    /// Counts commits, whose times follow from it, and edits, whose words do.
    pub(super) count: u64,
}

/// The id of a connector.
fn id(number: usize) -> String {
    format!("3f1c6f0a-52a5-4f0e-9d0c-6b1f8a2c7e1{number}")
}

/// A connector with one version, in the folder `connectors/c<number>`.
pub(super) fn connector(number: usize) -> &'static Small {
    static MADE: LazyLock<Vec<Small>> = LazyLock::new(|| (0..CONNECTORS).map(made).collect());
    &MADE[number]
}

fn made(number: usize) -> Small {
    let (id, name) = (id(number), format!("Meter {number}"));
    let folder = format!("connectors/c{number}");
    Small::default().bare_connector(&folder, &id, &name).version(
        &folder,
        "1.0",
        &support::package(&id, &name, "1.0"),
    )
}

/// The files of another version of it.
pub(super) fn version(number: usize, folder: &str, minor: usize) -> Small {
    let package = support::package(&id(number), &format!("Meter {number}"), &format!("1.{minor}"));
    Small::default().version(folder, &format!("1.{minor}"), &package)
}

/// The files of an application.
pub(super) fn application(number: usize) -> (String, String) {
    let name = format!("applications/a{number}.yaml");
    let uses = format!(
        "connectors:\n  - connector: c{}\n    version: \"1.0\"\n    settings: [Host, Port]\n",
        number % 2
    );
    (name, format!("name: App {number}\nowner: alice\naccess: [operations]\nobserved: 2026-10-30\n{uses}"))
}

impl World {
    /// A registry without errors, committed; in a repository of its own or in a work tree of another one, at the top or below.
    pub(super) fn new(dice: &mut Dice) -> World {
        let place = tempfile::tempdir().unwrap();
        let path = fs::canonicalize(place.path()).unwrap();
        let (top, beside) = (path.join("top"), path.join("beside"));
        fs::create_dir(&top).unwrap();
        fs::create_dir(&beside).unwrap();
        let (is_below, is_linked) = (!dice.once_in(3), dice.once_in(5));
        let mut world = World {
            registry: if is_below { top.join("plant") } else { top.clone() },
            top,
            beside,
            _place: place,
            today: TODAY,
            told: Vec::new(),
            half: None,
            count: 0,
        };
        world.put_right();
        for words in [&["init", "-q", "-b", "main"][..], &["add", "-A"], &["commit", "-q", "-m", "First"]] {
            assert!(world.git(words), "{words:?}");
        }
        if is_linked {
            let linked = path.join("linked");
            assert!(world.git(&["worktree", "add", "-q", "-b", "side", linked.to_str().unwrap()]));
            world.registry = if is_below { linked.join("plant") } else { linked.clone() };
            world.top = linked;
        }
        world.told.clear();
        world
    }

    /// Runs git in the work tree, with a time of its own; says whether it did what it was asked.
    pub(super) fn git(&mut self, words: &[&str]) -> bool {
        self.count += 1;
        let time = format!("@{} +0000", 1_767_225_600 + self.count * 3_600);
        let mut git = Command::new("git");
        git.args(["-c", "gc.auto=0", "-c", "advice.mergeConflict=false"]).args(words).current_dir(&self.top);
        git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_EDITOR", "true");
        for role in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{role}_NAME"), "Ann").env(format!("GIT_{role}_EMAIL"), "ann@example.com");
            git.env(format!("GIT_{role}_DATE"), &time);
        }
        let output = git.output().unwrap();
        let done = output.status.success();
        self.told.push(format!("git {}{}", words.join(" "), if done { "" } else { " (refused)" }));
        done
    }

    /// Notes what happens.
    pub(super) fn tell(&mut self, what: impl Into<String>) {
        self.told.push(what.into());
    }

    /// A number that was not there before.
    pub(super) fn number(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Every file of the registry, and the path it has there.
    pub(super) fn files(&self) -> BTreeMap<String, PathBuf> {
        let walk = walkdir::WalkDir::new(&self.registry).into_iter();
        let shown = walk.filter_entry(|entry| entry.file_name() != ".git").filter_map(Result::ok);
        let file = |entry: walkdir::DirEntry| {
            let below = entry.path().strip_prefix(&self.registry).ok()?.to_str()?.to_owned();
            Some((below, entry.path().to_owned()))
        };
        shown.filter(|entry| entry.file_type().is_file()).filter_map(file).collect()
    }

    /// The folders that hold a `connector.yaml`, as paths in the registry.
    pub(super) fn connectors(&self) -> Vec<String> {
        let of = |path: &String| path.strip_suffix("/connector.yaml").map(str::to_owned);
        self.files().keys().filter_map(of).collect()
    }

    /// Where a path of the registry lies.
    pub(super) fn at(&self, path: &str) -> PathBuf {
        self.registry.join(path)
    }

    /// Makes the registry one without errors, whatever it was: what it was begun with, and nothing else.
    pub(super) fn put_right(&mut self) {
        self.tell("everything is put right");
        self.half = None;
        for name in ["connectors", "applications", "connectors.away"] {
            remove(&self.at(name));
        }
        for path in self.files().into_values().collect::<Vec<_>>() {
            remove(&path);
        }
        let base = Small::valid();
        for name in ["registry.yaml", "categories.yaml", "access.yaml"] {
            remove(&self.at(name));
            write(&self.at(name), &base.bytes(name));
        }
        for number in 0..2 {
            connector(number).write_to(&self.registry);
        }
        let (name, text) = application(0);
        write(&self.at(&name), text.as_bytes());
    }
}

/// Removes whatever is there.
pub(super) fn remove(path: &Path) {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path).unwrap(),
        Ok(_) => fs::remove_file(path).unwrap(),
        Err(_) => {}
    }
}
