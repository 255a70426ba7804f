//! Which key of one form is which of the next.

use std::collections::{BTreeMap, HashMap};

use super::{Affects, Comparison, Kind, Subject};
use crate::package::{Setting, SettingsForm};

/// What a version makes of the keys of the one before: another key, or none. Keys that stay are not told.
pub(crate) fn key_moves(
    comparison: &Comparison,
    before: &SettingsForm,
    after: &SettingsForm,
) -> BTreeMap<String, Option<String>> {
    let is_renaming = |change: &super::Change| change.kind == Kind::Renamed;
    let (mut old, mut new) = (HashMap::new(), HashMap::new());
    if comparison.changes().iter().any(is_renaming) {
        (old, new) = (captions(before), captions(after));
    }
    let moves = comparison.changes().iter().filter_map(|change| match (&change.kind, &change.subject) {
        (Kind::Removed, Subject::Setting(key)) => Some((key.clone(), None)),
        (Kind::Renamed, Subject::Setting(key)) => {
            let Affects::ApplicationsWith(former) = &change.affects else { return None };
            // By its place alone it is a guess, which nobody should find written down as what was observed.
            let label = old.get(former.as_str()).filter(|label| !label.is_empty());
            let same = label.is_some() && label == new.get(key.as_str());
            Some((former.clone(), same.then(|| key.clone())))
        }
        _ => None,
    });
    moves.collect()
}

/// The settings of a form that hold a value, with their keys.
pub(super) fn keyed(form: &SettingsForm) -> impl Iterator<Item = (&str, &Setting)> {
    let keyed = form.leaves().filter_map(|setting| Some((setting.key()?, setting)));
    keyed.filter(|(key, _)| !key.is_empty())
}

/// The captions by key; of several with the same key the first counts.
fn captions(form: &SettingsForm) -> HashMap<&str, String> {
    let mut found = HashMap::new();
    for (key, setting) in keyed(form) {
        found.entry(key).or_insert_with(|| setting.caption().unwrap_or_default().trim().to_lowercase());
    }
    found
}
