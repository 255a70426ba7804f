//! The one place where the loop writes how it stands and the server reads it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;

use super::{Clock, Status};

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

/// A cheap handle to the status.
#[derive(Debug, Clone)]
pub struct Board(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    status: watch::Sender<Arc<Status>>,
    /// When the loop turned last, by the clock that never goes back; in milliseconds, and one more. 0: not yet.
    beat: AtomicU64,
}

impl Board {
    /// A daemon at its first build.
    pub fn new() -> Self {
        Board(Arc::new(Kept { status: watch::Sender::new(Arc::default()), beat: AtomicU64::new(0) }))
    }

    /// The status now.
    pub fn current(&self) -> Arc<Status> {
        Arc::clone(&self.0.status.borrow())
    }

    /// Changes the status and wakes whoever follows it.
    pub fn update(&self, change: impl FnOnce(&mut Status)) {
        self.0.status.send_modify(|status| change(Arc::make_mut(status)));
    }

    pub(super) fn follow(&self) -> watch::Receiver<Arc<Status>> {
        self.0.status.subscribe()
    }

    /// The loop turned.
    pub fn beat(&self, clock: &dyn Clock) {
        self.0.beat.store(millis(clock) + 1, Ordering::Relaxed);
    }

    /// For how long the loop did not turn; nothing before it did for the first time.
    pub fn quiet(&self, clock: &dyn Clock) -> Option<Duration> {
        let beat = self.0.beat.load(Ordering::Relaxed).checked_sub(1)?;
        Some(Duration::from_millis(millis(clock).saturating_sub(beat)))
    }
}

fn millis(clock: &dyn Clock) -> u64 {
    u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX - 1)
}

impl Default for Board {
    fn default() -> Self {
        Self::new()
    }
}
