//! Commands that change a registry, as a shell sees them.

#[cfg(target_os = "linux")]
mod crash;
mod sequences;
mod walkthrough;

use std::path::Path;
use std::process::{Command, Output};

/// The program with `words` and `more`, in `folder`, on the day of these tests.
fn run(folder: &Path, words: &[String], more: &[&str]) -> Output {
    let mut command = crate::support::program();
    command.args(words).args(["--as-of", "2026-11-01"]).args(more).current_dir(folder);
    command.stdin(std::process::Stdio::null()).output().unwrap()
}

/// Git, with an identity and no configuration of the machine.
fn git(folder: &Path, words: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "core.autocrlf=false"]);
    let command = command.args(words).current_dir(folder).env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
    assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
}
