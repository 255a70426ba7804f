//! The user's own `git`, for what crosses a network: it brings the credential helpers, proxies and ssh settings that work already.
//!
//! Arguments are a list and never pass a shell. Hooks, the `ext` transport and questions are off; nothing runs for longer than it may.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Of what a command says no more is kept than this, in bytes.
const MOST_SAID: usize = 1 << 20;
/// How often to see whether a command is done.
const GLANCE: Duration = Duration::from_millis(10);
/// What a command left running, such as an ssh that others are to share, may keep its output open for as long as it likes; we listen
/// no longer than this once the command is done.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// What Git tells those whom it starts about its own repository.
const OF_ANOTHER: [&str; 12] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
];

/// Runs `git` in one folder.
#[derive(Debug, Clone)]
pub struct GitCommand {
    program: OsString,
    folder: PathBuf,
    time_limit: Duration,
    environment: Vec<(OsString, OsString)>,
    stop: Option<Arc<AtomicBool>>,
}

/// Why a command of Git did not do what it was for.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// There is no such program.
    #[error("there is no `git` on this machine's PATH; install Git (Debian, Ubuntu: `apt-get install git`)")]
    Missing,
    /// It could not be run.
    #[error("`git {doing}` could not be run: {cause}")]
    Start {
        /// The command, without its arguments.
        doing: String,
        /// What the system said.
        cause: io::Error,
    },
    /// It took too long and was stopped.
    #[error("`git {doing}` took longer than {} s and was stopped", limit.as_secs())]
    TimedOut {
        /// The command, without its arguments.
        doing: String,
        /// How long it might take.
        limit: Duration,
    },
    /// It was stopped, because we are to end.
    #[error("`git {doing}` was stopped")]
    Stopped {
        /// The command, without its arguments.
        doing: String,
    },
    /// It refused.
    #[error("`git {doing}` failed: {said}")]
    Failed {
        /// The command, without its arguments.
        doing: String,
        /// What it said, in a line.
        said: String,
    },
}

impl GitCommand {
    /// Commands run in `folder`: a repository, or where one is to be. A minute each, unless told otherwise.
    pub fn at(folder: &Path) -> GitCommand {
        GitCommand {
            program: "git".into(),
            folder: folder.to_owned(),
            time_limit: Duration::from_secs(60),
            environment: Vec::new(),
            stop: None,
        }
    }

    /// The same, for as long as this.
    pub fn within(self, time_limit: Duration) -> GitCommand {
        GitCommand { time_limit, ..self }
    }

    /// The same with another program in the place of `git`.
    pub fn program(self, program: impl Into<OsString>) -> GitCommand {
        GitCommand { program: program.into(), ..self }
    }

    /// The same with a variable set for the command.
    pub fn with(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> GitCommand {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// The same, stopped once `stop` is set.
    pub fn until(self, stop: Arc<AtomicBool>) -> GitCommand {
        GitCommand { stop: Some(stop), ..self }
    }

    /// Runs `git` with these arguments and gives what it wrote to its output.
    ///
    /// # Errors
    /// There is no Git, it cannot be run, takes too long, or refuses; what it said comes along, without passwords of addresses.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Result<String, CommandError> {
        let doing = doing(arguments);
        let started = |cause: io::Error| match cause.kind() {
            io::ErrorKind::NotFound if self.folder.is_dir() => CommandError::Missing,
            _ => CommandError::Start { doing: doing.clone(), cause },
        };
        let mut child = self.command(arguments).spawn().map_err(started)?;
        let (output, errors) =
            (child.stdout.take().map(Listener::start), child.stderr.take().map(Listener::start));
        let status =
            self.wait(&mut child).map_err(|cause| CommandError::Start { doing: doing.clone(), cause })?;
        let Some(status) = status else {
            return Err(match self.is_to_stop() {
                true => CommandError::Stopped { doing },
                false => CommandError::TimedOut { doing, limit: self.time_limit },
            });
        };
        let heard = |listener: Option<Listener>| listener.map(Listener::heard).unwrap_or_default();
        let (output, errors) = (heard(output), heard(errors));
        match status.success() {
            true => Ok(output),
            false => Err(CommandError::Failed { doing, said: in_a_line(&errors, status) }),
        }
    }

    fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "gc.auto=0"])
            .args(["-c", "core.fsmonitor=false", "-c", "credential.interactive=false"])
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C");
        // Who starts us from a hook of Git's must not have another repository taken for ours.
        for name in OF_ANOTHER {
            command.env_remove(name);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        // A group of its own: what it started is stopped with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command
    }

    /// Waits until the command is done; nothing if it had to be stopped.
    fn wait(&self, child: &mut Child) -> io::Result<Option<ExitStatus>> {
        let started = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(Some(status));
            }
            if started.elapsed() >= self.time_limit || self.is_to_stop() {
                stop(child);
                child.wait()?;
                return Ok(None);
            }
            std::thread::sleep(GLANCE);
        }
    }

    fn is_to_stop(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// The command among its arguments: settings come before it.
fn doing<A: AsRef<OsStr>>(arguments: &[A]) -> String {
    let mut arguments = arguments.iter().map(AsRef::as_ref);
    while let Some(argument) = arguments.next() {
        match argument == "-c" {
            true => drop(arguments.next()),
            false => return argument.to_string_lossy().into_owned(),
        }
    }
    String::new()
}

/// Stops a command and whatever it started.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill")
            .args(["-9", "--", &group])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
    let _ = child.kill();
}

/// Reads all that comes, so that the command never waits for a reader, and keeps the beginning of it.
struct Listener {
    kept: Arc<Mutex<Vec<u8>>>,
    thread: JoinHandle<()>,
}

