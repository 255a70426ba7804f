//! From the history of a repository to what pages tell of it: what every commit did, and which application used what, for
//! how long.
//!
//! 1. Commits are told oldest first; a telling goes on where it ended.
//! 2. The files that a commit touched are put together by connector and by application, so that what only moved from one
//!    folder to another did not change.
//! 3. Of the past, only files of applications are read, each when it came; one that cannot be read says nothing.

mod happenings;
mod uses;

use jiff::civil::{Date, date};

use crate::model::{Authored, Chronicle, Deed, Slug};
use crate::source::{History, Part, PastCommit, Repository, Seen, SourceError};
use uses::Uses;

/// What was told so far.
#[derive(Debug, Default)]
pub struct Telling {
    /// How many commits of the history were told, and the last of them.
    told: usize,
    last: Option<Seen>,
    /// Oldest first.
    deeds: Vec<Deed>,
    uses: Uses,
}

impl Telling {
    /// Tells all that `history` walked.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn tell(&mut self, repository: &Repository, history: &History) -> Result<Chronicle, SourceError> {
        if !self.goes_on(history) {
            *self = Telling::default();
            if let Some(first) = history.beginning() {
                self.uses.change(repository, &first.touched, day(&first.seen()))?;
            }
        }
        for commit in &history.commits()[self.told..] {
            let deed = self.deed(repository, commit)?;
            self.deeds.extend(deed);
        }
        self.told = history.commits().len();
        self.last = history.commits().last().map(PastCommit::seen);
        let deeds = self.deeds.iter().rev().cloned().collect();
        Ok(Chronicle { deeds, uses: self.uses.sorted(), is_cut: history.beginning().is_some() })
    }

    /// Whether what was told is the beginning of `history`: a commit's id covers all that came before it.
    fn goes_on(&self, history: &History) -> bool {
        let last = self.told.checked_sub(1).and_then(|at| history.commits().get(at));
        history.beginning().is_none() && last.is_some() && last.map(PastCommit::seen) == self.last
    }

    /// What one commit did; `None` where that is nothing to be told.
    fn deed(&mut self, repository: &Repository, commit: &PastCommit) -> Result<Option<Deed>, SourceError> {
        let seen = commit.seen();
        let date = day(&seen);
        let applications = self.uses.change(repository, &commit.touched, date)?;
        let registry: Vec<&str> =
            commit.touched.iter().filter_map(|touched| registry(&touched.part)).collect();
        let mut policy: Vec<String> = registry
            .iter()
            .filter(|file| **file != "categories.yaml")
            .map(|file| (*file).to_owned())
            .collect();
        policy.sort();
        let deed = Deed {
            date,
            commit: Some(Authored {
                id: seen.commit,
                author: commit.author.to_string(),
                summary: commit.summary.to_string(),
            }),
            changes: happenings::of(&commit.touched),
            applications: applications.into_iter().map(|(slug, access)| (Slug::new(slug), access)).collect(),
            categories: registry.contains(&"categories.yaml"),
            policy,
        };
        Ok((!deed.is_empty()).then_some(deed))
    }
}

/// The file of the registry itself.
fn registry(part: &Part) -> Option<&str> {
    match part {
        Part::Registry(file) => Some(file),
        _ => None,
    }
}

/// The day (UTC) of a commit, which may claim any time.
fn day(seen: &Seen) -> Date {
    let (first, last) = (date(1970, 1, 1), date(9999, 12, 31));
    seen.date().map_or(first, |day| day.clamp(first, last))
}
