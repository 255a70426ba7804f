//! Says "look again now, because ...", and nothing else: a build lists the whole tree itself.
//!
//! 1. An event of the system is a hint that a folder changed. `look` collects hints, `settle` lists those folders again.
//! 2. A new folder is listed once more 2 s later: what was made in it before the system watched it has no event.
//! 3. Every 30 s the whole tree is looked at; what differs was missed, is counted, and wakes as well.
//! 4. After an overflow, or when the watched folder was replaced, the watch is made anew and the whole tree looked at.
//! 5. Where the system cannot watch (a network share, a limit reached) the whole tree is looked at every 2 s, and said so.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher};

use super::ear::{Ear, reason};
use super::head::Head;
use super::listing::{Difference, Listing, Scope};
use super::{Cause, Event, mount};

/// A new folder is listed again after this time.
const SECOND_LOOK: Duration = Duration::from_secs(2);
/// An overflow wakes without any difference found only this often, for the build's own reading may cause it.
const OVERFLOW_REST: Duration = Duration::from_secs(60);

/// What to watch and how often to look.
#[derive(Debug, Clone)]
pub struct WatchOptions {
    /// The folder.
    pub root: PathBuf,
    /// Folders below it whose changes mean nothing, such as the output folder.
    pub ignore: Vec<PathBuf>,
    /// Looks by itself even where the system could report changes.
    pub poll: bool,
    /// Time between two full looks where the system reports changes.
    pub audit_every: Duration,
    /// Time between two full looks where it does not.
    pub poll_every: Duration,
    /// Time between two looks at Git's HEAD and at which folder the root is.
    pub glance_every: Duration,
}

impl WatchOptions {
    /// A full look every 30 s, or every 2 s where the system reports nothing.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        WatchOptions {
            root: root.into(),
            ignore: Vec::new(),
            poll: false,
            audit_every: Duration::from_secs(30),
            poll_every: Duration::from_secs(2),
            glance_every: Duration::from_millis(500),
        }
    }
}

/// A watched folder.
pub struct Watch<'a> {
    options: WatchOptions,
    say: &'a dyn Fn(Event),
    scope: Scope,
    heard: Arc<Ear>,
    watcher: Option<RecommendedWatcher>,
    listing: Listing,
    identity: Option<(u64, u64)>,
    git: Option<Head>,
    head: Option<String>,
    stale: BTreeSet<PathBuf>,
    second_looks: Vec<(Duration, PathBuf)>,
    next_glance: Duration,
    next_audit: Duration,
    last_overflow: Option<Duration>,
    missed: usize,
}

impl<'a> Watch<'a> {
    /// Starts to watch, then looks at the whole tree. Cannot fail: what cannot be watched is polled.
    pub fn start(options: WatchOptions, say: &'a dyn Fn(Event)) -> Self {
        let absolute = |path: &Path| {
            fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
        };
        let root = absolute(&options.root);
        let ignore = options.ignore.iter().map(|path| absolute(path)).collect();
        let git = Head::find(&root);
        let mut watch = Watch {
            identity: identity(&root),
            head: git.as_ref().and_then(Head::stamp),
            git,
            scope: Scope { root, ignore },
            heard: Arc::default(),
            watcher: None,
            listing: Listing::default(),
            stale: BTreeSet::new(),
            second_looks: Vec::new(),
            next_glance: options.glance_every,
            next_audit: Duration::ZERO,
            last_overflow: None,
            missed: 0,
            options,
            say,
        };
        watch.arm();
        watch.listing = Listing::take(&watch.scope);
        watch.next_audit = watch.rhythm();
        watch
    }

    /// How many files there were at the last look.
    pub fn files(&self) -> usize {
        self.listing.files()
    }

    /// Names the commit that Git's HEAD is at, as far as it and the folder can be read now.
    pub fn head(&self) -> Option<String> {
        identity(&self.scope.root)?;
        self.git.as_ref()?.stamp()
    }

    /// Whether Git is changing many files.
    pub fn git_is_busy(&self) -> bool {
        self.git.as_ref().is_some_and(Head::is_busy)
    }

    /// How many changes full looks found that no event had named.
    pub fn missed(&self) -> usize {
        self.missed
    }

    /// Whether the system reports changes.
    pub fn has_events(&self) -> bool {
        self.watcher.is_some()
    }

    /// Sleeps until something is heard, but not longer than this.
    pub fn wait(&self, at_most: Duration) {
        self.heard.wait(at_most);
    }

    /// Everything that happened since the last look, and what the timers found.
    pub fn look(&mut self, now: Duration) -> Vec<Cause> {
        let mut causes = Vec::new();
        self.listen(now, &mut causes);
        if now >= self.next_glance {
            self.next_glance = now + self.options.glance_every;
            self.glance(now, &mut causes);
        }
        self.look_twice(now, &mut causes);
        // While folders wait to be listed the tree is known to differ.
        if now >= self.next_audit && self.stale.is_empty() && causes.is_empty() {
            self.audit(now, &mut causes);
        }
        causes
    }

    /// Lists the hinted folders again, so that `files` is what a build will find.
    pub fn settle(&mut self, now: Duration) {
        let mut found = Difference::default();
        for folder in std::mem::take(&mut self.stale) {
            if self.scope.holds(&folder) {
                self.listing.refresh(&self.scope, &folder, &mut found);
            }
        }
        let again = found.new_folders.into_iter();
        self.second_looks.extend(again.map(|folder| (now + SECOND_LOOK, folder)));
    }

