//! The loop: first a build, then wait, build, publish, and again, until told to stop.
//!
//! 1. Causes are collected until the burst is over; changes during a build are heard and start the next burst.
//! 2. A look that lost many files is held, not built.
//! 3. [`Work`] reads the registry and publishes it, or hands it on. If it fails or panics, it is tried again at the next change or after a pause
//!    that doubles up to a minute.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{Board, BuildReport, Cause, Clock, Debounce, Event, Next, Outcome, Scout, Turn, Verdict};
use crate::publish::{Published, Sink};

/// A request to stop is seen within this time.
const GLANCE: Duration = Duration::from_millis(100);
/// Pause before the first try after a failure, and the longest.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// The rule that tells of files which could not be read.
const UNREAD: &str = "file-unreadable";
/// A held look is judged again after this time.
const HELD_LOOK: Duration = Duration::from_secs(5);
/// As many files made again are named.
const NAMED: usize = 20;

/// What is to be done whenever the registry changed.
pub trait Work {
    /// What else than the registry asks for a build, such as the day.
    fn look(&mut self) -> Vec<Cause> {
        Vec::new()
    }

    /// Reads the registry, and publishes it or hands it on.
    ///
    /// # Errors
    /// When the disk, Git or a template does not do its part, in words.
    fn turn(&mut self) -> Result<Done, String>;
}

/// What became of a turn.
#[derive(Debug)]
pub enum Done {
    /// The site is published.
    Published(Outcome, Published),
    /// The registry has errors for which this site must not replace the last one.
    Withheld(Outcome),
    /// What was read is handed to those who publish it, who tell by themselves how that went.
    Handed(Outcome),
}

/// Works into one sink, which is begun and finished here.
pub struct OneSink<'a> {
    /// Fills the sink; calls `held` and `put` of it, and nothing else.
    pub build: &'a mut dyn FnMut(&mut dyn Sink) -> Result<Outcome, String>,
    /// Where the site goes.
    pub sink: &'a mut dyn Sink,
}

impl Work for OneSink<'_> {
    fn turn(&mut self) -> Result<Done, String> {
        let (build, sink) = (&mut *self.build, &mut *self.sink);
        sink.begin().map_err(|error| error.to_string())?;
        let built = unpanicked(|| build(sink));
        let published = match &built {
            Ok(outcome) if !outcome.withheld => sink.finish().map(Some).map_err(|error| error.to_string()),
            _ => Ok(None),
        };
        if !matches!(published, Ok(Some(_))) {
            sink.abandon();
        }
        Ok(match (built?, published?) {
            (outcome, Some(published)) => Done::Published(outcome, published),
            (outcome, None) => Done::Withheld(outcome),
        })
    }
}

/// Does it; a panic is a fault of ours that must not take the daemon with it.
pub(super) fn unpanicked<T>(act: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(act))
        .unwrap_or_else(|_| Err("it stopped in the middle; this is a fault of connectory".into()))
}

/// Works whenever the registry changed, until `stop` is set; returns within a second of it, or when the turn under way is done.
pub fn follow(
    scout: &mut dyn Scout,
    work: &mut dyn Work,
    board: &Board,
    clock: &dyn Clock,
    say: &dyn Fn(Event),
    stop: &AtomicBool,
) {
    let mut follower = Follower::new(scout, work, board, clock, say);
    while !stop.load(Ordering::Relaxed) {
        let pause = follower.step();
        if !pause.is_zero() {
            follower.wait(pause.min(GLANCE));
        }
    }
    say(Event::Stopped);
}

/// The loop, a step at a time.
pub struct Follower<'a> {
    scout: &'a mut dyn Scout,
    work: &'a mut dyn Work,
    board: &'a Board,
    clock: &'a dyn Clock,
    say: &'a dyn Fn(Event),
    debounce: Debounce,
    causes: Vec<Cause>,
    is_first: bool,
    is_holding: bool,
    retry_at: Option<Duration>,
    pause: Duration,
}

