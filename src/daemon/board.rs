//! The one place where the loop writes how it stands and the server reads it.

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::watch;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Must be mended.
    Error,
    /// Should be looked at.
    Warning,
}

/// Something to tell an author, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Error or warning.
    pub severity: Severity,
    /// The rule's code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// The file, from the top of the repository.
    pub path: Option<String>,
    /// Counted from 1.
    pub line: Option<usize>,
    /// In characters, counted from 1.
    pub column: Option<usize>,
    /// What to write instead.
    pub help: Option<String>,
}

/// What a build says about the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What to tell the author, worst first.
    pub findings: Vec<Finding>,
    /// How many errors there are, listed or not.
    pub errors: usize,
    /// How many warnings there are, listed or not.
    pub warnings: usize,
    /// Whether this site must not replace the last one.
    pub withheld: bool,
}

/// How the daemon stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// A build is under way.
    #[default]
    Building,
    /// The site is what the registry says.
    Current,
    /// The last build failed or was withheld; an older site is shown.
    Degraded,
    /// Many files vanished; an older site is shown.
    Held,
}

/// What the daemon knows about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// How it stands.
    pub state: State,
    /// Why it stands so, unless it is current.
    pub message: Option<String>,
    /// Errors in the registry at the last build.
    pub errors: usize,
    /// Warnings at the last build.
    pub warnings: usize,
    /// What the last build told the author.
    pub findings: Vec<Finding>,
}

/// A cheap handle to the status.
#[derive(Debug, Clone)]
pub struct Board(Arc<watch::Sender<Arc<Status>>>);

impl Board {
    /// A daemon at its first build.
    pub fn new() -> Self {
        Board(Arc::new(watch::Sender::new(Arc::default())))
    }

    /// The status now.
    pub fn current(&self) -> Arc<Status> {
        Arc::clone(&self.0.borrow())
    }

    /// Changes the status and wakes whoever follows it.
    pub fn update(&self, change: impl FnOnce(&mut Status)) {
        self.0.send_modify(|status| change(Arc::make_mut(status)));
    }

    pub(super) fn follow(&self) -> watch::Receiver<Arc<Status>> {
        self.0.subscribe()
    }
}

impl Default for Board {
    fn default() -> Self {
        Self::new()
    }
}
