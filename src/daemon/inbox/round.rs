//! One look at an inbox after the other: what is whole is taken, what is taken is decided on.

mod finish;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::disk::{Disk, Unread};
use super::judge::Judge;
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
        self.tell(troubles.into_iter().next());
    }

    /// A look ended in the middle. The next one begins with the folders as they are.
    pub(super) fn stumble(&mut self) {
        self.held = None;
        self.judge.rest();
        self.tell(Some(
            "a look at it ended in the middle; this is a fault of connectory, please report it".into(),
        ));
    }

    fn tell(&mut self, problem: Option<String>) {
        let status = InboxStatus { problem, ..self.status.clone() };
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
                (Kind::Foreign, Ok(_)) => self.leave(&found.name),
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

    /// A file as reports tell of it.
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

    /// Tells why a file is where it is, unless that was told.
    fn say_once(&mut self, name: &OsStr, what: &str) {
        if self.said.insert((name.to_owned(), what.to_owned())) {
            self.waits(format!("`{}` {what}", name.to_string_lossy()));
        }
    }

    /// Tells that a file is none of ours, unless that was told.
    fn leave(&mut self, name: &OsStr) {
        let what = "is no .xmp, .json or .zip by its name, and is left where it is";
        if self.said.insert((name.to_owned(), what.to_owned())) {
            let (folder, name) = (printable(&self.status.folder), printable(&name.to_string_lossy()));
            (self.around.say)(Event::Note(format!("inbox {folder}: `{name}` {what}")));
        }
    }

    fn waits(&self, message: String) {
        (self.around.say)(Event::Waits { inbox: self.status.folder.clone(), message });
    }
}

/// Whether a folder is the inbox's own.
fn is_own(name: &OsStr) -> bool {
    [TAKEN, ACCEPTED, REJECTED].iter().any(|own| name == *own)
}
