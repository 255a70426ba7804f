//! What the YAML file of a version says at first.

use jiff::ToSpan;

use super::{Incoming, Wish, breaking, notes};
use crate::edit::describe::{digest, written};
use crate::edit::schema::schema_line;
use crate::model::change::Comparison;
use crate::model::{PackageFacts, VersionNumber};
use crate::source::RepoPath;
use crate::yaml::{Out, document};

/// The days that people have to move to a version that breaks, unless somebody says until when.
const DAYS_TO_MOVE: i64 = 30;

/// What people come from when they move to a version.
pub(super) enum From<'f> {
    /// Nothing: it is the connector's first version.
    Nothing,
    /// Nothing, although versions above it are here.
    Above,
    /// A version that could not be read.
    Unread(&'f VersionNumber),
    /// The package of the highest version below it.
    Package(&'f PackageFacts),
}

/// A version that is added.
pub(super) struct Added<'a> {
    pub(super) version: &'a Incoming,
    from: From<'a>,
    /// What changed, where there is something to compare with.
    comparison: Option<Comparison>,
}

impl<'a> Added<'a> {
    pub(super) fn new(version: &'a Incoming, from: From<'a>) -> Added<'a> {
        let comparison = match from {
            From::Package(before) => Some(Comparison::between(before, &version.facts)),
            _ => None,
        };
        Added { version, from, comparison }
    }

    /// Whether people have to do something before they move to it.
    pub(super) fn breaks(&self) -> bool {
        self.comparison.as_ref().is_some_and(Comparison::is_breaking)
    }

    /// What people have to expect of it, as the end of a line.
    pub(super) fn verdict(&self) -> String {
        match (&self.comparison, &self.from) {
            (Some(comparison), _) => comparison.verdict().to_string(),
            (None, From::Unread(below)) => format!("not compared with {below}, which could not be read"),
            (None, From::Above) => "below every version that is here".to_owned(),
            (None, _) => "the first version".to_owned(),
        }
    }

    /// The text of its file, which lies at `path`.
    pub(super) fn yaml(&self, path: &RepoPath, wish: &Wish) -> String {
        let mut fields = vec![
            ("sha256".to_owned(), digest(&self.version.facts.digest)),
            ("added".to_owned(), Out::Plain(wish.today.to_string())),
            ("notes".to_owned(), Out::text(wish.notes.as_deref().map_or_else(|| self.notes(), written))),
        ];
        fields.extend(self.breaking(wish).map(|breaking| ("breaking".to_owned(), breaking)));
        schema_line(path) + &document(&fields)
    }

    fn notes(&self) -> String {
        match (&self.comparison, &self.from) {
            (Some(comparison), _) => notes::draft(comparison, &self.version.facts),
            (None, From::Unread(below)) => format!("Follows {below}, with which it could not be compared.\n"),
            (None, From::Above) => "An older version, added later.\n".to_owned(),
            (None, _) => "First version.\n".to_owned(),
        }
    }

    fn breaking(&self, wish: &Wish) -> Option<Out> {
        let comparison = self.comparison.as_ref().filter(|comparison| comparison.is_breaking())?;
        let From::Package(before) = self.from else { return None };
        let after = &self.version.facts;
        let by = wish.upgrade_by.unwrap_or_else(|| wish.today.saturating_add(DAYS_TO_MOVE.days()));
        let guide = wish.guide.as_deref().map_or_else(|| breaking::guide(comparison, after), written);
        Some(Out::Map(vec![
            ("summary".to_owned(), Out::text(breaking::summary(comparison, before, after))),
            ("upgrade_by".to_owned(), Out::Plain(by.to_string())),
            ("guide".to_owned(), Out::text(guide)),
        ]))
    }
}
