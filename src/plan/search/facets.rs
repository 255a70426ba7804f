//! What results are filtered and counted by: a row for each connector, by name.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::live::{self, Live};
use super::numbers::Numbers;
use super::{code, text};
use crate::model::{Connector, Status};
use crate::plan::shown::{self, Shown};

/// The table, in columns. Letters are those of [`code`]; lists are divided by `,`.
pub(super) fn written(shown: &Shown<'_>, numbers: &Numbers) -> Value {
    let mut rows: Vec<(&Connector, u32)> =
        shown.connectors.iter().copied().zip(numbers.of.iter().copied()).collect();
    rows.sort_by_cached_key(|(connector, _)| {
        (text::fold(&connector.name), connector.slug.as_str().to_owned())
    });
    let categories: Vec<_> = shown.category_groups().map(|(category, _)| category).collect();
    let category_of = |connector: &Connector| {
        let id = shown.category(connector)?.id.as_str();
        categories.iter().position(|category| category.id.as_str() == id)
    };
    let owners =
        Words::of(rows.iter().flat_map(|(connector, _)| connector.owners.iter().map(|o| o.as_str())));
    let tags = Words::of(rows.iter().flat_map(|(connector, _)| connector.tags.iter().map(String::as_str)));
    let (mut ids, mut groups, mut states) = (String::new(), String::new(), String::new());
    for (connector, number) in &rows {
        code::put(&mut ids, *number as usize, code::width(numbers.space));
        // 0 is for those without a category.
        let group = category_of(connector).map_or(0, |at| at + 1);
        code::put(&mut groups, group, code::width(categories.len() + 1));
        code::put(&mut states, state(shown, connector), 1);
    }
    let owner_lists = rows.iter().map(|(found, _)| owners.list(found.owners.iter().map(|o| o.as_str())));
    let tag_lists = rows.iter().map(|(found, _)| tags.list(found.tags.iter().map(String::as_str)));
    json!({
        "space": numbers.space,
        "usage": shown.has_usage(),
        "categories": categories.iter().map(|c| json!([c.id.as_str(), c.name.value])).collect::<Vec<_>>(),
        "owners": owners.all(),
        "tags": tags.all(),
        "ids": ids,
        "category": groups,
        "state": states,
        "owner": owner_lists.collect::<Vec<_>>().join(","),
        "tag": tag_lists.collect::<Vec<_>>().join(","),
    })
}

/// In one letter: status (0 to 3), whether replaced (4), whether used (8), live data (0, 16 or 32).
fn state(shown: &Shown<'_>, connector: &Connector) -> usize {
    let latest = shown::latest(connector);
    let status = match latest.map(|version| &version.status) {
        Some(Status::Active) => 0,
        Some(Status::Deprecated(_)) => 1,
        Some(Status::Withdrawn(_)) => 2,
        None => 3,
    };
    let replaced = usize::from(connector.replaced_by.is_some());
    let used = usize::from(shown.users_of(connector).is_some_and(|users| users > 0));
    let live = match live::of(latest) {
        Live::Yes => 0,
        Live::No => 1,
        Live::Unknown => 2,
    };
    status + 4 * replaced + 8 * used + 16 * live
}

/// Words in their order, each with its place.
struct Words<'w>(BTreeMap<&'w str, usize>);

impl<'w> Words<'w> {
    fn of(words: impl Iterator<Item = &'w str>) -> Words<'w> {
        let mut all: BTreeMap<&str, usize> = words.map(|word| (word, 0)).collect();
        for (at, place) in all.values_mut().enumerate() {
            *place = at;
        }
        Words(all)
    }

    fn all(&self) -> Vec<&'w str> {
        self.0.keys().copied().collect()
    }

    fn list(&self, words: impl Iterator<Item = &'w str>) -> String {
        let mut places: Vec<usize> = words.filter_map(|word| self.0.get(word).copied()).collect();
        places.sort_unstable();
        places.dedup();
        let mut text = String::new();
        for place in places {
            code::put(&mut text, place, code::width(self.0.len()));
        }
        text
    }
}
