//! What an import does, in words: numbers first, then names.

use super::settle::Differences;
use crate::diag::{listed, plural};
use crate::model::Application;

/// As many names are told of what is the same for all of them.
const MOST_NAMES: usize = 10;
/// As many applications that change are told one by one.
const MOST_CHANGES: usize = 40;
/// As many differences of one application are told.
const MOST_WORDS: usize = 8;

/// Applications by what becomes of them.
#[derive(Debug, Default)]
pub(super) struct Preview<'p> {
    pub(super) new: Vec<&'p str>,
    pub(super) changed: Vec<(&'p str, Differences)>,
    pub(super) observed: usize,
    pub(super) same: usize,
    /// Those that were read from the platform later than this says.
    pub(super) older: Vec<&'p str>,
    pub(super) going: Vec<&'p Application>,
    /// Those of the same platform that were not named.
    pub(super) unnamed: Vec<&'p Application>,
}

impl Preview<'_> {
    /// What is done.
    pub(super) fn steps(&self) -> Vec<String> {
        let mut steps = Vec::new();
        let names = |names: &[&str]| listed(names.iter().copied(), MOST_NAMES);
        if !self.new.is_empty() {
            steps.push(format!("new: {}: {}", applications(self.new.len()), names(&self.new)));
        }
        if !self.changed.is_empty() {
            steps.push(format!("changed: {}", applications(self.changed.len())));
            steps.extend(
                self.changed.iter().take(MOST_CHANGES).map(|(name, differences)| line(name, differences)),
            );
        }
        if self.changed.len() > MOST_CHANGES {
            steps.push(format!("  and {} more", self.changed.len() - MOST_CHANGES));
        }
        if self.observed > 0 {
            steps.push(format!("only observed again: {}", applications(self.observed)));
        }
        if self.same > 0 {
            steps.push(format!("as they were: {}", applications(self.same)));
        }
        if !self.going.is_empty() {
            let gone: Vec<&str> = self.going.iter().map(|app| app.name.as_str()).collect();
            steps.push(format!("removed: {}: {}", applications(gone.len()), names(&gone)));
        }
        steps
    }

    /// What to know besides.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.unnamed.is_empty() {
            let names = listed(self.unnamed.iter().map(|app| app.name.as_str()), MOST_NAMES);
            let (count, (stay, them)) = (applications(self.unnamed.len()), one_or_more(self.unnamed.len()));
            notes.push(format!(
                "{count} of the same source, which the import does not name, {stay}: {names}; --complete removes {them}"
            ));
        }
        if !self.older.is_empty() {
            let names = listed(self.older.iter().copied(), MOST_NAMES);
            let count = self.older.len();
            let (stay, were) = match count {
                1 => ("stays", "it was"),
                _ => ("stay", "they were"),
            };
            let count = applications(count);
            notes
                .push(format!("{count} {stay}, because {were} observed later than the import says: {names}"));
        }
        notes
    }

    /// The first line of a commit.
    pub(super) fn summary(&self) -> String {
        let count = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
        let parts = [
            count(self.new.len(), "new"),
            count(self.changed.len(), "changed"),
            count(self.observed, "observed again"),
            count(self.going.len(), "removed"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("Import usage: {}", parts.join(", "))
    }
}

/// The words that go with a number of applications.
fn one_or_more(count: usize) -> (&'static str, &'static str) {
    if count == 1 { ("stays", "it") } else { ("stay", "them") }
}

fn applications(count: usize) -> String {
    plural(count, "application")
}

fn line(name: &str, differences: &Differences) -> String {
    let words = &differences.words;
    let shown = words[..words.len().min(MOST_WORDS)].join("; ");
    match words.len().saturating_sub(MOST_WORDS) {
        0 => format!("  `{name}`: {shown}"),
        more => format!("  `{name}`: {shown}; and {more} more"),
    }
}
