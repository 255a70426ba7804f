//! Follows a branch of a repository elsewhere: fetches it in intervals into the daemon's own mirror, and tells the loop of news.
//!
//! 1. A thread fetches when [`Schedule`] says so, or when somebody asks for a look.
//! 2. The board tells when the branch was seen last, and why it is not seen now; the log tells when that changes.
//! 3. When builds or publications fail, the mirror is looked through, and made anew if it is damaged.
//! 4. Beside a folder ([`Beside`]) the branch is only fetched to tell how far the folder is behind it.

mod beside;
mod choose;
mod schedule;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use super::settings::RemoteSettings;
use super::{Board, Cause, Event, Requests, Scout, StateFolder, Surroundings, Verdict, Whence};
use crate::source::{Fetched, Look, Mirror};
pub use beside::Beside;
pub(super) use choose::scout;
use schedule::Schedule;

/// Where the mirror lies in the state folder.
pub const MIRROR: &str = "mirror.git";
/// How often the thread looks at the clock, and at a folder's HEAD.
const GLANCE: Duration = Duration::from_millis(500);
/// The least after which a branch counts as unseen, in seconds.
const STALE: u64 = 60;
/// The mirror is looked through no more often than this.
const LOOK_THROUGH: Duration = Duration::from_secs(10 * 60);
/// The thread is given this long to end.
const FAREWELL: Duration = Duration::from_secs(2);

/// A branch elsewhere, followed until this is dropped.
pub struct Remote {
    desk: Arc<Desk>,
    requests: Arc<Requests>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread and those who wait for it share.
struct Desk {
    mirror: Mirror,
    stop: Arc<AtomicBool>,
    notes: Mutex<Notes>,
    rung: Condvar,
}

#[derive(Default)]
struct Notes {
    is_asked: bool,
    news: Option<String>,
    is_ready: bool,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(|lock| lock.into_inner())
    }
}

impl Remote {
    /// Follows what `settings` say through a mirror in the daemon's own folder. With a folder, that is what is built, and only how far
    /// it is behind is told.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(
        settings: &RemoteSettings,
        state: &StateFolder,
        folder: Option<PathBuf>,
        around: &Surroundings,
        requests: &Arc<Requests>,
    ) -> std::io::Result<Remote> {
        let stop = Arc::new(AtomicBool::new(false));
        let mirror = Mirror::new(&state.at(MIRROR), &settings.url, &settings.branch);
        let mirror = mirror.until(Arc::clone(&stop));
        let is_ready = mirror.commit().is_some();
        let notes = Mutex::new(Notes { is_ready, ..Notes::default() });
        let desk = Arc::new(Desk { mirror, stop, notes, rung: Condvar::new() });
        let mut round = Round {
            schedule: Schedule::new(settings.every, seed(settings, state)),
            stale_after: STALE.max(3 * settings.every.as_secs()),
            desk: Arc::clone(&desk),
            around: around.clone(),
            folder,
            problem: None,
            looked_through: None,
            failures: 0,
            compared: None,
        };
        round.introduce();
        let thread = std::thread::Builder::new().name("remote".into()).spawn(move || round.run())?;
        Ok(Remote { desk, requests: Arc::clone(requests), thread: Some(thread) })
    }

    /// Where the registry is read from.
    pub fn whence(&self) -> Whence {
        Whence::Mirror { repository: self.mirror().folder().to_owned(), revision: "HEAD".to_owned() }
    }

    /// The mirror.
    pub fn mirror(&self) -> &Mirror {
        &self.desk.mirror
    }

    /// Fetches now, at most once a second.
    pub fn ask(&self) {
        self.desk.lock().is_asked = true;
        self.desk.rung.notify_all();
    }
}

impl Scout for Remote {
    fn look(&mut self, _now: Duration) -> Vec<Cause> {
        if self.requests.look.swap(false, Ordering::Relaxed) {
            self.ask();
        }
        self.desk.lock().news.take().map(Cause::Fetched).into_iter().collect()
    }

    fn wait(&self, at_most: Duration) {
        let notes = self.desk.lock();
        if notes.news.is_none() {
            let _ = self.desk.rung.wait_timeout(notes, at_most);
        }
    }

    fn is_ready(&self) -> bool {
        self.desk.lock().is_ready
    }

