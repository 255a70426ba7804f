//! Brings what was read to one target, on a thread of its own: a target that hangs or fails keeps no other waiting.
//!
//! 1. [`Courier::send`] leaves the newest reading; one that was not begun is replaced by it.
//! 2. The thread makes the site of it and publishes it. If that fails, it is tried again after a pause that doubles up to a minute, then
//!    with the newest reading.
//! 3. The board tells how the target stands.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use super::follow::unpanicked;
use super::rebuild::publish;
use super::{Board, Clock, Event, Reading, TargetState, TargetStatus};
use crate::model::Whose;
use crate::pipeline::{BuildError, Delivery, Pipeline, SigningKey};
use crate::publish::{Published, Sink};

/// Pause before the first try after a failure, and the longest.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// How often to look at the clock.
const GLANCE: Duration = Duration::from_millis(200);
/// Time between two signs of life.
const PULSE: Duration = Duration::from_secs(15);

/// A target that is ready to be published to.
pub struct Target {
    /// How it stands; the name tells it from others.
    pub status: TargetStatus,
    /// The audience.
    pub whose: Whose,
    /// What manifests are signed with.
    pub key: Option<Arc<SigningKey>>,
    /// Whether bundles are left out.
    pub without_bundles: bool,
    /// What stands before every link of `404.html`, as [`Building::not_found_root`](crate::pipeline::Building::not_found_root).
    pub not_found_root: Option<&'static str>,
    /// The place. Opening it is tried again like publishing to it.
    pub sink: Box<dyn FnMut() -> Result<Box<dyn Sink>, String> + Send>,
}

impl Target {
    /// Makes the site of what was read and publishes it. `sink` is the place, once it was opened.
    ///
    /// # Errors
    /// The site is not declared, a template fails, or the place does not take it; what it holds stays. In words.
    pub fn publish(
        &mut self,
        pipeline: &Pipeline,
        sink: &mut Option<Box<dyn Sink>>,
        reading: &Reading,
    ) -> Result<Published, String> {
        let sight = self.whose.sight(&reading.registry).map_err(|error| error.to_string())?;
        let sink = match sink {
            Some(sink) => sink,
            none => none.insert((self.sink)()?),
        };
        sink.meant_for(&sight).map_err(|error| error.to_string())?;
        let delivery = Delivery { key: self.key.as_deref(), without_bundles: self.without_bundles };
        let building = reading.building(&sight, self.not_found_root, delivery);
        publish(pipeline, &building, sink.as_mut()).map_err(|error| error.to_string())
    }
}

/// What a courier shares with its thread.
struct Desk {
    next: Mutex<Next>,
    rung: Condvar,
    stop: AtomicBool,
}

#[derive(Default)]
struct Next {
    reading: Option<Arc<Reading>>,
    /// Whether something is being published, or will be tried again.
    is_busy: bool,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Next> {
        self.next.lock().unwrap_or_else(|lock| lock.into_inner())
    }
}

/// What couriers are given beside their targets.
#[derive(Clone)]
pub struct Surroundings {
    /// Where they tell how their targets stand.
    pub board: Board,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Takes what is worth a line.
    pub say: Arc<dyn Fn(Event) + Send + Sync>,
}

/// A thread that publishes to one target; dropping it stops it after the publication under way, without waiting.
pub struct Courier {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

impl Courier {
    /// Starts it.
    ///
    /// # Errors
    /// An embedded template is broken, or the system gives no thread.
    pub fn start(target: Target, around: Surroundings) -> Result<Courier, BuildError> {
        let desk =
            Arc::new(Desk { next: Mutex::default(), rung: Condvar::new(), stop: AtomicBool::new(false) });
        let pipeline = Pipeline::new()?;
        let mut round =
            Round { target, around, pipeline, sink: None, pulsed: Duration::ZERO, desk: Arc::clone(&desk) };
        round.tell(|_| {});
        let name = format!("to {}", round.target.status.name);
        let thread = std::thread::Builder::new().name(name).spawn(move || round.run());
        let thread = thread.map_err(|error| BuildError::Receiver(error.to_string()))?;
        Ok(Courier { desk, thread: Some(thread) })
    }

    /// Leaves what is to be published next.
    pub fn send(&self, reading: Arc<Reading>) {
        self.desk.lock().reading = Some(reading);
        self.desk.rung.notify_one();
    }

