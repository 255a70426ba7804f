//! What was taken is decided on, committed, pushed, and moved to where it stays; what keeps it from that is tried again.

use std::ffi::OsStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::disk::Unread;
use super::super::judge::{Made, Planned, Verdict};
use super::super::names::{self, ACCEPTED, REJECTED, TAKEN};
use super::super::patience::{Fault, Sight};
use super::super::told::{Drop, Said};
use super::super::whole;
use super::{Inbox, Retry};
use crate::daemon::Event;
use crate::diag::printable;

/// Pause before the first try after a failure, and the longest.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// So often a change is planned anew where the registry moves on meanwhile, before it waits.
const PLANS: usize = 3;

impl Inbox {
    /// A file that was taken. What keeps it from being finished is tried again.
    pub(super) fn work(&mut self, name: &OsStr, sight: Sight, now: Duration) {
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
                    self.waits(why.clone());
                }
                self.retries.insert(name.to_owned(), Retry { at: now + pause, pause, why });
            }
        }
    }

    fn finish(&mut self, name: &OsStr, sight: Sight) -> Result<(), String> {
        for _ in 0..PLANS {
            let today = self.around.clock.today();
            self.judge.look(today)?;
            let bytes = self.bytes(TAKEN, name, sight).map_err(|unread| match unread {
                Unread::Changes => "it changes".to_owned(),
                Unread::TooLarge => "it is larger than the registry takes".to_owned(),
                Unread::Disk(error) => error.to_string(),
            })?;
            if let Some(Fault::Unfinished(_)) = whole::fault(&bytes, &self.limits()) {
                // Whoever copies it had it open when it was taken, and goes on.
                let from = self.disk().at(TAKEN, name);
                return self.disk().shift(&from, "", name).map(drop).map_err(|error| error.to_string());
            }
            let drop = self.drop(name, sight, Some(&bytes));
            match self.decide(&drop, bytes, today)? {
                Verdict::Refused(said) => return self.settle(TAKEN, &drop, (REJECTED, name), said),
                Verdict::Known(said) => return self.settle(TAKEN, &drop, (ACCEPTED, name), said),
                // The registry moved on meanwhile: what was planned over it is planned anew.
                Verdict::Change(planned) if self.judge.base()? != planned.base => {}
                Verdict::Change(planned) => return self.make(name, &drop, &planned),
            }
        }
        Err("the registry changes all the time".to_owned())
    }

    /// What is to become of it. What we cannot cope with is refused, so that others need not wait for it.
    fn decide(&mut self, drop: &Drop, bytes: Vec<u8>, today: Date) -> Result<Verdict, String> {
        let judge = &mut self.judge;
        let judged = catch_unwind(AssertUnwindSafe(|| judge.judge(&drop.name, bytes, today)));
        judged.unwrap_or_else(|_| {
            self.judge.rest();
            Ok(Verdict::Refused(Said::because(whole::OURS)))
        })
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
    pub(super) fn settle(
        &mut self,
        from: &str,
        drop: &Drop,
        to: (&str, &OsStr),
        said: Said,
    ) -> Result<(), String> {
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
        let folder = if accepted { ACCEPTED } else { REJECTED };
        (self.around.say)(Event::Dropped {
            inbox: self.status.folder.clone(),
            file: drop.name.clone(),
            accepted,
            branch: said.branch.map(|branch| branch.name),
            message: format!("{what}; see {folder}/{}.{}", name.to_string_lossy(), names::TEXT),
        });
        Ok(())
    }
}