    /// What is built now holds all that came up to now.
    fn judge(&mut self, _now: Duration) -> Verdict {
        self.desk.lock().news = None;
        Verdict::Build
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.desk.stop.store(true, Ordering::Relaxed);
        self.desk.rung.notify_all();
        let Some(thread) = self.thread.take() else { return };
        let until = std::time::Instant::now() + FAREWELL;
        while !thread.is_finished() && std::time::Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Tells daemons apart, so that they do not all fetch at the same moment.
fn seed(settings: &RemoteSettings, state: &StateFolder) -> u64 {
    let text = format!("{} {}", settings.url, state.at("").display());
    // FNV-1a.
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The thread's side.
struct Round {
    desk: Arc<Desk>,
    around: Surroundings,
    schedule: Schedule,
    stale_after: u64,
    folder: Option<PathBuf>,
    /// What was told last.
    problem: Option<String>,
    /// When the mirror was looked through last, and how many builds and publications had failed then.
    looked_through: Option<Duration>,
    failures: u64,
    /// The folder's HEAD and the branch's commit of which the difference was told.
    compared: Option<(Option<String>, Option<String>)>,
}

impl Round {
    fn run(&mut self) {
        while self.wait() {
            self.schedule.begin(self.around.clock.elapsed());
            let look = self.desk.mirror.fetch(self.around.clock.now());
            if self.desk.stop.load(Ordering::Relaxed) {
                return;
            }
            let is_answered = !matches!(look.fetched, Fetched::Failed(_));
            let pause = self.schedule.end(self.around.clock.elapsed(), is_answered);
            self.tell(&look, is_answered, pause);
            if look.is_news() || look.renewed.is_some() {
                let mut notes = self.desk.lock();
                notes.is_ready |= look.commit.is_some();
                notes.news = look.commit;
                self.desk.rung.notify_all();
            }
        }
    }

    /// Until a look is due; not so once it is to stop.
    fn wait(&mut self) -> bool {
        loop {
            self.compare();
            self.look_through();
            let desk = Arc::clone(&self.desk);
            let mut notes = desk.lock();
            let now = self.around.clock.elapsed();
            if std::mem::take(&mut notes.is_asked) {
                self.schedule.ask(now);
            }
            if desk.stop.load(Ordering::Relaxed) {
                return false;
            }
            let left = self.schedule.due().saturating_sub(now);
            if left.is_zero() {
                return true;
            }
            drop(desk.rung.wait_timeout(notes, left.min(GLANCE)));
        }
    }

    /// What is followed; when the mirror saw it last counts, although the daemon did not see it yet.
    fn introduce(&self) {
        if self.folder.is_some() {
            return;
        }
        let mirror = &self.desk.mirror;
        let (place, seen) = (format!("{} of {}", mirror.branch(), mirror.place()), mirror.seen());
        let now = self.around.clock.now();
        self.around.board.update(|status| {
            status.source.place = place;
            status.source.stale_after = self.stale_after;
            status.source.seen = seen;
            status.settle(now);
        });
    }

    fn tell(&mut self, look: &Look, is_answered: bool, pause: Duration) {
        let mirror = &self.desk.mirror;
        let problem = match (look.problem(mirror.branch()), &look.fetched) {
            // That a history was rewritten stays worth knowing until it goes on.
            (None, Fetched::Same)
                if self.problem.as_ref().is_some_and(|told| told.contains("was rewritten")) =>
            {
                self.problem.clone()
            }
            (problem, _) => problem,
        };
        let now = self.around.clock.now();
        let is_followed = self.folder.is_none();
        self.around.board.update(|status| {
            status.counts.fetches += 1;
            status.counts.failed_fetches += u64::from(!is_answered);
            if is_followed && look.is_seen() {
                status.source.seen = Some(now);
            }
            status.source.problem = match is_followed {
                true => problem.clone(),
                false => problem.as_ref().map(|problem| format!("{}: {problem}", mirror.place())),
            };
            status.settle(now);
        });
        for line in self.lines(look, problem.as_deref(), pause) {
            (self.around.say)(Event::Note(line));
        }
        self.problem = problem;
    }

    /// What is worth a line of the log.
    fn lines(&self, look: &Look, problem: Option<&str>, pause: Duration) -> Vec<String> {
        let place = format!("{} of {}", self.desk.mirror.branch(), self.desk.mirror.place());
        let mut lines = Vec::new();
        if let Some(why) = &look.renewed {
            lines.push(format!("{place}: the mirror was made anew: {why}"));
        }
        match problem {
            Some(problem) if self.problem.as_deref() != Some(problem) || !look.is_seen() => {
                lines.push(format!("{place}: {problem}; next look in {} s", pause.as_secs().max(1)));
            }
            None if self.problem.is_some() && look.is_seen() => lines.push(format!("{place}: seen again")),
            _ => {}
        }
        lines
    }

    /// How far the folder is behind, whenever one of both moved.
    fn compare(&mut self) {
        let Some(folder) = &self.folder else { return };
        let mirror = &self.desk.mirror;
        let head = crate::source::discover(folder).ok().flatten().and_then(|repository| repository.head());
        let both = (head, mirror.commit());
        if self.compared.as_ref() == Some(&both) {
            return;
        }
        let behind = mirror.ahead_of(folder).ok().flatten();
        self.around.board.update(|status| status.source.behind = behind);
        self.compared = Some(both);
    }

    /// Where something fails, it may be the mirror.
    fn look_through(&mut self) {
        let failures = failures(&self.around.board);
        let now = self.around.clock.elapsed();
        let is_due = self.looked_through.is_none_or(|last| now >= last + LOOK_THROUGH);
        if failures <= self.failures || !is_due || !self.desk.lock().is_ready {
            return;
        }
        (self.failures, self.looked_through) = (failures, Some(now));
        let place = self.desk.mirror.place();
        match self.desk.mirror.mend() {
            Ok(false) => {}
            Ok(true) => {
                (self.around.say)(Event::Note(format!("{place}: the mirror was damaged and made anew")));
                self.desk.lock().news = self.desk.mirror.commit();
                self.desk.rung.notify_all();
            }
            Err(why) => {
                let line = format!("{place}: the mirror is damaged and cannot be made anew: {why}");
                (self.around.say)(Event::Note(line));
            }
        }
    }
}

fn failures(board: &Board) -> u64 {
    let counts = &board.current().counts;
    counts.failed_builds + counts.failed_publications
}
