//! A daemon as its own process, and what it says.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Nothing is waited for longer than this.
const BOUND: Duration = Duration::from_secs(30);

/// A running `connectory daemon`; killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
    /// Everything it said so far.
    pub(crate) said: Vec<String>,
}

impl Running {
    /// Starts a command that goes on until it is told to end, and listens to its standard error.
    pub(crate) fn start(command: &mut Command) -> Running {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (send, lines) = channel();
        let errors = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in errors.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Running { child, lines, said: Vec::new() }
    }

    /// Waits for a line that holds `text`.
    pub(crate) fn hear(&mut self, text: &str) -> String {
        let started = Instant::now();
        while let Ok(line) = self.lines.recv_timeout(BOUND.saturating_sub(started.elapsed())) {
            self.said.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
        panic!("`{text}` was not said; said was:\n{}", self.said.join("\n"));
    }

    /// Sends a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// The process's id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it ended, and tells how and after how long.
    pub(crate) fn ended(&mut self) -> (ExitStatus, Duration) {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, started.elapsed());
            }
            assert!(started.elapsed() < BOUND, "it goes on; said was:\n{}", self.said.join("\n"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `connectory daemon` with these arguments, in a folder.
pub(crate) fn daemon(arguments: &[&str], folder: &Path) -> Running {
    Running::start(
        super::program().arg("daemon").args(arguments).current_dir(folder).env_remove("NOTIFY_SOCKET"),
    )
}
