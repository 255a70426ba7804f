//! The daemon's loop, driven by hand, and what its site is held to.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use connectory::daemon::settings::{Current, Place, TargetSettings};
use connectory::daemon::{
    Board, Cause, Clock, Done, Event, FolderScout, Follower, Reader, Target, Watch, WatchOptions, Whence,
    Work, targets,
};
use connectory::publish::{MemorySink, Sink};
use jiff::civil::{Date, date};

use super::judge::{Compared, Shown, published};
use super::world::World;
use super::{files, git};
use crate::support::dice::Dice;
use crate::support::site::Site;

/// After so much time without a change everything has happened that will: the lock's patience, the steady loss, the longest retry.
const QUIET: Duration = Duration::from_secs(160);
/// The clock is turned on by this at most.
const TICK: Duration = Duration::from_secs(2);
/// What the system reports comes within this time, as a rule; the audit finds what comes later.
const EVENTS: Duration = Duration::from_millis(5);

/// A clock that is turned by hand.
pub(super) struct Hands {
    elapsed_ms: AtomicU64,
    /// Days since 1970.
    day: AtomicI64,
}

impl Hands {
    fn new(today: Date) -> Hands {
        let hands = Hands { elapsed_ms: AtomicU64::new(0), day: AtomicI64::new(0) };
        hands.set(today);
        hands
    }

    fn set(&self, today: Date) {
        let day = (today - date(1970, 1, 1)).get_days();
        self.day.store(day.into(), Ordering::Relaxed);
    }

    fn advance(&self, by: Duration) {
        self.elapsed_ms.fetch_add(by.as_millis() as u64, Ordering::Relaxed);
    }
}

impl Clock for Hands {
    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.elapsed_ms.load(Ordering::Relaxed))
    }

    fn now(&self) -> jiff::Timestamp {
        let seconds = self.day.load(Ordering::Relaxed) * 86_400 + self.elapsed().as_secs() as i64;
        jiff::Timestamp::from_second(seconds).unwrap()
    }

    fn today(&self) -> Date {
        let days = jiff::Span::new().days(self.day.load(Ordering::Relaxed));
        date(1970, 1, 1).checked_add(days).unwrap()
    }
}

/// Where the site goes.
enum At {
    Memory(MemorySink),
    Folder(PathBuf),
}

impl At {
    fn site(&self) -> Site {
        match self {
            At::Memory(sink) => crate::support::site::files(sink),
            At::Folder(folder) => published(folder),
        }
    }
}

/// Reads the registry and publishes it, as the daemon does, but at once.
struct Doing<'d> {
    reader: Reader,
    whence: Whence,
    target: Target,
    sink: Option<Box<dyn Sink>>,
    clock: &'d Hands,
    built_for: Option<Date>,
    is_withheld: &'d Cell<bool>,
    publications: &'d Cell<usize>,
}

impl Work for Doing<'_> {
    fn look(&mut self) -> Vec<Cause> {
        let is_new_day = self.built_for.take_if(|day| *day != self.clock.today()).is_some();
        if is_new_day { vec![Cause::NewDay] } else { Vec::new() }
    }

    fn turn(&mut self) -> Result<Done, String> {
        let today = self.clock.today();
        self.built_for = Some(today);
        let (outcome, reading) = self.reader.read(&self.whence, today).map_err(|error| error.to_string())?;
        self.is_withheld.set(true);
        let Some(reading) = reading else { return Ok(Done::Withheld(outcome)) };
        let published = self.target.publish(self.reader.pipeline(), &mut self.sink, &reading);
        self.is_withheld.set(published.is_err());
        let published = published?;
        self.publications.set(self.publications.get() + 1);
        Ok(Done::Published(outcome, published))
    }
}

/// A daemon that is about to start.
pub(super) struct Following {
    at: At,
    polls: bool,
}

impl Following {
    /// A daemon for a world; in an eighth of the cases it publishes to the disk, in a tenth it polls.
    pub(super) fn new(world: &World, dice: &mut Dice) -> Following {
        let folder = || At::Folder(world.beside.join("site"));
        let at = if dice.once_in(8) { folder() } else { At::Memory(MemorySink::new()) };
        Following { at, polls: dice.once_in(10) }
    }

    fn target(&self, state: &Path, today: Date) -> Target {
        let path = match &self.at {
            At::Folder(path) => path.clone(),
            At::Memory(_) => state.to_owned(),
        };
        let place = Place::Folder { path, current: Current::default() };
        let settings = TargetSettings { name: "site".to_owned(), site: None, place, without_bundles: true };
        let mut target = targets::target(&settings, state, None, Arc::new(Hands::new(today)));
        if let At::Memory(sink) = &self.at {
            let site = sink.site();
            target.sink = Box::new(move || Ok(Box::new(MemorySink::on(site.clone()))));
        }
        target
    }

    /// Follows while things happen, until it is stopped or as many as are `left` happened.
    pub(super) fn live(&self, world: &mut World, dice: &mut Dice, left: &mut usize, compared: &mut Compared) {
        world.tell("the daemon starts");
        compared.starts += 1;
        let (clock, board, is_withheld) = (Hands::new(world.today), Board::new(), Cell::new(false));
        let (missed, publications) = (Cell::new(0), Cell::new(0));
        let say = |event| {
            if let Event::Missed { now, .. } = event {
                missed.set(missed.get() + now);
            }
        };
        let options = WatchOptions { poll: self.polls, ..WatchOptions::new(&world.registry) };
        let mut scout = FolderScout::new(Watch::start(options, &say));
        let mut work = Doing {
            reader: Reader::new().unwrap(),
            whence: Whence::Folder(world.registry.clone()),
            target: self.target(&world.beside.join("state"), world.today),
            sink: None,
            clock: &clock,
            built_for: None,
            is_withheld: &is_withheld,
            publications: &publications,
        };
        let mut follower = Follower::new(&mut scout, &mut work, &board, &clock, &say);
        let mut last = self.at.site();
        loop {
            quiet(&mut follower, &clock);
            world.tell("quiet");
            let site = self.at.site();
            let shown = Shown {
                site: &site,
                last: (publications.get() == 0).then_some(&last),
                is_withheld: is_withheld.get(),
            };
            compared.judge(world, &shown);
            publications.set(0);
            last = site;
            if *left == 0 || dice.once_in(10) {
                break;
            }
            for _ in 0..(1 + dice.below(20)).min(*left) {
                *left -= 1;
                self.happen(world, dice, &clock);
                if dice.once_in(10) {
                    follower.wait(Duration::ZERO);
                    clock.advance(Duration::from_millis(dice.below(800) as u64));
                    follower.step();
                }
            }
            if *left == 0 {
                git::give_up(world);
                world.put_right();
            }
        }
        compared.missed += missed.get();
    }

    fn happen(&self, world: &mut World, dice: &mut Dice, clock: &Hands) {
        match dice.below(10) {
            0..=2 => git::happen(world, dice),
            3 if dice.once_in(2) => {
                let days = 1 + dice.below(40) as i64;
                world.today = world.today.checked_add(jiff::Span::new().days(days)).unwrap();
                world.tell(format!("{days} days pass"));
                clock.set(world.today);
            }
            _ => files::happen(world, dice),
        }
    }
}

/// Lets everything happen that is due or will be.
fn quiet(follower: &mut Follower<'_>, clock: &Hands) {
    follower.wait(EVENTS);
    let until = clock.elapsed() + QUIET;
    while clock.elapsed() < until {
        let pause = follower.step();
        if !pause.is_zero() {
            clock.advance(pause.clamp(Duration::from_millis(10), TICK));
        }
    }
}
