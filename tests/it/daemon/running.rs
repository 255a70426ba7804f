//! A daemon as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::program;

/// Nothing takes longer than this; what happens ends the wait.
pub(super) const BOUND: Duration = Duration::from_secs(60);

/// A daemon that ends with the test.
pub(super) struct Daemon {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
}

impl Daemon {
    /// Starts it in `folder`, without anybody's settings of Git.
    pub(super) fn start(folder: &Path, arguments: &[&str]) -> Daemon {
        let mut command = program();
        command.arg("daemon").args(arguments).current_dir(folder);
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", folder).env("XDG_CONFIG_HOME", folder);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (said, lines) = (Arc::<Mutex<Vec<String>>>::default(), BufReader::new(child.stderr.take().unwrap()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                heard.lock().unwrap().push(line);
            }
        });
        Daemon { child, said }
    }

    /// All that it said up to now.
    pub(super) fn said(&self) -> String {
        self.said.lock().unwrap().join("\n")
    }

    /// Waits until it said this.
    pub(super) fn says(&self, text: &str) {
        self.until(text, || self.said().contains(text));
    }

    /// Waits until this holds.
    pub(super) fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let since = Instant::now();
        while !holds() {
            assert!(since.elapsed() < BOUND, "{what}: it did not come to that; the daemon said:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
