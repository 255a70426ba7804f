//! The daemon: follows one registry and keeps every audience's site current at every target.
//!
//! 1. A [`Scout`](super::Scout) finds out that the registry is another one; [`Follower`] waits until that is over.
//! 2. [`Dispatch`] reads and checks the registry once, and hands what it read to a [`Courier`] for each target.
//! 3. Whoever stands at the [`Board`](super::Board) (server, metrics, hooks) sees how all of it stands.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::civil::Date;

use super::hooks::Hooks;
use super::serve::Ports;
use super::settings::Settings;
use super::validation::Validation;
use super::{
    Cause, Courier, Done, Event, Follower, Reader, Reading, ServeError, StateFolder, Surroundings, Whence,
    Work, inbox, operate, remote, targets,
};
use crate::pipeline::{BuildError, SigningKey};

/// A request is seen within this time.
const GLANCE: Duration = Duration::from_millis(100);
/// Time between two notes on the board that the registry is seen.
const NOTE: Duration = Duration::from_secs(1);
/// Couriers are given this long to finish what they are at.
const FAREWELL: Duration = Duration::from_secs(3);
/// An inbox is given this long; what is cut off is finished at the next start.
const GOODBYE: Duration = Duration::from_millis(500);

/// What is asked of a running daemon, from outside.
#[derive(Debug, Default)]
pub struct Requests {
    /// To end.
    pub stop: AtomicBool,
    /// To read its settings again.
    pub reload: AtomicBool,
    /// To look at the registry now.
    pub look: AtomicBool,
}

/// Why a daemon does not run.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// A site cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A port cannot be listened on.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// What was asked for does not go together.
    #[error("{0}")]
    Settings(String),
}

/// What a daemon is made of, besides its settings.
pub struct Equipment<'d> {
    /// Its own folder.
    pub state: &'d StateFolder,
    /// Board, clock and log.
    pub around: Surroundings,
    /// What manifests are signed with.
    pub key: Option<Arc<SigningKey>>,
    /// What is asked of it.
    pub requests: Arc<Requests>,
    /// Told once everything runs, and then again and again while it does.
    pub alive: &'d dyn Fn(),
}

/// Runs until it is asked to end or to read its settings again.
///
/// # Errors
/// What the settings ask for cannot be begun. Later troubles are told, and tried again.
pub fn run(settings: &Settings, reader: &mut Reader, equipment: &Equipment<'_>) -> Result<(), DaemonError> {
    let Equipment { state, around, key, requests, alive } = equipment;
    let say = |event: Event| (around.say)(event);
    let operate = settings.operate.map(|at| operate::start(at, around, requests)).transpose()?;
    let (mut scout, whence) =
        remote::scout(settings, outputs(settings, state), state, around, requests, &say)?;
    // Settings that were read again may name others.
    around.board.update(|status| status.targets.clear());
    let mut ports = Ports::open(settings, state, around)?;
    let mut couriers = Vec::new();
    for target in std::mem::take(&mut ports.targets) {
        couriers.push(Courier::start(target, around.clone())?);
    }
    for target in &settings.targets {
        let target = targets::target(target, &state.at(""), key.clone(), Arc::clone(&around.clock));
        couriers.push(Courier::start(target, around.clone())?);
    }
    let inboxes = inbox::start(settings, &whence, around).map_err(DaemonError::Settings)?;
    let hooks = Hooks::start(&settings.hooks, around);
    let hooks = hooks.map_err(|cause| DaemonError::Settings(cause.to_string()))?;
    let mut work = Dispatch {
        reader,
        whence,
        couriers,
        validation: Validation::open(state, &say),
        hooks,
        around,
        requests,
        built_for: None,
    };
    let mut follower = Follower::new(scout.as_mut(), &mut work, &around.board, around.clock.as_ref(), &say);
    let mut noted: Option<Duration> = None;
    while !requests.stop.load(Ordering::Relaxed) && !requests.reload.load(Ordering::Relaxed) {
        let pause = follower.step();
        noted = noted.filter(|noted| around.clock.elapsed() < *noted + NOTE).or_else(|| {
            let now = around.clock.now();
            around.board.update(|status| {
                // What is fetched tells by itself when it was seen.
                if settings.registry.folder.is_some() {
                    status.source.seen = Some(now);
                }
                status.settle(now);
            });
            Some(around.clock.elapsed())
        });
        alive();
        if !pause.is_zero() {
            follower.wait(pause.min(GLANCE));
        }
    }
    work.farewell();
    inboxes.into_iter().for_each(|inbox| inbox.stop(GOODBYE));
    ports.close();
    drop(operate);
    say(Event::Stopped);
    Ok(())
}

/// Folders that the daemon itself writes: what changes there is no change of the registry.
fn outputs(settings: &Settings, state: &StateFolder) -> Vec<PathBuf> {
    let folders = settings.targets.iter().filter_map(|target| match &target.place {
        super::settings::Place::Folder { path, .. } => Some(path.clone()),
        _ => None,
    });
    let inboxes = settings.inboxes.iter().map(|inbox| inbox.folder.clone());
    folders.chain(inboxes).chain([state.at("")]).collect()
}

/// Reads the registry and hands it to every courier.
struct Dispatch<'d> {
    reader: &'d mut Reader,
    whence: Whence,
    couriers: Vec<Courier>,
    validation: Validation<'d>,
    hooks: Hooks,
    around: &'d Surroundings,
    requests: &'d Requests,
    /// The day that was built for.
    built_for: Option<Date>,
}

impl Work for Dispatch<'_> {
    /// Deadlines need no commit: with the day, what pages say of them changes.
    fn look(&mut self) -> Vec<Cause> {
        let is_new_day = self.built_for.is_some_and(|day| day != self.around.clock.today());
        let is_asked = self.requests.look.swap(false, Ordering::Relaxed);
        let causes = [(is_new_day, Cause::NewDay), (is_asked, Cause::Asked)];
        if is_new_day {
            self.built_for = None;
        }
        causes.into_iter().filter(|(is_so, _)| *is_so).map(|(_, cause)| cause).collect()
    }

    fn turn(&mut self) -> Result<Done, String> {
        let today = self.around.clock.today();
        self.built_for = Some(today);
        let mut looked = self.reader.look(&self.whence, today).map_err(|error| error.to_string())?;
        self.hooks.tell(&self.validation.take(&looked, today, self.around));
        let Some(reading) = looked.reading.take() else { return Ok(Done::Withheld(looked.outcome)) };
        self.hand_out(reading);
        Ok(Done::Handed(looked.outcome))
    }
}

impl Dispatch<'_> {
    fn hand_out(&self, reading: Reading) {
        let reading = Arc::new(reading);
        self.around.board.update(|status| {
            status.source.commit.clone_from(&reading.revision.commit);
            status.source.generation = reading.revision.generation;
        });
        for courier in &self.couriers {
            courier.send(Arc::clone(&reading));
        }
    }

    /// Lets couriers finish what they are at, for a while. What is cut off then is safe: it is as after a crash.
    fn farewell(self) {
        let since = self.around.clock.elapsed();
        for courier in self.couriers {
            let left = FAREWELL.saturating_sub(self.around.clock.elapsed().saturating_sub(since));
            courier.stop(left);
        }
    }
}
