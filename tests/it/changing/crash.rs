//! Commands that are killed before each of their system calls that write: what is left is the old registry, the new one, or
//! one that `check` refuses until it is finished.

use std::path::{Path, PathBuf};
use std::process::Command;

use connectory::package;

use crate::support::crash::Crash;
use crate::support::{self, ID, NAME, Small, program, write};

const THIRD_ID: &str = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";

/// A registry with two connectors, of which one is used.
fn setup(folder: &Path) {
    let small = Small::with_two_connectors();
    small.files().iter().for_each(|(at, bytes)| write(&folder.join(at.as_str()), bytes));
}

/// At how many points a command was killed.
fn points(words: &[&str]) -> usize {
    let command = |folder: &Path| {
        let mut command: Command = program();
        command.args(words).args(["--as-of", "2026-11-01"]).current_dir(folder);
        command
    };
    Crash { setup: &setup, command: &command }.points()
}

/// A package of each connector in `inbox`: a version of one that is there, and two of a new one.
fn packages(inbox: &Path) -> Vec<PathBuf> {
    let all = [(ID, NAME, "1.2"), (THIRD_ID, "Valve", "1.0"), (THIRD_ID, "Valve", "1.1")];
    let files = all.iter().enumerate().map(|(at, (id, name, version))| {
        let file = inbox.join(format!("{at}.xmp"));
        write(&file, &package::write(&support::package(id, name, version)));
        file
    });
    files.collect()
}

#[test]
fn killed_at_any_call_adding_removing_and_renaming_leave_the_old_registry_the_new_one_or_an_error() {
    let inbox = tempfile::tempdir().unwrap();
    let packages = packages(inbox.path());
    let packages: Vec<&str> = packages.iter().map(|file| file.to_str().unwrap()).collect();
    let add = [&["add", "--owner", "@edge"][..], &packages].concat();
    let added = points(&add);
    let removed = points(&["remove", "level-gauge", "flow-meter@1.1", "--yes"]);
    let renamed = points(&["rename", "flow-meter", "flow"]);
    let points = added + removed + renamed;
    assert!(points >= 300, "only {points} points: {added}, {removed}, {renamed}");
}
