//! An application and the connectors it uses.

use jiff::civil::Date;

use super::{Slug, VersionNumber};
use crate::source::{Digest, RepoPath, Span, Spanned};

/// An application, as it was observed on the platform.
#[derive(Debug, Clone)]
pub struct Application {
    /// The file's stem.
    pub slug: Slug,
    /// Its file.
    pub file: RepoPath,
    /// Its name on the platform; the slug where none is written.
    pub name: Spanned<String>,
    /// Its own version, free text.
    pub version: Option<String>,
    /// Its own category, free text.
    pub category: Option<String>,
    /// Who keeps it.
    pub owner: Option<String>,
    /// Whether it is published on the platform.
    pub published: Option<bool>,
    /// Where it runs.
    pub url: Option<String>,
    /// Groups that may see it; empty means administrators only.
    pub access: Vec<Spanned<String>>,
    /// When it was read from the platform.
    pub observed: Option<Spanned<Date>>,
    /// Which platform it was read from.
    pub source: Option<String>,
    /// What it uses, in the file's order.
    pub uses: Vec<Use>,
    /// Digest of the bytes of all that it was read from; `None` where not all of it could be read.
    pub origin: Option<Digest>,
}

impl Application {
    /// How many days ago it was observed; below 0 for a day to come, `None` where nobody said when.
    pub fn age(&self, today: Date) -> Option<i64> {
        self.observed.as_ref().map(|observed| i64::from((today - observed.value).get_days()))
    }

    /// Whether its last observation is at most so many days old. One of an unknown day may be of any age.
    pub fn is_observed_within(&self, days: u32, today: Date) -> bool {
        let limit = today.checked_sub(jiff::Span::new().days(i64::from(days))).unwrap_or(today);
        self.observed.as_ref().is_some_and(|observed| observed.value >= limit)
    }
}

/// One connector in an application.
#[derive(Debug, Clone)]
pub struct Use {
    /// The connector's slug (or a former one).
    pub connector: Spanned<String>,
    /// The version in use.
    pub version: Spanned<VersionNumber>,
    /// The connection's name in the application.
    pub connection: Option<Spanned<String>>,
    /// Keys that the application fills in; `None` when it was not observed.
    pub settings: Option<Vec<Spanned<String>>>,
    /// The whole entry.
    pub span: Span,
}
