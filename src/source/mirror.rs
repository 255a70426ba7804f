//! A branch of a repository elsewhere, followed through a bare repository of our own.
//!
//! 1. [`Mirror::fetch`] asks where the branch is, and fetches it if that is news. What became of it is a [`Look`], never an error: whatever
//!    happens elsewhere, the last commit stays.
//! 2. A mirror that is damaged, or of another repository, is made anew beside the old one and takes its place when it is whole.
//! 3. [`Mirror::push`] brings a commit of ours to a new branch there.

mod behind;
mod look;
mod push;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard};

use git2::Oid;
use jiff::Timestamp;

use super::{Bare, CommandError, Depth, Digest, Elsewhere, SourceError, Unnamed};
pub use look::{Fetched, Look};
pub use push::{PushError, Pushed};

/// What the mirror's `HEAD` names: the branch as it is elsewhere.
const FOLLOWED: &str = "refs/connectory/followed";
/// Where commits of ours may lie until they are pushed.
const OWN: &str = "refs/heads";
/// The file that says of what it is a mirror; put last, so that it says too that the mirror is whole.
const OF: &str = "connectory-mirror-of";
/// The file that says when the branch was seen last.
const SEEN: &str = "connectory-seen";

/// A mirror of one branch.
#[derive(Debug)]
pub struct Mirror {
    bare: Bare,
    elsewhere: Elsewhere,
    branch: String,
    /// Held while Git is at work in it; whether what a killed Git left was swept away yet.
    at_work: Mutex<bool>,
}

impl Mirror {
    /// The mirror in `folder`, which is made by the first fetch, of `branch` at `url`.
    pub fn new(folder: &Path, url: &str, branch: &str) -> Mirror {
        let above = folder.parent().unwrap_or(Path::new("."));
        Mirror {
            bare: Bare::at(folder),
            elsewhere: Elsewhere::new(url, above),
            branch: branch.to_owned(),
            at_work: Mutex::new(false),
        }
    }

    /// The same through another program than `git`.
    pub fn through(self, program: &str) -> Mirror {
        Mirror { elsewhere: self.elsewhere.through(program), ..self }
    }

    /// The same, whose Git is stopped once `stop` is set.
    pub fn until(self, stop: Arc<AtomicBool>) -> Mirror {
        Mirror { elsewhere: self.elsewhere.until(stop), ..self }
    }

    /// Where it lies: what [`source::open`](super::open()) takes, at `HEAD`.
    pub fn folder(&self) -> &Path {
        self.bare.folder()
    }

    /// The branch that is followed.
    pub fn branch(&self) -> &str {
        &self.branch
    }

    /// The address of what it mirrors, as people may see it.
    pub fn place(&self) -> String {
        self.elsewhere.shown()
    }

    /// The commit that was fetched last.
    pub fn commit(&self) -> Option<String> {
        self.held().map(|id| id.to_string())
    }

    /// When the branch was seen last.
    pub fn seen(&self) -> Option<Timestamp> {
        self.held()?;
        self.bare.note(SEEN)?.trim().parse().ok()
    }

    /// Looks at the branch, and fetches it if it is another one than before.
    pub fn fetch(&self, now: Timestamp) -> Look {
        let mut at_work = self.lock();
        self.settle(&mut at_work);
        let before = self.held();
        let (fetched, renewed) = match self.elsewhere.tip(&self.branch) {
            Err(error) => (Fetched::Failed(error.to_string()), None),
            Ok(None) => (Fetched::BranchGone { instead: self.elsewhere.main_branch() }, None),
            Ok(Some(tip)) => self.bring(&tip, before),
        };
        let look = Look { fetched, commit: self.commit(), is_shallow: self.bare.is_shallow(), renewed };
        if look.is_seen() {
            // Only how old the site may be is lost with it.
            let _ = self.bare.put_note(SEEN, &now.to_string());
        }
        if look.is_news() && self.bare.is_scattered() {
            let _ = self.bare.gather(&self.elsewhere.git(), Unnamed::StayADay);
        }
        look
    }

    /// Makes the mirror anew if what it holds cannot be read; says whether it was so. Costs as much as reading it.
    ///
    /// # Errors
    /// It has to be made anew, and cannot be.
    pub fn mend(&self) -> Result<bool, String> {
        let mut at_work = self.lock();
        self.settle(&mut at_work);
        match self.held() {
            Some(commit) if self.bare.is_whole(&self.elsewhere.git(), &commit.to_string()) => Ok(false),
            _ => self.renew().map(|()| true),
        }
    }

