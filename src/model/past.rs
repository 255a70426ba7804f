//! What Git's history tells of packages and connectors that are no more.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::source::{Digest, Seen};

/// What lay in the registry at some time.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// By slug and file stem, the places that held several packages: each package once, oldest first.
    pub packages: BTreeMap<(String, String), Vec<PastPackage>>,
    /// Connectors that were taken away, newest first.
    pub connectors: Vec<PastConnector>,
}

/// A package that lay in the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPackage {
    /// SHA-256 of it.
    pub digest: Digest,
    /// The commit that brought it.
    pub seen: Seen,
}

/// A connector that lay in the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastConnector {
    /// Its slug.
    pub slug: String,
    /// Its id.
    pub id: String,
    /// The commit that took it away.
    pub seen: Seen,
}

impl Past {
    /// What was told before some commits came.
    pub fn up_to(&self, came_before: &dyn Fn(&Seen) -> bool) -> Past {
        let packages = self.packages.iter().filter_map(|(place, packages)| {
            let packages: Vec<_> =
                packages.iter().filter(|package| came_before(&package.seen)).cloned().collect();
            (packages.len() > 1).then(|| (place.clone(), packages))
        });
        let connectors = self.connectors.iter().filter(|gone| came_before(&gone.seen));
        Past { packages: packages.collect(), connectors: connectors.cloned().collect() }
    }

    /// The packages that lay at one version's place; empty where there was never more than one.
    pub fn packages(&self, slug: &str, stem: &str) -> &[PastPackage] {
        self.packages.get(&(slug.to_owned(), stem.to_owned())).map_or(&[], Vec::as_slice)
    }
}

impl Seen {
    /// The day (UTC) of the commit; `None` for a time that no calendar has.
    pub fn date(&self) -> Option<Date> {
        let time = jiff::Timestamp::from_second(self.seconds).ok()?;
        Some(time.to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// The commit and the day, for a message: `4be1d0c, 2026-03-02`.
    pub fn short(&self) -> String {
        let commit = self.commit.get(..7).unwrap_or(&self.commit);
        self.date().map_or_else(|| commit.to_owned(), |date| format!("{commit}, {date}"))
    }
}