impl Listener {
    fn start(mut from: impl Read + Send + 'static) -> Listener {
        let kept: Arc<Mutex<Vec<u8>>> = Arc::default();
        let keep = Arc::clone(&kept);
        let listen = move || {
            let mut piece = vec![0; 8 << 10];
            while let Ok(count @ 1..) = from.read(&mut piece) {
                let mut kept = keep.lock().unwrap_or_else(|lock| lock.into_inner());
                let room = MOST_SAID.saturating_sub(kept.len());
                kept.extend_from_slice(&piece[..count.min(room)]);
            }
        };
        Listener { kept, thread: std::thread::spawn(listen) }
    }

    /// What was heard, once the command is done.
    fn heard(self) -> String {
        let done = Instant::now();
        while !self.thread.is_finished() && done.elapsed() < LAST_WORDS {
            std::thread::sleep(GLANCE / 10);
        }
        let kept = self.kept.lock().unwrap_or_else(|lock| lock.into_inner());
        String::from_utf8_lossy(&kept).into_owned()
    }
}

/// What a failed command said, in a line, without the password of an address.
fn in_a_line(said: &str, status: ExitStatus) -> String {
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines.take(6).collect::<Vec<_>>().join("; ");
    let line = line.split(' ').map(without_password).collect::<Vec<_>>().join(" ");
    if line.is_empty() { status.to_string() } else { line }
}

/// An address as people may see it: `https://user:secret@host/` without what stands before the `@`.
pub fn without_password(address: &str) -> String {
    let Some((before, rest)) = address.split_once("://") else { return address.to_owned() };
    let end = rest.find('/').unwrap_or(rest.len());
    // A password may hold a `/`: what follows the first `:` is then no port.
    let is_port = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
    let is_cut = rest[..end].split_once(':').is_some_and(|(_, port)| !is_port(port));
    let at = rest[..end].rfind('@').or_else(|| is_cut.then(|| rest.rfind('@')).flatten());
    match at {
        Some(at) => format!("{before}://{}", &rest[at + 1..]),
        None => address.to_owned(),
    }
}

/// Whether an address is a path on this machine, and neither `https://...` nor `git@host:...`.
pub fn is_local_path(address: &str) -> bool {
    let head = address.split('/').next().unwrap_or_default();
    // A drive letter is no host.
    !head.contains(':') || (head.len() == 2 && cfg!(windows))
}

/// Whether a text can be the name of a branch.
pub fn is_branch_name(name: &str) -> bool {
    git2::Branch::name_is_valid(name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_writes_comes_back_and_what_it_refuses_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let git = GitCommand::at(folder.path());
        git.run(&["init", "--quiet", "--bare", "."]).unwrap();
        assert_eq!(git.run(&["rev-parse", "--is-bare-repository"]).unwrap(), "true\n");
        let said = git.run(&["rev-parse", "--verify", "refs/heads/none"]).unwrap_err().to_string();
        assert!(said.starts_with("`git rev-parse` failed: ") && !said.contains('\n'), "{said}");
        let said = git.run(&["-c", "core.bare=true", "log"]).unwrap_err().to_string();
        assert!(said.starts_with("`git log` failed: "), "settings are not what was done: {said}");
    }

    #[test]
    fn what_takes_too_long_is_stopped_with_all_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let git = GitCommand::at(folder.path()).within(Duration::from_millis(100));
        let slow = ["-c", "alias.slow=!sleep 30", "slow"];
        assert!(matches!(git.run(&slow), Err(CommandError::TimedOut { .. })));
    }

    #[test]
    fn a_command_ends_when_its_program_does_whatever_that_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let git = GitCommand::at(folder.path()).within(Duration::from_secs(20));
        let started = Instant::now();
        let leaves = ["-c", "alias.leave=!echo said; sleep 30 &", "leave"];
        assert_eq!(git.run(&leaves).unwrap(), "said\n");
        assert!(started.elapsed() < Duration::from_secs(15), "it waited for what was left behind");
    }

    #[test]
    fn a_command_is_stopped_when_we_are() {
        let folder = tempfile::tempdir().unwrap();
        let stop = Arc::new(AtomicBool::new(true));
        let git = GitCommand::at(folder.path()).until(stop);
        let slow = ["-c", "alias.slow=!sleep 30", "slow"];
        assert!(matches!(git.run(&slow), Err(CommandError::Stopped { .. })));
    }

    #[test]
    fn a_machine_without_git_is_told_how_to_get_it() {
        let folder = tempfile::tempdir().unwrap();
        let error = GitCommand::at(folder.path()).program("no-such-git").run(&["version"]).unwrap_err();
        assert!(matches!(error, CommandError::Missing), "{error}");
    }

    #[test]
    fn a_path_on_this_machine_is_told_from_a_host() {
        for path in ["/srv/a.git", "a.git", "../a:b.git", "./a"] {
            assert!(is_local_path(path), "{path}");
        }
        for elsewhere in ["https://host/a", "file:///srv/a.git", "git@host:a", "host:a"] {
            assert!(!is_local_path(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn no_password_of_an_address_is_told() {
        assert_eq!(without_password("https://me:secret@host/a@b"), "https://host/a@b");
        assert_eq!(without_password("https://host/x"), "https://host/x");
        assert_eq!(without_password("git@host:x"), "git@host:x");
        assert_eq!(without_password("https://me:se/cr@et@host/a"), "https://host/a");
        assert_eq!(without_password("ssh://git@host:22/a@b"), "ssh://host:22/a@b");
        let status = Command::new("false").status().unwrap();
        let said = in_a_line("fatal: unable to access 'https://me:secret@host/':\n no", status);
        assert!(!said.contains("secret"), "{said}");
    }
}