impl<'a> Follower<'a> {
    /// A loop that did nothing yet.
    pub fn new(
        scout: &'a mut dyn Scout,
        work: &'a mut dyn Work,
        board: &'a Board,
        clock: &'a dyn Clock,
        say: &'a dyn Fn(Event),
    ) -> Follower<'a> {
        Follower {
            scout,
            work,
            board,
            clock,
            say,
            debounce: Debounce::new(),
            causes: vec![Cause::Start],
            is_first: true,
            is_holding: false,
            retry_at: None,
            pause: RETRY.0,
        }
    }

    /// Sleeps until something is heard, but not longer than this.
    pub fn wait(&self, at_most: Duration) {
        self.scout.wait(at_most);
    }

    /// Looks once, and does what is due; says for how long there is nothing to do unless something is heard.
    pub fn step(&mut self) -> Duration {
        self.board.beat(self.clock);
        let now = self.clock.elapsed();
        if self.is_first {
            if !self.scout.is_ready() {
                // A look keeps what it was asked meanwhile.
                let _ = self.scout.look(now);
                return Duration::MAX;
            }
            self.is_first = false;
            self.turn(now);
            return Duration::ZERO;
        }
        let mut heard = self.scout.look(now);
        heard.extend(self.work.look());
        if !heard.is_empty() {
            self.debounce.event(now);
            add(&mut self.causes, heard);
        }
        self.debounce.lock(now, self.scout.is_busy());
        if !self.debounce.is_waiting() && self.retry_at.is_some_and(|at| now >= at) {
            self.causes.push(Cause::Retry);
            self.turn(now);
            return Duration::ZERO;
        }
        match self.debounce.next(now) {
            Next::Build => {
                self.turn(now);
                Duration::ZERO
            }
            Next::Idle => self.retry_at.map_or(Duration::MAX, |at| at.saturating_sub(now)),
            Next::WakeAt(at) => at - now,
        }
    }

    /// One turn, if the tree is believed.
    fn turn(&mut self, now: Duration) {
        let causes = std::mem::take(&mut self.causes);
        self.retry_at = None;
        let was_holding = std::mem::take(&mut self.is_holding);
        if let Verdict::Wait { files, of } = self.scout.judge(now) {
            self.is_holding = true;
            self.retry_at = Some(now + HELD_LOOK);
            let event = Event::Held { files, of };
            let now = self.clock.now();
            self.board.update(|status| {
                status.turn = Turn::Held(event.to_string());
                status.settle(now);
            });
            if !was_holding {
                (self.say)(event);
            }
            return;
        }
        let at = self.clock.now();
        self.board.update(|status| {
            status.turn = Turn::Running;
            status.settle(at);
        });
        let started = self.clock.elapsed();
        let work = &mut *self.work;
        match unpanicked(|| work.turn()) {
            Ok(done) => self.done(causes, done, self.clock.elapsed() - started),
            Err(message) => self.failed(message),
        }
    }

    fn done(&mut self, causes: Vec<Cause>, done: Done, took: Duration) {
        let (outcome, published, is_withheld) = match done {
            Done::Published(outcome, published) => (outcome, Some(published), false),
            Done::Withheld(outcome) => (outcome, None, true),
            Done::Handed(outcome) => (outcome, None, false),
        };
        // That the disk did not give a file, or that too many were open, may pass without any change to hear of.
        match outcome.findings.iter().any(|finding| finding.code == UNREAD) {
            true => _ = self.retry_later(),
            false => self.pause = RETRY.0,
        }
        let is_handed = published.is_none() && !is_withheld;
        let mut published = published.unwrap_or_default();
        let report = BuildReport {
            causes,
            written_count: published.written.len(),
            kept: published.kept,
            removed: published.removed.len(),
            errors: outcome.errors,
            warnings: outcome.warnings,
            took,
            written: {
                published.written.truncate(NAMED);
                published.written
            },
        };
        let now = self.clock.now();
        self.board.update(|status| {
            status.counts.builds += 1;
            status.turn = match is_withheld {
                true => Turn::Failed("the registry has errors; an older site is shown".into()),
                false => Turn::Done,
            };
            status.errors = outcome.errors;
            status.warnings = outcome.warnings;
            status.findings = outcome.findings;
            status.settle(now);
        });
        (self.say)(match (is_withheld, is_handed) {
            (true, _) => Event::Withheld(report),
            (_, true) => Event::Read(report),
            _ => Event::Built(report),
        });
    }

    fn failed(&mut self, message: String) {
        let now = self.clock.now();
        self.board.update(|status| {
            status.counts.builds += 1;
            status.counts.failed_builds += 1;
            status.turn = Turn::Failed(message.clone());
            status.settle(now);
        });
        let retry_in = self.retry_later();
        (self.say)(Event::Failed { message, retry_in });
    }

    /// Tries again after a pause, the next time after a longer one; says after which.
    fn retry_later(&mut self) -> Duration {
        let pause = self.pause;
        self.retry_at = Some(self.clock.elapsed() + pause);
        self.pause = (pause * 2).min(RETRY.1);
        pause
    }
}

/// Causes of one burst; files are named together.
fn add(causes: &mut Vec<Cause>, heard: Vec<Cause>) {
    for cause in heard {
        let files = causes.iter_mut().find_map(|before| match before {
            Cause::Files(named, others) => Some((named, others)),
            _ => None,
        });
        if let (Cause::Files(paths, more), Some((named, others))) = (&cause, files) {
            *others += more;
            for path in paths {
                match named.len() {
                    _ if named.contains(path) => {}
                    NAMED.. => *others += 1,
                    _ => named.push(path.clone()),
                }
            }
        } else if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
}

#[cfg(test)]
#[path = "follow_tests.rs"]
mod tests;
