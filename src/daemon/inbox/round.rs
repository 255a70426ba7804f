//! One look at an inbox after the other: what is whole is taken, what is taken is decided on.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::disk::{Disk, Unread};
use super::judge::{Judge, Made, Planned, Verdict};
use super::names::{self, ACCEPTED, Kind, REJECTED, TAKEN};
use super::patience::{Fault, Next, Sight, TOLD, Watched};
use super::push::Push;
use super::told::{Drop, Said};
use super::whole;
use crate::daemon::settings::InboxSettings;
use crate::daemon::{Event, InboxStatus, StateFolder, Surroundings, Whence};
use crate::diag::printable;
use crate::package;
use crate::source::Digest;

/// Pause before the first try after a failure, and the longest.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// So often a change is planned anew where the registry moves on meanwhile, before it waits.
const PLANS: usize = 3;

/// One inbox.
pub struct Inbox {
    folder: PathBuf,
    /// The inbox's folders, once no other process works on them.
    held: Option<Held>,
    watched: BTreeMap<OsString, Watched>,
    /// What was taken and could not be finished yet.
    retries: BTreeMap<OsString, Retry>,
    judge: Judge,
    push: Option<Box<dyn Push>>,
    around: Surroundings,
    /// What was said already of a file that is still there.
    said: BTreeSet<(OsString, String)>,
    /// Taken drops whose branch this process made.
    made: BTreeSet<OsString>,
    status: InboxStatus,
    owner: String,
    #[cfg(test)]
    pub(super) steps_left: Option<usize>,
}

struct Held {
    disk: Disk,
    /// Whether what a kill interrupted is finished.
    mended: bool,
    _lock: StateFolder,
}

struct Retry {
    at: Duration,
    pause: Duration,
    why: String,
}

impl Inbox {
    /// The inbox that `settings` tell of, for the registry that is followed. `owner` is what another process is told that has the same.
    pub fn new(
        settings: &InboxSettings,
        whence: Whence,
        push: Option<Box<dyn Push>>,
        owner: &str,
        around: Surroundings,
    ) -> Inbox {
        let folder = settings.folder.clone();
        let status = InboxStatus { folder: folder.display().to_string(), ..InboxStatus::default() };
        around.board.update(|board| board.inboxes.push(status.clone()));
        Inbox {
            folder,
            held: None,
            watched: BTreeMap::new(),
            retries: BTreeMap::new(),
            judge: Judge::new(whence, settings.clone()),
            push,
            around,
            said: BTreeSet::new(),
            made: BTreeSet::new(),
            status,
            owner: owner.to_owned(),
            #[cfg(test)]
            steps_left: None,
        }
    }

    /// Looks once, does what is to be done, and tells the board.
    pub fn step(&mut self) {
        let now = self.around.clock.elapsed();
        let mut troubles = Vec::new();
        if let Err(why) = self.round(now, &mut troubles) {
            troubles.insert(0, why);
        }
        #[cfg(test)]
        if let Some(held) = &self.held {
            self.steps_left = held.disk.steps_left;
        }
        let status = InboxStatus { problem: troubles.into_iter().next(), ..self.status.clone() };
        let is_other = |board: &InboxStatus| board.folder == status.folder && *board != status;
        if let Some(at) = self.around.board.current().inboxes.iter().position(is_other) {
            self.around.board.update(|board| board.inboxes[at] = status.clone());
        }
        self.status = status;
    }

