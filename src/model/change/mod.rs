//! What changed between two packages, as an application that uses the connector experiences it.
//!
//! 1. [`Comparison::between`] looks at the settings form ([`form`]), the code and the files ([`code`], [`files`]), and
//!    what the package says of itself ([`details`]). Each difference is a [`Change`].
//! 2. A change has a [`Kind`]: the table there gives each its code, its [`Grade`] and the reason. It knows for whom it
//!    matters ([`Affects`]), so that [`Comparison::reaching`] joins it with the keys that an application fills in.
//! 3. [`Comparison::verdict`] says the whole in one line.
//! 4. [`UpgradePath`] walks from version to version for one application.
//!
//! What is not known is not claimed: where a plug-in could not be read, nothing is said of its classes.

mod code;
mod compared;
mod details;
mod files;
mod form;
mod kind;
mod message;
mod moves;
mod path;
mod reach;
mod todo;
mod value;
mod verdict;

#[cfg(test)]
mod tests;

pub use compared::Compared;
pub use kind::{Grade, Kind};
pub use message::{Message, Part};
pub(crate) use moves::key_moves;
pub use path::{Crossed, FillIn, KeyMove, UpgradePath};
pub use reach::Reach;
pub use value::{Affects, Change, Subject};

use super::PackageFacts;

/// Every difference between two packages of one connector.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    changes: Vec<Change>,
    same_bytes: bool,
    same_version: bool,
}

impl Comparison {
    /// Compares an earlier package with a later one. Equal packages have no changes; the same two packages always have the
    /// same changes in the same order: by grade, worst first, and then settings in the order of the form, inputs and
    /// outputs, code, files, and what people see.
    pub fn between(before: &PackageFacts, after: &PackageFacts) -> Comparison {
        let mut changes = details::identity(before, after);
        changes.extend(form::changes(&before.form, &after.form));
        changes.extend(details::endpoints(before, after));
        changes.extend(code::changes(before, after));
        changes.extend(files::changes(before, after));
        changes.extend(details::shown(before, after));
        changes.sort_by_key(Change::grade);
        Comparison {
            changes,
            same_bytes: before.digest == after.digest,
            same_version: before.version == after.version,
        }
    }

    /// The changes.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The changes of one grade.
    pub fn of_grade(&self, grade: Grade) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.grade() == grade)
    }

    /// The worst grade; None when nothing changed.
    pub fn worst(&self) -> Option<Grade> {
        self.changes.first().map(Change::grade)
    }

    /// Whether any change is breaking.
    pub fn is_breaking(&self) -> bool {
        self.worst() == Some(Grade::Breaking)
    }
}
