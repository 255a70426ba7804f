//! What the daemon keeps for its next start: the old text or the new one.

use std::path::Path;
use std::process::Command;

use connectory::daemon::StateFolder;

use super::{Case, Judged};

/// The folder in which [`keep`] is done, where a test runs it as a program of its own.
const WHERE: &str = "CONNECTORY_KEEP_IN";

/// No test but what one runs: keeps another text, in a process that can be killed.
#[test]
fn keep() {
    let Some(folder) = std::env::var_os(WHERE) else { return };
    let state = StateFolder::take(&Path::new(&folder).join("state"), "a test");
    let kept = state.and_then(|state| state.write("known.json", &after()));
    std::process::exit(if kept.is_ok() { 0 } else { 2 });
}

fn before() -> String {
    "before".to_owned()
}

/// More than one write takes.
fn after() -> String {
    "after ".repeat(100_000)
}

#[test]
fn whatever_fails_while_the_daemon_keeps_what_it_knows_the_old_or_the_new_is_read_again() {
    let setup = |folder: &Path| {
        let state = StateFolder::take(&folder.join("state"), "a test").unwrap();
        state.write("known.json", &before()).unwrap();
    };
    let command = |folder: &Path| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "faults::state::keep", "--test-threads=1", "--nocapture"]);
        command.env(WHERE, folder).env("RUST_BACKTRACE", "0").current_dir(folder);
        command
    };
    let known = |folder: &Path| {
        let state = StateFolder::take(&folder.join("state"), "a test").map_err(|error| error.to_string())?;
        state.read("known.json").ok_or_else(|| "nothing is known any more".to_owned())
    };
    let left = |folder: &Path, _: Option<i32>| -> Judged {
        let known = known(folder)?;
        let is_whole = known == before() || known == after();
        is_whole.then_some(()).ok_or_else(|| format!("{} bytes, neither the old nor the new", known.len()))
    };
    let done = |folder: &Path| -> Judged {
        let is_clean = !folder.join("state/known.json.new").exists();
        (known(folder)? == after() && is_clean).then_some(()).ok_or_else(|| "it was not kept".to_owned())
    };
    let case = Case {
        name: "state",
        share: 5,
        speaks: false,
        setup: &setup,
        command: &command,
        left: &left,
        done: &done,
    };
    case.run();
}