    fn round(&mut self, now: Duration, troubles: &mut Vec<String>) -> Result<(), String> {
        self.hold()?;
        let found = self.disk().list("").map_err(|error| self.failed(&error))?;
        let is_there = |name: &OsStr| found.iter().any(|found| found.name == name);
        self.watched.retain(|name, _| is_there(name));
        self.said.retain(|(name, _)| is_there(name));
        for found in &found {
            match (names::kind(&found.name), &found.file) {
                (Kind::Passed, _) => {}
                (Kind::Package, Ok(sight)) => self.see(&found.name, *sight, now, troubles),
                (Kind::Foreign, Ok(_)) => self
                    .say_once(&found.name, "is no .xmp, .json or .zip by its name, and is left where it is"),
                (Kind::Foreign, Err("a folder")) if is_own(&found.name) => {}
                (_, Err(what)) => self.say_once(
                    &found.name,
                    &format!("is {what}; only files that lie in the inbox itself are taken"),
                ),
            }
        }
        let taken = self.taken()?;
        self.retries.retain(|name, _| taken.iter().any(|(taken, _)| taken == name));
        for (name, sight) in taken {
            if self.retries.get(&name).is_none_or(|retry| retry.at <= now) {
                self.work(&name, sight, now);
            }
        }
        troubles.splice(0..0, self.retries.values().map(|retry| retry.why.clone()));
        let left = self.taken()?.len();
        if left == 0 {
            self.judge.rest();
        }
        self.status.waiting = self.watched.len() + left;
        Ok(())
    }

    /// Makes the inbox's folders ours.
    fn hold(&mut self) -> Result<(), String> {
        if self.held.is_none() {
            let disk = Disk::open(&self.folder).map_err(|error| self.failed(&error))?;
            let lock = StateFolder::take(&self.folder.join(TAKEN), &self.owner)
                .map_err(|error| error.to_string())?;
            self.held = Some(Held { disk, mended: false, _lock: lock });
        }
        let held = self.held.as_mut().expect("it was taken just now");
        #[cfg(test)]
        (held.disk.steps_left = self.steps_left);
        let mut ready = || {
            held.disk.make_folders()?;
            if !held.mended {
                held.disk.mend()?;
                held.mended = true;
            }
            io::Result::Ok(())
        };
        ready().map_err(|error| self.failed(&error))
    }

    fn disk(&mut self) -> &mut Disk {
        &mut self.held.as_mut().expect("a round begins by taking the folder").disk
    }

    fn failed(&self, error: &dyn std::fmt::Display) -> String {
        format!("`{}`: {error}", self.folder.display())
    }

    /// What is in `taken/`.
    fn taken(&mut self) -> Result<Vec<(OsString, Sight)>, String> {
        let found = self.disk().list(TAKEN).map_err(|error| self.failed(&error))?;
        let taken = found.into_iter().filter(|found| names::kind(&found.name) == Kind::Package);
        Ok(taken.filter_map(|found| Some((found.name, found.file.ok()?))).collect())
    }

    /// A package that lies in the inbox.
    fn see(&mut self, name: &OsStr, sight: Sight, now: Duration, troubles: &mut Vec<String>) {
        let watched = self.watched.entry(name.to_owned()).or_insert_with(|| Watched::new(sight, now));
        let shown = printable(&name.to_string_lossy());
        match watched.see(sight, now) {
            Next::Wait => {}
            Next::Read => {
                if let Err(why) = self.read(name, sight, now) {
                    troubles.push(format!("`{shown}`: {why}"));
                }
            }
            Next::Tell(why) => {
                let what = format!("waits, and did not change for {} s: {why}", TOLD.as_secs());
                self.say_once(name, &what);
                troubles.push(format!("`{shown}` {what}"));
            }
            Next::Refuse(why) => {
                let bytes = self.bytes("", name, sight).unwrap_or_default();
                let drop = self.drop(name, sight, Some(&bytes).filter(|bytes| !bytes.is_empty()));
                if let Err(error) = self.settle("", &drop, (REJECTED, name), Said::because(why)) {
                    troubles.push(format!("`{shown}`: {error}"));
                }
            }
        }
    }

