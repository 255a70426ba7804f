//! Commands that are killed before each of their system calls that write: what is left is the old registry, the new one, or
//! one that `check` refuses until it is finished.

use std::path::Path;
use std::process::Command;

use connectory::package;

use crate::support::crash::Crash;
use crate::support::{self, ID, NAME, Small, program, write};

const THIRD_ID: &str = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";

/// A registry with two connectors, of which one is used and the other has many files.
fn setup(folder: &Path) {
    let mut small = Small::with_two_connectors();
    for number in 0..36 {
        small =
            small.with(&format!("connectors/level-gauge/assets/{number}.png"), format!("picture {number}"));
    }
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

/// Packages in `inbox`: a version of a connector that is there, and several of a new one.
fn packages(inbox: &Path) -> Vec<String> {
    let package = |id: &str, name: &str, version: &str| {
        let file = inbox.join(format!("{name}-{version}.xmp"));
        write(
            &file,
            &package::write(&support::package(id, name, version).with("Description", "Reads a meter.")),
        );
        file.to_str().unwrap().to_owned()
    };
    let new = (0..6).map(|minor| package(THIRD_ID, "Valve", &format!("1.{minor}")));
    std::iter::once(package(ID, NAME, "1.2")).chain(new).collect()
}

#[test]
fn killed_at_any_call_adding_removing_and_renaming_leave_the_old_registry_the_new_one_or_an_error() {
    let inbox = tempfile::tempdir().unwrap();
    let packages = packages(inbox.path());
    let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
    let one = [&["add"][..], &packages[..1]].concat();
    let all = [&["add", "--owner", "@edge"][..], &packages].concat();
    let commands = [
        &one[..],
        &all,
        &["remove", "flow-meter@1.1", "--yes"],
        &["remove", "level-gauge", "flow-meter@1.1", "--yes"],
        &["rename", "flow-meter", "flow"],
        &["rename", "level-gauge", "gauge"],
    ];
    let points = commands.map(points);
    assert!(points.iter().sum::<usize>() >= 1_000, "only {points:?} points");
}
