//! A program that is told on its standard input. No shell, no secrets, no longer than it may.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::diag::printable;

/// Of what it says no more is kept, in bytes.
const MOST_SAID: u64 = 4 << 10;
/// How often to look whether it is done.
const GLANCE: Duration = Duration::from_millis(20);
/// What it left running may hold its output; it is not waited for.
const LINGER: Duration = Duration::from_millis(500);
/// What of our environment it gets: everything else may be a secret of ours.
const ENVIRONMENT: [&str; 16] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "PATHEXT",
    "COMSPEC",
    "WINDIR",
];

/// Runs `command` with `body` on its standard input.
///
/// # Errors
/// In words: it cannot be started, takes longer than `limit` and is stopped with all it started, or fails.
pub(super) fn run(command: &[String], body: &[u8], limit: Duration) -> Result<(), String> {
    let (program, arguments) = command.split_first().ok_or("no program is named")?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).env_clear();
    command.envs(ENVIRONMENT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    // A group of its own: what it started is stopped with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|cause| format!("`{program}` cannot be started: {cause}"))?;
    if let Some(mut input) = child.stdin.take() {
        let body = body.to_owned();
        // One that reads nothing fills the pipe and must not hold us; that it did not read is its own affair.
        std::thread::spawn(move || _ = input.write_all(&body));
    }
    let said = [child.stdout.take().map(listen), child.stderr.take().map(listen)];
    let status = wait(&mut child, limit).map_err(|cause| format!("`{program}`: {cause}"))?;
    let Some(status) = status else {
        return Err(format!("`{program}` took longer than {} s and was stopped", limit.as_secs_f32()));
    };
    if status.success() {
        return Ok(());
    }
    let said = said.into_iter().flatten().filter_map(|said| said.recv_timeout(LINGER).ok());
    Err(format!("`{program}` failed: {}", in_a_line(&said.collect::<Vec<_>>().concat(), status)))
}

/// Waits until it is done; nothing if it had to be stopped.
fn wait(child: &mut Child, limit: Duration) -> std::io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() >= limit {
            stop(child);
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(GLANCE);
    }
}

/// Stops a program and whatever it started.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let mut kill = Command::new("kill");
        let _ = kill.args(["-9", "--", &group]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
    let _ = child.kill();
}

/// Reads all that comes, so that it never waits for a reader, and keeps the beginning of it.
fn listen(mut from: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (send, heard) = channel();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        let _ = (&mut from).take(MOST_SAID).read_to_end(&mut kept);
        let _ = send.send(kept);
        let _ = std::io::copy(&mut from, &mut std::io::sink());
    });
    heard
}

/// What it said, in a line.
fn in_a_line(said: &[u8], status: ExitStatus) -> String {
    let said = String::from_utf8_lossy(said);
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = printable(&lines.take(3).collect::<Vec<_>>().join("; "));
    if line.is_empty() { status.to_string() } else { format!("{status}: {line}") }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(30);

    fn sh(script: &str) -> Vec<String> {
        ["sh", "-c", script].map(str::to_owned).to_vec()
    }

    #[test]
    fn it_is_told_on_its_standard_input_and_given_its_arguments_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("told $(touch x)");
        let mut command = sh("cat > \"$1\"");
        command.extend(["sh".to_owned(), file.display().to_string()]);
        run(&command, b"{\"schema\":1}\n", LONG).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"{\"schema\":1}\n");
    }

    #[test]
    fn one_that_hangs_is_stopped_with_all_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("alive");
        let script = format!("(sleep 2; touch '{}') & sleep 60", file.display());
        let error = run(&sh(&script), b"", Duration::from_millis(200)).unwrap_err();
        assert_eq!(error, "`sh` took longer than 0.2 s and was stopped");
        std::thread::sleep(Duration::from_millis(2300));
        assert!(!file.exists(), "what it started went on");
    }

    #[test]
    fn one_that_reads_nothing_or_leaves_something_running_holds_nobody() {
        let much = vec![b'x'; 1 << 20];
        run(&sh("exit 0"), &much, LONG).unwrap();
        let started = Instant::now();
        run(&sh("sleep 20 & exit 0"), b"", LONG).unwrap();
        let error = run(&sh("sleep 20 & exit 3"), b"", LONG).unwrap_err();
        assert!(error.contains("exit status: 3"), "{error}");
        assert!(started.elapsed() < Duration::from_secs(15), "it was waited for");
    }

    #[test]
    fn what_a_failing_one_says_is_told_in_a_line_and_no_more_of_it_than_that() {
        let script = "echo one; printf 'two\\033[2J\\n' >&2; head -c 9000000 /dev/zero; exit 1";
        let error = run(&sh(script), b"", LONG).unwrap_err();
        assert!(
            error.starts_with("`sh` failed: exit status: 1: one") && error.len() < 30_000,
            "{}",
            error.len()
        );
        assert!(!error.contains('\n') && !error.contains('\u{1b}'));
        let error = run(&["/no/such/program".to_owned()], b"", LONG).unwrap_err();
        assert!(error.starts_with("`/no/such/program` cannot be started"), "{error}");
    }

    #[test]
    fn it_gets_nothing_of_our_environment_but_what_programs_need() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("environment");
        run(&sh(&format!("env > '{}'", file.display())), b"", LONG).unwrap();
        let text = std::fs::read_to_string(file).unwrap();
        let own = ["PWD", "SHLVL", "_", "OLDPWD"];
        let names = text.lines().filter_map(|line| Some(line.split_once('=')?.0));
        let others: Vec<&str> =
            names.filter(|name| !ENVIRONMENT.contains(name) && !own.contains(name)).collect();
        let ours = |name: &std::ffi::OsString| !ENVIRONMENT.iter().any(|known| name == known);
        assert!(std::env::vars_os().any(|(name, _)| ours(&name)), "we have more than that");
        assert_eq!(others, [""; 0]);
    }
}