    /// Reads a file that was quiet, and takes it if it is whole.
    fn read(&mut self, name: &OsStr, sight: Sight, now: Duration) -> Result<(), String> {
        self.judge.look(self.around.clock.today())?;
        let fault = match self.bytes("", name, sight) {
            Ok(bytes) => whole::fault(&bytes, &self.limits()),
            Err(Unread::Changes) => return Ok(()),
            Err(Unread::TooLarge) => {
                let (size, most) = (sight.size, self.most());
                Some(Fault::Broken(format!("the file is {size} bytes large; {most} is the most")))
            }
            Err(Unread::Disk(error)) => Some(Fault::Locked(format!("it cannot be read: {error}"))),
        };
        match (fault, self.watched.get_mut(name)) {
            (Some(fault), Some(watched)) => watched.found(fault, now),
            _ => {
                let from = self.disk().at("", name);
                self.disk().shift(&from, TAKEN, name).map_err(|error| error.to_string())?;
                self.watched.remove(name);
            }
        }
        Ok(())
    }

    /// A file that was taken. What keeps it from being finished is tried again.
    fn work(&mut self, name: &OsStr, sight: Sight, now: Duration) {
        match self.finish(name, sight) {
            Ok(()) => {
                self.retries.remove(name);
                self.made.remove(name);
            }
            Err(why) => {
                let why = format!("`{}` waits: {why}", printable(&name.to_string_lossy()));
                let before = self.retries.remove(name);
                let pause = before.as_ref().map_or(RETRY.0, |before| (before.pause * 2).min(RETRY.1));
                if before.is_none_or(|before| before.why != why) {
                    self.say(&why);
                }
                self.retries.insert(name.to_owned(), Retry { at: now + pause, pause, why });
            }
        }
    }

    fn finish(&mut self, name: &OsStr, sight: Sight) -> Result<(), String> {
        let today = self.around.clock.today();
        self.judge.look(today)?;
        let bytes = self.bytes(TAKEN, name, sight);
        let bytes = bytes.map_err(|unread| match unread {
            Unread::Changes => "it changes".to_owned(),
            Unread::TooLarge => "it is larger than the registry takes".to_owned(),
            Unread::Disk(error) => error.to_string(),
        })?;
        if let Some(Fault::Unfinished(_)) = whole::fault(&bytes, &self.limits()) {
            // Whoever copies it had it open when it was taken, and goes on.
            let from = self.disk().at(TAKEN, name);
            self.disk().shift(&from, "", name).map_err(|error| error.to_string())?;
            return Ok(());
        }
        let drop = self.drop(name, sight, Some(&bytes));
        match self.decide(&drop, bytes)? {
            Verdict::Refused(said) => self.settle(TAKEN, &drop, (REJECTED, name), said),
            Verdict::Known(said) => self.settle(TAKEN, &drop, (ACCEPTED, name), said),
            Verdict::Change(planned) => self.make(name, &drop, &planned),
        }
    }

    /// What is to become of it, planned over a commit that is still the one that is followed.
    fn decide(&mut self, drop: &Drop, bytes: Vec<u8>) -> Result<Verdict, String> {
        let today = self.around.clock.today();
        for _ in 0..PLANS {
            let (judge, name, bytes) = (&mut self.judge, drop.name.as_str(), bytes.clone());
            let judged = catch_unwind(AssertUnwindSafe(move || judge.judge(name, bytes, today)));
            let Ok(verdict) = judged else {
                self.judge.rest();
                return Ok(Verdict::Refused(Said::because(
                    "connectory stopped in the middle of reading it; this is a fault of connectory, please report it",
                )));
            };
            match verdict? {
                Verdict::Change(planned) if self.judge.base()? != planned.base => {}
                verdict => return Ok(verdict),
            }
        }
        Err("the registry changes all the time".to_owned())
    }

