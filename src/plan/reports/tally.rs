//! What is counted alike whatever it is counted by.

use std::collections::BTreeSet;

use super::sheet::{Cell, Column, Kind, column};
use super::standing::Standing;
use crate::model::{Application, Slug};

/// Uses, and how far behind they are.
#[derive(Debug, Default)]
pub(super) struct Tally<'r> {
    applications: BTreeSet<&'r Slug>,
    uses: usize,
    behind: usize,
    versions: Option<usize>,
    days: Option<i64>,
    breaks: Option<usize>,
}

/// The columns of a tally.
pub(super) const COLUMNS: [Column; 6] = [
    column("applications", "Applications", Kind::Number),
    column("uses", "Uses", Kind::Number),
    column("uses_behind", "Behind", Kind::Number),
    column("most_versions_behind", "Versions, at most", Kind::Number),
    column("most_days_behind", "Days, at most", Kind::Number),
    column("most_breaks", "Breaks, at most", Kind::Number),
];

/// The columns where all that is counted is one version, which is as far behind in every use.
pub(super) const COLUMNS_OF_ONE: [Column; 6] = [
    COLUMNS[0],
    COLUMNS[1],
    COLUMNS[2],
    column("versions_behind", "Versions behind", Kind::Number),
    column("days_behind", "Days behind", Kind::Number),
    column("breaks", "Breaks", Kind::Number),
];

impl<'r> Tally<'r> {
    /// Counts one use.
    pub(super) fn add(&mut self, application: &'r Application, standing: &Standing) {
        self.applications.insert(&application.slug);
        self.uses += 1;
        let Some(behind) = standing.behind else { return };
        self.behind += 1;
        self.versions = self.versions.max(Some(behind.versions));
        self.breaks = self.breaks.max(Some(behind.breaks));
        self.days = self.days.max(standing.days);
    }

    /// How many applications there are.
    pub(super) fn applications(&self) -> usize {
        self.applications.len()
    }

    /// How many uses are behind.
    pub(super) fn behind(&self) -> usize {
        self.behind
    }

    /// The cells under [`COLUMNS`].
    pub(super) fn cells(&self) -> [Cell; 6] {
        [
            Cell::count(self.applications.len()),
            Cell::count(self.uses),
            Cell::count(self.behind),
            Cell::maybe(self.versions, Cell::count),
            Cell::maybe(self.days, Cell::Number),
            Cell::maybe(self.breaks, Cell::count),
        ]
    }
}
