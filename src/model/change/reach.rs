//! The join of changes with applications: which change reaches which application.

use std::collections::BTreeSet;

use super::{Affects, Change, Comparison};
use crate::model::Use;

/// Whether a change reaches an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// It does.
    Surely,
    /// It may: it depends on a value, or on keys that were not observed.
    Perhaps,
}

impl Affects {
    /// Whether an application that fills in these keys is meant; None when it is not. `filled_in` is None where nobody
    /// observed which keys the application fills in.
    pub fn reaches(&self, filled_in: Option<&BTreeSet<&str>>) -> Option<Reach> {
        let fills_in = |key: &String| filled_in.map(|keys| keys.contains(key.as_str()));
        match self {
            Affects::Everyone => Some(Reach::Surely),
            Affects::Nobody => None,
            Affects::ApplicationsWith(key) => match fills_in(key) {
                Some(true) => Some(Reach::Surely),
                Some(false) => None,
                None => Some(Reach::Perhaps),
            },
            Affects::ApplicationsWithout(key) => match fills_in(key) {
                Some(false) => Some(Reach::Surely),
                Some(true) => None,
                None => Some(Reach::Perhaps),
            },
            Affects::SomeWith(key) => (fills_in(key) != Some(false)).then_some(Reach::Perhaps),
        }
    }
}

impl Comparison {
    /// The changes that reach one use of the connector, in the order of [`Comparison::changes`].
    pub fn reaching(&self, used: &Use) -> Vec<(&Change, Reach)> {
        let keys = used.settings.as_ref();
        let keys: Option<BTreeSet<&str>> =
            keys.map(|keys| keys.iter().map(|key| key.value.as_str()).collect());
        let reached = |change| {
            let change: &Change = change;
            Some((change, change.affects.reaches(keys.as_ref())?))
        };
        self.changes.iter().filter_map(reached).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_reached_by_the_keys_it_fills_in() {
        use Reach::{Perhaps, Surely};
        let key = || "Server".to_owned();
        let with: BTreeSet<&str> = ["Server"].into();
        let without: BTreeSet<&str> = ["Port"].into();
        for (affects, expected) in [
            (Affects::Everyone, [Some(Surely), Some(Surely), Some(Surely)]),
            (Affects::ApplicationsWith(key()), [Some(Surely), None, Some(Perhaps)]),
            (Affects::ApplicationsWithout(key()), [None, Some(Surely), Some(Perhaps)]),
            (Affects::SomeWith(key()), [Some(Perhaps), None, Some(Perhaps)]),
            (Affects::Nobody, [None, None, None]),
        ] {
            let found = [Some(&with), Some(&without), None].map(|keys| affects.reaches(keys));
            assert_eq!(found, expected, "{affects:?}");
        }
    }
}