    /// Makes the branch and pushes it.
    fn make(&mut self, name: &OsStr, drop: &Drop, planned: &Planned) -> Result<(), String> {
        self.disk().pass().map_err(|error| error.to_string())?;
        let when = self.around.clock.now().to_zoned(TimeZone::UTC);
        let digest = drop.digest.map(|digest| format!("sha256: {digest}\n")).unwrap_or_default();
        let trailer = format!("dropped as `{}`\n{digest}", printable(&drop.name));
        let mut said = match self.judge.commit(planned, &trailer, &when)? {
            Made::Branch(said) => said,
            Made::Taken(said) => return self.settle(TAKEN, drop, (REJECTED, name), said),
        };
        self.disk().pass().map_err(|error| error.to_string())?;
        let branch = said.branch.as_mut().expect("a branch was made");
        if branch.is_new {
            self.made.insert(name.to_owned());
        }
        branch.is_new = self.made.contains(name);
        if let Some(push) = &mut self.push {
            push.push(&branch.name, &branch.commit)
                .map_err(|why| format!("the branch `{}` is made, and not pushed yet: {why}", branch.name))?;
            branch.pushed = Some(push.place());
        }
        said.next = match (&branch.pushed, &branch.name) {
            (Some(_), name) => vec![format!("open a pull request of the branch {name}")],
            (None, name) => vec![
                format!("look at it: git log -p HEAD..{name}"),
                format!("take it over: git merge {name}, or push it and open a pull request"),
            ],
        };
        self.settle(TAKEN, drop, (ACCEPTED, name), said)
    }

    /// Moves a file to where it stays, with what is said of it.
    fn settle(&mut self, from: &str, drop: &Drop, to: (&str, &OsStr), said: Said) -> Result<(), String> {
        let accepted = to.0 == ACCEPTED;
        let (text, json) = (said.text(drop, accepted), said.json(drop, accepted));
        let path = self.disk().at(from, to.1);
        let settled = self.disk().settle(&path, to, &text, &json);
        let name = settled.map_err(|error| {
            // It may have been moved already; then only what is said of it is not in its place.
            self.held.iter_mut().for_each(|held| held.mended = false);
            error.to_string()
        })?;
        self.watched.remove(to.1);
        if accepted {
            self.status.accepted += 1;
        } else {
            self.status.rejected += 1;
        }
        let first = said.lines.first().map_or("", String::as_str);
        let what = match (&said.branch, accepted) {
            (Some(branch), _) => {
                format!("branch {} ({})", branch.name, &branch.commit[..branch.commit.len().min(12)])
            }
            (None, true) => format!("nothing is to be done: {first}"),
            (None, false) => first.to_owned(),
        };
        let verdict = if accepted { "accepted" } else { "rejected" };
        self.say(&format!("{verdict} `{}`: {what}; see {verdict}/{}", drop.name, name.to_string_lossy()));
        Ok(())
    }

    fn drop(&self, name: &OsStr, sight: Sight, bytes: Option<&Vec<u8>>) -> Drop {
        Drop {
            name: name.to_string_lossy().into_owned(),
            size: sight.size,
            digest: bytes.map(|bytes| Digest::of(bytes)),
            at: self.around.clock.now(),
        }
    }

    fn bytes(&mut self, folder: &str, name: &OsStr, sight: Sight) -> Result<Vec<u8>, Unread> {
        let most = self.most();
        let disk = self.disk();
        disk.read(&disk.at(folder, name), sight, most)
    }

    /// The most bytes of a file: a zip of many packages may be larger than one of them.
    fn most(&self) -> u64 {
        let limits = self.judge.limits();
        limits.unpacked.max(limits.package)
    }

    fn limits(&self) -> package::Limits {
        package::Limits { unpacked: self.judge.limits().unpacked, ..package::Limits::default() }
    }

    fn say(&self, what: &str) {
        (self.around.say)(Event::Note(format!("inbox {}: {}", self.folder.display(), printable(what))));
    }

    /// Says something of a file in the inbox, unless it was said.
    fn say_once(&mut self, name: &OsStr, what: &str) {
        if self.said.insert((name.to_owned(), what.to_owned())) {
            self.say(&format!("`{}` {what}", name.to_string_lossy()));
        }
    }
}

/// Whether a folder is the inbox's own.
fn is_own(name: &OsStr) -> bool {
    [TAKEN, ACCEPTED, REJECTED].iter().any(|own| name == *own)
}