    /// Whether nothing is left to do, and nothing to be tried again.
    pub fn is_idle(&self) -> bool {
        let next = self.desk.lock();
        next.reading.is_none() && !next.is_busy
    }
}

impl Courier {
    /// Asks it to stop, and waits for it, but not longer than this.
    pub fn stop(mut self, at_most: Duration) {
        self.desk.stop.store(true, Ordering::Relaxed);
        self.desk.rung.notify_one();
        let until = std::time::Instant::now() + at_most;
        let Some(thread) = self.thread.take() else { return };
        while !thread.is_finished() && std::time::Instant::now() < until {
            std::thread::sleep(Duration::from_millis(10));
        }
        if thread.is_finished() {
            let _ = thread.join();
        }
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.desk.stop.store(true, Ordering::Relaxed);
        self.desk.rung.notify_one();
    }
}

/// The thread's side.
struct Round {
    target: Target,
    around: Surroundings,
    pipeline: Pipeline,
    sink: Option<Box<dyn Sink>>,
    /// When the last sign of life was given.
    pulsed: Duration,
    desk: Arc<Desk>,
}

impl Round {
    fn run(&mut self) {
        let (mut failed, mut pause) = (None, RETRY.0);
        while let Some(reading) = self.next(failed.take()) {
            let Err(message) = self.publish(&reading) else {
                pause = RETRY.0;
                continue;
            };
            // What failed may have left the place in another state than is remembered of it.
            self.sink = None;
            let target = self.target.status.name.clone();
            (self.around.say)(Event::TargetFailed { target, message: message.clone(), retry_in: pause });
            self.tell(|status| {
                status.state = TargetState::Failed;
                status.problem = Some(message);
                status.failures += 1;
                status.failed_publications += 1;
            });
            self.around.board.update(|status| status.counts.failed_publications += 1);
            failed = Some((reading, self.around.clock.elapsed() + pause));
            pause = (pause * 2).min(RETRY.1);
        }
    }

    /// What is to be published now: the newest reading, or at its time the one that failed. Nothing once it is to stop.
    fn next(&mut self, failed: Option<(Arc<Reading>, Duration)>) -> Option<Arc<Reading>> {
        let desk = Arc::clone(&self.desk);
        let mut next = desk.lock();
        next.is_busy = failed.is_some();
        loop {
            if desk.stop.load(Ordering::Relaxed) {
                return None;
            }
            let now = self.around.clock.elapsed();
            // One that keeps failing is not tried more often because the registry changes.
            let due = match &failed {
                Some((_, at)) => now >= *at,
                None => true,
            };
            if due
                && let Some(reading) =
                    next.reading.take().or_else(|| failed.as_ref().map(|(r, _)| Arc::clone(r)))
            {
                next.is_busy = true;
                return Some(reading);
            }
            if now >= self.pulsed + PULSE {
                drop(next);
                self.pulse();
                next = desk.lock();
                continue;
            }
            let waited = desk.rung.wait_timeout(next, GLANCE);
            next = waited.unwrap_or_else(|lock| lock.into_inner()).0;
        }
    }

    /// Lets readers know that the daemon lives; that it could not is no fault of the site.
    fn pulse(&mut self) {
        self.pulsed = self.around.clock.elapsed();
        let body = super::pulse::body(&self.around.board, &self.target.status, self.around.clock.as_ref());
        if let Some(sink) = &mut self.sink {
            let _ = sink.pulse(&body);
        }
    }

    fn publish(&mut self, reading: &Reading) -> Result<(), String> {
        self.tell(|status| status.state = TargetState::Publishing);
        let started = self.around.clock.elapsed();
        let (target, sink, pipeline) = (&mut self.target, &mut self.sink, &self.pipeline);
        let published = unpanicked(|| target.publish(pipeline, sink, reading))?;
        let took = self.around.clock.elapsed() - started;
        let now = self.around.clock.now();
        let (written, kept, removed) = (published.written.len(), published.kept, published.removed.len());
        self.tell(|status| {
            status.state = TargetState::Current;
            status.commit.clone_from(&reading.revision.commit);
            status.generation = reading.revision.generation;
            status.published = Some(now);
            status.files = written + kept;
            status.written = written;
            status.took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            status.problem = None;
            status.failures = 0;
            status.publications += 1;
        });
        self.around.board.update(|status| status.counts.publications += 1);
        self.pulse();
        let target = self.target.status.name.clone();
        (self.around.say)(Event::Published { target, written, kept, removed, took });
        Ok(())
    }

    /// Changes how the target stands, here and on the board.
    fn tell(&mut self, change: impl FnOnce(&mut TargetStatus)) {
        change(&mut self.target.status);
        let now = self.around.clock.now();
        let mine = &self.target.status;
        self.around.board.update(|status| {
            match status.targets.iter_mut().find(|target| target.name == mine.name) {
                Some(target) => target.clone_from(mine),
                None => status.targets.push(mine.clone()),
            }
            status.settle(now);
        });
    }
}