    fn listen(&mut self, now: Duration, causes: &mut Vec<Cause>) {
        let heard = self.heard.take();
        self.stale.extend(heard.folders);
        if heard.others + heard.sample.len() > 0 {
            let inside = |path: &PathBuf| match path.strip_prefix(&self.scope.root) {
                Ok(inside) if inside.as_os_str().is_empty() => PathBuf::from("."),
                Ok(inside) => inside.to_owned(),
                Err(_) => path.clone(),
            };
            causes.push(Cause::Files(heard.sample.iter().map(inside).collect(), heard.others));
        }
        if let Some(why) = heard.broken {
            self.watcher = None;
            self.poll(why);
            self.next_audit = now;
        } else if heard.overflow {
            self.recover(now, causes);
        }
    }

    /// After an overflow notify leaves new folders unwatched for ever; only a new watch sees them.
    fn recover(&mut self, now: Duration, causes: &mut Vec<Cause>) {
        self.arm();
        let changed = self.look_at_all(now) > 0;
        let rested = self.last_overflow.is_none_or(|last| now >= last + OVERFLOW_REST);
        if changed || rested {
            self.last_overflow = Some(now);
            causes.push(Cause::Overflow);
        }
    }

    fn glance(&mut self, now: Duration, causes: &mut Vec<Cause>) {
        let identity = identity(&self.scope.root);
        if identity != self.identity {
            self.identity = identity;
            self.git = Head::find(&self.scope.root);
            self.arm();
            self.look_at_all(now);
            causes.push(Cause::RootReplaced);
        }
        if self.git.is_none() {
            self.git = Head::find(&self.scope.root);
        }
        let head = self.git.as_ref().and_then(Head::stamp);
        // A HEAD that cannot be read is being written, or gone with the disk.
        if head.is_some() && head != self.head {
            self.head = head;
            causes.push(Cause::HeadMoved);
        }
    }

    fn look_twice(&mut self, now: Duration, causes: &mut Vec<Cause>) {
        let mut found = Difference::default();
        let (due, later) = std::mem::take(&mut self.second_looks).into_iter().partition(|(at, _)| *at <= now);
        self.second_looks = later;
        let due: Vec<(Duration, PathBuf)> = due;
        for (_, folder) in due.iter().filter(|(_, folder)| !self.stale.contains(folder)) {
            self.listing.refresh(&self.scope, folder, &mut found);
        }
        self.report(found.files.len(), causes);
    }

    fn audit(&mut self, now: Duration, causes: &mut Vec<Cause>) {
        let after = Listing::take(&self.scope);
        let found = self.listing.difference(&after);
        if found.is_empty() {
            self.listing = after;
            self.next_audit = now + self.rhythm();
            return;
        }
        // What an event names after all was not missed; its folder is listed when the burst is over.
        self.listen(now, causes);
        let named = |path: &PathBuf| path.parent().is_some_and(|folder| self.stale.contains(folder));
        let missed = found.files.iter().filter(|path| !named(path)).count();
        self.listing = after;
        self.next_audit = now + self.rhythm();
        self.report(missed, causes);
    }

    fn report(&mut self, changes: usize, causes: &mut Vec<Cause>) {
        match (changes, self.has_events()) {
            (0, _) => {}
            (changes, false) => causes.push(Cause::Polled(changes)),
            (changes, true) => {
                self.missed += changes;
                causes.push(Cause::Missed(changes));
                (self.say)(Event::Missed { now: changes, total: self.missed });
            }
        }
    }

    fn look_at_all(&mut self, now: Duration) -> usize {
        let after = Listing::take(&self.scope);
        let changes = self.listing.difference(&after).files.len();
        self.listing = after;
        self.stale.clear();
        self.next_audit = now + self.rhythm();
        changes
    }

    fn rhythm(&self) -> Duration {
        match self.has_events() {
            true => self.options.audit_every,
            false => self.options.poll_every,
        }
    }

    /// Watches from scratch, or says why it must poll.
    fn arm(&mut self) {
        let was_watching = self.watcher.take().is_some();
        if self.options.poll {
            return self.poll("asked to".into());
        }
        if let Some(kind) = mount::silent(&self.scope.root) {
            return self.poll(format!("`{kind}` reports no changes made elsewhere"));
        }
        let mut why = String::new();
        // A folder that vanishes while it is being watched fails the whole watch; the next try does not meet it.
        for _ in 0..3 {
            match self.watch() {
                Ok(watcher) => {
                    self.watcher = Some(watcher);
                    if !was_watching {
                        (self.say)(Event::Watching(self.scope.root.clone()));
                    }
                    return;
                }
                Err(error) => why = reason(&error),
            }
        }
        self.poll(why);
    }

    fn watch(&self) -> notify::Result<RecommendedWatcher> {
        let (scope, ear) = (self.scope.clone(), Arc::clone(&self.heard));
        let hear = move |event: notify::Result<notify::Event>| ear.hear(&scope, event);
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(hear, config)?;
        watcher.watch(&self.scope.root, RecursiveMode::Recursive)?;
        Ok(watcher)
    }

    fn poll(&mut self, why: String) {
        let every = self.options.poll_every;
        (self.say)(Event::Polling { why, every });
    }
}

/// Device and number of a folder: another folder of the same name has others.
#[cfg(unix)]
fn identity(root: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(root).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(root: &Path) -> Option<(u64, u64)> {
    fs::metadata(root).ok().map(|_| (0, 0))
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "storm_tests.rs"]
mod storm;
