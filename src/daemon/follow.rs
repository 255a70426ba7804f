//! The loop: first a build, then wait, build, publish, and again, until told to stop.
//!
//! 1. Causes are collected until the burst is over; changes during a build are heard and start the next burst.
//! 2. A look that lost many files is held, not built.
//! 3. The build fills the sink between `begin` and `finish`, which are called here. If it fails or panics the generation is
//!    abandoned, the last one stays, and it is tried again at the next change or after a pause that doubles up to a minute.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{
    Board, BuildReport, Cause, Debounce, Event, Hold, Next, Outcome, State, Verdict, Watch, WatchOptions,
};
use crate::publish::{Published, Sink};

/// A request to stop is seen within this time.
const GLANCE: Duration = Duration::from_millis(100);
/// Pause before the first try after a failure, and the longest.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// A held look is judged again after this time.
const HELD_LOOK: Duration = Duration::from_secs(5);
/// As many files made again are named.
const NAMED: usize = 20;

/// What to follow.
#[derive(Debug, Clone)]
pub struct FollowOptions {
    /// What to watch.
    pub watch: WatchOptions,
}

/// Builds whenever the registry changed, until `stop` is set; returns within a second of it, or when the build under way is done.
///
/// `build` calls `held` and `put` of the sink it is given, and nothing else of it.
pub fn follow(
    options: FollowOptions,
    build: &mut dyn FnMut(&mut dyn Sink) -> Result<Outcome, String>,
    sink: &mut dyn Sink,
    board: &Board,
    say: &dyn Fn(Event),
    stop: &AtomicBool,
) {
    let clock = Instant::now();
    let mut watch = Watch::start(options.watch, say);
    let mut follower =
        Follower { build, sink, board, say, hold: Hold::new(), retry_at: None, pause: RETRY.0 };
    let mut debounce = Debounce::new();
    let mut causes = vec![Cause::Start];
    follower.turn(clock.elapsed(), &mut watch, std::mem::take(&mut causes));
    while !stop.load(Ordering::Relaxed) {
        let now = clock.elapsed();
        let heard = watch.look(now);
        if !heard.is_empty() {
            debounce.event(now);
            add(&mut causes, heard);
        }
        debounce.lock(now, watch.git_is_busy());
        let again = !debounce.is_waiting() && follower.retry_at.is_some_and(|at| now >= at);
        match debounce.next(now) {
            _ if again => follower.turn(now, &mut watch, vec![Cause::Retry]),
            Next::Build => follower.turn(now, &mut watch, std::mem::take(&mut causes)),
            Next::Idle => watch.wait(GLANCE),
            Next::WakeAt(at) => watch.wait((at - now).min(GLANCE)),
        }
    }
    say(Event::Stopped);
}

struct Follower<'a> {
    build: &'a mut dyn FnMut(&mut dyn Sink) -> Result<Outcome, String>,
    sink: &'a mut dyn Sink,
    board: &'a Board,
    say: &'a dyn Fn(Event),
    hold: Hold,
    retry_at: Option<Duration>,
    pause: Duration,
}

impl Follower<'_> {
    /// One build, if the tree is believed.
    fn turn(&mut self, now: Duration, watch: &mut Watch<'_>, causes: Vec<Cause>) {
        watch.settle(now);
        self.retry_at = None;
        let was_holding = self.hold.is_holding();
        if let Verdict::Wait { files, of } = self.hold.judge(now, watch.files(), watch.head().as_deref()) {
            self.retry_at = Some(now + HELD_LOOK);
            let event = Event::Held { files, of };
            self.board.update(|status| {
                status.state = State::Held;
                status.message = Some(event.to_string());
            });
            if !was_holding {
                (self.say)(event);
            }
            return;
        }
        self.board.update(|status| status.state = State::Building);
        let started = Instant::now();
        match self.build_and_publish() {
            Ok((outcome, published)) => self.built(causes, outcome, published, started.elapsed()),
            Err(message) => self.failed(now + started.elapsed(), message),
        }
    }

    fn build_and_publish(&mut self) -> Result<(Outcome, Option<Published>), String> {
        let (build, sink) = (&mut *self.build, &mut *self.sink);
        sink.begin().map_err(|error| error.to_string())?;
        let built = catch_unwind(AssertUnwindSafe(|| build(sink)))
            .unwrap_or_else(|_| Err("the build stopped in the middle; this is a fault of connectory".into()));
        let published = match &built {
            Ok(outcome) if !outcome.withheld => sink.finish().map(Some).map_err(|error| error.to_string()),
            _ => Ok(None),
        };
        if !matches!(published, Ok(Some(_))) {
            sink.abandon();
        }
        Ok((built?, published?))
    }

    fn built(&mut self, causes: Vec<Cause>, outcome: Outcome, published: Option<Published>, took: Duration) {
        self.pause = RETRY.0;
        let withheld = published.is_none();
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
        self.board.update(|status| {
            status.state = if withheld { State::Degraded } else { State::Current };
            status.message = withheld.then(|| "the registry has errors; an older site is shown".into());
            status.errors = outcome.errors;
            status.warnings = outcome.warnings;
            status.findings = outcome.findings;
        });
        (self.say)(match withheld {
            true => Event::Withheld(report),
            false => Event::Built(report),
        });
    }

    fn failed(&mut self, now: Duration, message: String) {
        self.board.update(|status| {
            status.state = State::Degraded;
            status.message = Some(message.clone());
        });
        self.retry_at = Some(now + self.pause);
        (self.say)(Event::Failed { message, retry_in: self.pause });
        self.pause = (self.pause * 2).min(RETRY.1);
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