    /// Brings what is news.
    fn bring(&self, tip: &str, before: Option<Oid>) -> (Fetched, Option<String>) {
        let Some(before) = before else {
            let why = match self.is_of_the_same() {
                true => Some("it was damaged"),
                false => self.bare.folder().exists().then_some("it was of another repository or branch"),
            };
            return match self.renew() {
                Ok(()) => (Fetched::First, why.map(str::to_owned)),
                Err(why) => (Fetched::Failed(why), None),
            };
        };
        if before.to_string() == tip && !self.bare.is_shallow() {
            return (Fetched::Same, None);
        }
        let error = match self.elsewhere.fetch(&self.branch, &self.bare, FOLLOWED, Depth::Whole) {
            Ok(()) if self.held().is_some() => return (self.compared(before), None),
            Ok(()) => "what was fetched cannot be read".to_owned(),
            // The repository answered: what is wrong may be the mirror.
            Err(error @ CommandError::Failed { .. })
                if !self.bare.is_whole(&self.elsewhere.git(), &before.to_string()) =>
            {
                error.to_string()
            }
            Err(error) => return (Fetched::Failed(error.to_string()), None),
        };
        match self.renew() {
            Ok(()) => (self.compared(before), Some(error)),
            Err(why) => (Fetched::Failed(why), None),
        }
    }

    /// What the commit that is held now is to the one before.
    fn compared(&self, before: Oid) -> Fetched {
        let Some(after) = self.held() else { return Fetched::First };
        if before == after {
            return Fetched::Same;
        }
        let descends = || self.bare.open().ok()?.graph_descendant_of(after, before).ok();
        let before = before.to_string();
        // Beyond the edge of a shallow history nothing is known; what cannot be found is not said to be rewritten.
        match descends() == Some(true) || self.bare.is_shallow() {
            true => Fetched::Ahead { before },
            false => Fetched::Rewritten { before },
        }
    }

    /// Makes it anew beside itself, and puts it in its place.
    fn renew(&self) -> Result<(), String> {
        let beside = self.beside("new");
        let made = self.make(&beside).and_then(|()| self.swap(&beside).map_err(|error| error.to_string()));
        if made.is_err() {
            let _ = beside.remove();
        }
        made
    }

    fn make(&self, beside: &Bare) -> Result<(), String> {
        let said = |error: SourceError| error.to_string();
        beside.remove().map_err(said)?;
        beside.make(FOLLOWED).map_err(said)?;
        let fetched = self.elsewhere.fetch(&self.branch, beside, FOLLOWED, Depth::Whole);
        fetched.map_err(|error| error.to_string())?;
        beside.commit(FOLLOWED).ok_or("what was fetched cannot be read")?;
        if self.is_of_the_same() {
            self.carry_over(beside);
        }
        beside.put_note(OF, &self.origin()).map_err(said)
    }

    /// Takes the commits of ours along that are not pushed yet, as far as they can be read.
    fn carry_over(&self, to: &Bare) {
        let Ok(repository) = self.bare.open() else { return };
        let Ok(names) = repository.references_glob(&format!("{OWN}/*")) else { return };
        let old = self.bare.folder().display().to_string();
        for name in names.flatten().filter_map(|name| name.name().ok().map(str::to_owned)) {
            let _ = Elsewhere::new(&old, to.folder()).fetch(&name, to, &name, Depth::Whole);
        }
    }

    fn swap(&self, beside: &Bare) -> Result<(), SourceError> {
        let old = self.beside("old");
        old.remove()?;
        if self.bare.folder().exists() {
            self.bare.move_to(&old)?;
        }
        beside.move_to(&self.bare)?;
        let _ = old.remove();
        Ok(())
    }

    /// Puts right what a killed process left, once: nobody else has the folder.
    fn settle(&self, is_settled: &mut bool) {
        if std::mem::replace(is_settled, true) {
            // What holds locks of our own branches may be another thread.
            return self.bare.sweep(Some(OWN));
        }
        let (new, old) = (self.beside("new"), self.beside("old"));
        if !self.bare.folder().exists() {
            // Killed in the middle of a swap: what is whole takes the place.
            for whole in [&new, &old].into_iter().filter(|bare| bare.note(OF).is_some()) {
                if whole.move_to(&self.bare).is_ok() {
                    break;
                }
            }
        }
        let _ = new.remove();
        let _ = old.remove();
        self.bare.sweep(None);
    }

    fn held(&self) -> Option<Oid> {
        if self.is_of_the_same() { self.bare.commit(FOLLOWED) } else { None }
    }

    fn is_of_the_same(&self) -> bool {
        self.bare.note(OF).is_some_and(|of| of == self.origin())
    }

    /// Names what is mirrored, without telling a password; another password is no other place.
    fn origin(&self) -> String {
        Digest::of(format!("{}\n{}", self.elsewhere.shown(), self.branch).as_bytes()).to_string()
    }

    fn beside(&self, end: &str) -> Bare {
        let mut name = self.bare.folder().as_os_str().to_owned();
        name.push(format!(".{end}"));
        Bare::at(PathBuf::from(name))
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.at_work.lock().unwrap_or_else(|lock| lock.into_inner())
    }
}

#[cfg(test)]
#[path = "mirror/mirror_tests.rs"]
mod tests;
