//! What the system asks of the daemon, by signals, and what the daemon tells it, by sd_notify(3).

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sd_notify::NotifyState;

use crate::cli::context::Failure;
use crate::daemon::Requests;

/// Once asked to end, the process ends within this time, whatever it is at.
const END: Duration = Duration::from_millis(4500);
/// A signal is seen within this time.
const GLANCE: Duration = Duration::from_millis(50);

/// Hears what the system asks of the process: SIGTERM and SIGINT end it, SIGHUP has it read its settings again.
///
/// # Errors
/// The system takes no handler.
pub(super) fn listen(requests: &Arc<Requests>) -> Result<(), Failure> {
    let (stop, reload) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        signal_hook::flag::register(signal, Arc::clone(&stop))?;
    }
    #[cfg(unix)]
    signal_hook::flag::register(signal_hook::consts::SIGHUP, Arc::clone(&reload))?;
    let requests = Arc::clone(requests);
    let hear = move || {
        loop {
            std::thread::sleep(GLANCE);
            if reload.swap(false, Ordering::Relaxed) {
                requests.reload.store(true, Ordering::Relaxed);
            }
            if stop.load(Ordering::Relaxed) {
                requests.stop.store(true, Ordering::Relaxed);
                std::thread::sleep(END);
                // What is cut off now is as after a crash, which nothing here minds.
                std::process::exit(0);
            }
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(hear)?;
    Ok(())
}

/// Tells the system how the daemon stands, where it wants to know.
pub(super) struct Manager {
    /// Whether the system knows that everything runs.
    is_ready: Cell<bool>,
    /// Time between two signs of life.
    every: Option<Duration>,
    told: Cell<Instant>,
}

impl Manager {
    /// Nothing told yet.
    pub(super) fn new() -> Manager {
        let every = sd_notify::watchdog_enabled().map(|limit| limit / 3);
        Manager { is_ready: Cell::new(false), every, told: Cell::new(Instant::now()) }
    }

    /// Everything runs.
    pub(super) fn alive(&self) {
        if !self.is_ready.replace(true) {
            notify(&[NotifyState::Ready]);
        }
        if self.every.is_some_and(|every| self.told.get().elapsed() >= every) {
            self.told.set(Instant::now());
            notify(&[NotifyState::Watchdog]);
        }
    }

    /// The settings are read again; until it is told that everything runs, the system waits.
    pub(super) fn reloading(&self) {
        self.is_ready.set(false);
        if let Ok(now) = NotifyState::monotonic_usec_now() {
            notify(&[NotifyState::Reloading, now]);
        }
    }

    /// The daemon ends.
    pub(super) fn stopping(&self) {
        notify(&[NotifyState::Stopping]);
    }
}

/// Where nobody wants to know, nothing is sent; that it could not be sent is nothing the daemon could mend.
fn notify(states: &[NotifyState<'_>]) {
    let _ = sd_notify::notify(states);
}
