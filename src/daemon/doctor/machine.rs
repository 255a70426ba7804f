//! What the machine has: Git, programs, ports, files with secrets.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use super::Check;
use crate::daemon::settings::{HookSettings, Place, Settings, Whom};
use crate::source::GitCommand;

/// Git itself, which is needed for what crosses a network.
pub(super) fn git(settings: &Settings) -> Check {
    let is_needed = settings.registry.remote.is_some()
        || settings.targets.iter().any(|target| matches!(target.place, Place::Branch { .. }));
    match GitCommand::at(Path::new(".")).run(&["version"]) {
        Ok(version) => Check::fine("git", version.trim().to_owned()),
        Err(error) if is_needed => Check::broken("git", error.to_string(), "install Git"),
        Err(error) => Check::fine("git", format!("not needed by these settings ({error})")),
    }
}

/// The program that a hook starts. An address is not asked: that would tell it something.
pub(super) fn hook(hook: &HookSettings) -> Option<Check> {
    let Whom::Command(command) = &hook.whom else { return None };
    let program = command.first()?;
    Some(match found(program) {
        Some(path) if is_executable(&path) => Check::fine("hook", format!("`{}`", path.display())),
        Some(path) => Check::broken(
            "hook",
            format!("`{}` cannot be run by this user", path.display()),
            format!("run `chmod +x {}`", path.display()),
        ),
        None => Check::broken(
            "hook",
            format!("there is no program `{program}`"),
            "write its whole path, such as /usr/local/bin/tell-us",
        ),
    })
}

fn found(program: &str) -> Option<PathBuf> {
    if program.contains(std::path::is_separator) {
        return Some(PathBuf::from(program)).filter(|path| path.is_file());
    }
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_path: &Path) -> bool {
    true
}

/// Whether a port can be listened on.
pub(super) fn port(about: &str, at: SocketAddr, runs: bool) -> Check {
    match TcpListener::bind(at) {
        Ok(_) if !at.ip().is_loopback() => Check::doubtful(
            about,
            format!("{at} can be reached from other machines, without encryption or passwords"),
            "listen on 127.0.0.1 behind a reverse proxy",
        ),
        Ok(_) => Check::fine(about, format!("{at} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse && runs => {
            Check::fine(about, format!("{at} is in use, as it should be while a daemon runs"))
        }
        Err(error) => Check::broken(about, format!("cannot listen on {at}: {error}"), "choose another port"),
    }
}

/// A file that nobody else should read.
pub(super) fn secret(about: &str, path: &Path) -> Check {
    let shown = path.display();
    let found = match path.metadata() {
        Ok(found) if found.is_file() => found,
        Ok(_) => return Check::broken(about, format!("`{shown}` is no file"), "name a file"),
        Err(error) => {
            return Check::broken(about, format!("`{shown}`: {error}"), "name a file that is there");
        }
    };
    match is_open_to_others(&found) {
        true => Check::doubtful(
            about,
            format!("`{shown}` can be read by others"),
            format!("run `chmod 600 {shown}`"),
        ),
        false if found.len() == 0 => {
            Check::broken(about, format!("`{shown}` is empty"), "put the secret into it")
        }
        false => Check::fine(about, format!("`{shown}`")),
    }
}

#[cfg(unix)]
fn is_open_to_others(found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    found.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_found: &std::fs::Metadata) -> bool {
    false
}
