//! What is wrong since when: findings of one look compared with those of the looks before.
//!
//! 1. A finding is known by its rule, its item and its file in the item; so it moves with a connector that moves.
//! 2. Of several that are alike in this, those that say the same are the same; what is left is the same in its order, only worded
//!    otherwise. What is found more often is new, what is found less often has recovered.
//! 3. What is known lies in a file of the daemon's own, of which nothing must be believed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::found::Found;
use crate::daemon::Severity;

/// A message is known by as many characters of it.
const MOST_TEXT: usize = 300;
/// More findings are not remembered.
const MOST: usize = 5000;

/// A finding that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The rule.
    pub code: String,
    /// The item, such as `connectors/mqtt`.
    pub item: String,
    /// The file in the item; empty where the item is the file.
    pub file: String,
    /// The file, from the top of the registry.
    pub path: String,
    /// What was said.
    pub message: String,
    /// Whether it must be mended.
    pub is_error: bool,
    /// When it was found first.
    pub since: Timestamp,
}

/// What a look comes to.
#[derive(Debug, Default)]
pub struct Compared {
    /// What is known from now on.
    pub known: Vec<Known>,
    /// Since when each finding is known, in their order.
    pub since: Vec<Timestamp>,
    /// Which findings are new, by their place.
    pub fresh: Vec<usize>,
    /// What is no longer wrong.
    pub recovered: Vec<Known>,
}

type Key<'k> = (&'k str, &'k str, &'k str);

/// Compares what is found now with what was known.
pub fn compare(known: &[Known], found: &[Found], now: Timestamp) -> Compared {
    let mut before: BTreeMap<Key<'_>, Vec<Option<&Known>>> = BTreeMap::new();
    for known in known {
        before.entry((&known.code, &known.item, &known.file)).or_default().push(Some(known));
    }
    let told: Vec<Known> = found.iter().map(|found| told(found, now)).collect();
    let mut take = |at: usize, is_it: &dyn Fn(&Known) -> bool| {
        let told = &told[at];
        let known = before.get_mut(&(&*told.code, &*told.item, &*told.file))?;
        let one = known.iter_mut().find(|known| known.is_some_and(is_it))?;
        one.take().map(|known| known.since)
    };
    let same: Vec<Option<Timestamp>> =
        (0..told.len()).map(|at| take(at, &|known| known.message == told[at].message)).collect();
    let alike = same.into_iter().enumerate().map(|(at, same)| same.or_else(|| take(at, &|_| true)));
    let since: Vec<Option<Timestamp>> = alike.collect();
    let fresh = (0..told.len()).filter(|at| since[*at].is_none()).collect();
    let since: Vec<Timestamp> = since.into_iter().map(|since| since.unwrap_or(now)).collect();
    let recovered = before.into_values().flatten().flatten().cloned().collect();
    let with_since = |(known, since): (Known, &Timestamp)| Known { since: *since, ..known };
    let known = told.into_iter().zip(&since).take(MOST).map(with_since).collect();
    Compared { known, since, fresh, recovered }
}

fn told(found: &Found, now: Timestamp) -> Known {
    let path = found.finding.path.clone().unwrap_or_default();
    let slug = found.item.rsplit('/').next().unwrap_or_default();
    let within = path.split_once(&format!("/{slug}/")).map_or("", |(_, within)| within);
    Known {
        code: found.finding.code.clone(),
        item: found.item.clone(),
        file: within.to_owned(),
        path,
        message: found.finding.message.chars().take(MOST_TEXT).collect(),
        is_error: found.finding.severity == Severity::Error,
        since: now,
    }
}

/// What is known, as a file.
pub(super) fn written(known: &[Known]) -> String {
    json!({ "schema": 1, "findings": known }).to_string()
}

/// What such a file says; what of it is damaged says nothing. `None` where none of it can be read.
pub(super) fn read(text: &str) -> Option<Vec<Known>> {
    let whole: Value = serde_json::from_str(text).ok()?;
    let findings = whole["findings"].as_array()?.iter().take(MOST);
    Some(findings.filter_map(|known| Known::deserialize(known).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon::Finding;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn found(code: &str, path: &str, message: &str) -> Found {
        let finding = Finding {
            severity: Severity::Error,
            code: code.to_owned(),
            message: message.to_owned(),
            path: Some(path.to_owned()),
            line: None,
            column: None,
            help: None,
        };
        Found { finding, item: "connectors/mqtt".to_owned(), applications: Vec::new() }
    }

    const FILE: &str = "connectors/mqtt/connector.yaml";

    #[test]
    fn what_was_found_before_keeps_its_beginning_and_is_told_once() {
        let first = compare(&[], &[found("a", FILE, "one")], at(1));
        assert_eq!((first.fresh, first.since), (vec![0], vec![at(1)]));
        let again = compare(&first.known, &[found("a", FILE, "one"), found("a", FILE, "two")], at(2));
        assert_eq!((again.fresh, again.since), (vec![1], vec![at(1), at(2)]));
        assert!(again.recovered.is_empty());
    }

    #[test]
    fn another_wording_or_place_is_no_other_finding() {
        let first = compare(&[], &[found("a", FILE, "1 of 2"), found("a", FILE, "x")], at(1));
        let reworded = [found("a", FILE, "x"), found("a", "connectors/group/mqtt/connector.yaml", "1 of 3")];
        let second = compare(&first.known, &reworded, at(2));
        assert!(second.fresh.is_empty() && second.recovered.is_empty(), "{second:?}");
        assert_eq!(second.since, [at(1), at(1)]);
    }

    #[test]
    fn what_is_no_longer_found_has_recovered_once() {
        let first = compare(&[], &[found("a", FILE, "one"), found("b", FILE, "two")], at(1));
        let second = compare(&first.known, &[found("b", FILE, "two")], at(2));
        assert_eq!(second.recovered.iter().map(|known| known.code.as_str()).collect::<Vec<_>>(), ["a"]);
        assert!(compare(&second.known, &[found("b", FILE, "two")], at(3)).recovered.is_empty());
        let back = compare(&second.known, &[found("a", FILE, "one"), found("b", FILE, "two")], at(4));
        assert_eq!((back.fresh, back.since), (vec![0], vec![at(4), at(1)]), "what comes back is new");
    }

    #[test]
    fn the_file_holds_what_is_known_and_a_damaged_one_does_no_harm() {
        let known = compare(&[], &[found("a", FILE, "one"), found("b", FILE, "two")], at(1)).known;
        let text = written(&known);
        assert_eq!(read(&text), Some(known.clone()));
        assert_eq!(read(&text.replace("\"code\":\"a\"", "\"code\":7")), Some(known[1..].to_vec()));
        for end in 0..text.len() {
            assert_eq!(read(&text[..end]), None);
        }
        assert_eq!(read("[]"), None);
    }

    #[test]
    fn no_more_is_remembered_than_has_room() {
        let many: Vec<Found> = (0..MOST + 10)
            .map(|number| found("a", FILE, &format!("{number} {}", "x".repeat(9000))))
            .collect();
        let known = compare(&[], &many, at(1)).known;
        assert_eq!(known.len(), MOST);
        assert!(known.iter().all(|known| known.message.len() <= MOST_TEXT));
    }
}
