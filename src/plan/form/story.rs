//! What became of the settings of one connector, from version to version.
//!
//! 1. The versions whose packages could be read are compared, each with the one before it.
//! 2. A setting keeps its line as long as its key stays, is renamed under the same caption, or comes back.
//! 3. What changed stands in its line at the version that changed it. Where versions between could not be read, it may have
//!    been one of those; that is said.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use super::pieces;
use crate::model::change::{Change, Compared, Kind, Subject, key_moves};
use crate::model::{Connector, ConnectorVersion, PackageFacts};
use crate::package::Setting;
use crate::plan::shown;

/// A setting of the form, or a column of one.
type Key = (String, Option<String>);

/// The lines of all settings that a connector ever had.
pub(crate) struct Story<'r> {
    /// The versions that could be read, lowest first, each with whether there are others directly below that could not.
    versions: Vec<(&'r ConnectorVersion, bool)>,
    lines: Vec<Line>,
    /// Which line a key belongs to, from which version on.
    places: HashMap<Key, Vec<(usize, usize)>>,
}

/// One setting through all versions.
struct Line {
    since: usize,
    events: Vec<Event>,
}

/// What a version did to a setting.
struct Event {
    at: usize,
    code: &'static str,
    what: Value,
}

/// What is told of one setting at one version.
pub(crate) struct Told<'s, 'r> {
    story: &'s Story<'r>,
    line: &'s Line,
    until: usize,
}

impl<'r> Story<'r> {
    pub(crate) fn of(connector: &'r Connector, compared: &Compared<'r>) -> Story<'r> {
        let (mut versions, mut unread) = (Vec::new(), false);
        for version in shown::versions(connector) {
            match version.facts() {
                Some(_) => versions.push((version, std::mem::take(&mut unread))),
                None => unread = true,
            }
        }
        let mut teller = Teller::default();
        let mut before: Option<&PackageFacts> = None;
        for (at, (version, _)) in versions.iter().enumerate() {
            let Some(facts) = version.facts().map(AsRef::as_ref) else { continue };
            teller.go_on(at, before, facts, compared);
            before = Some(facts);
        }
        Story { versions, lines: teller.lines, places: teller.places }
    }

    /// What is told up to `version` of the setting that has this key there.
    pub(crate) fn told(
        &self,
        version: &ConnectorVersion,
        key: &str,
        column: Option<&str>,
    ) -> Option<Told<'_, 'r>> {
        let until = self.versions.partition_point(|(found, _)| found.number < version.number);
        self.versions.get(until).filter(|(found, _)| found.number == version.number)?;
        let places = self.places.get(&(key.to_owned(), column.map(str::to_owned)))?;
        let last = places.partition_point(|(from, _)| *from <= until).checked_sub(1)?;
        Some(Told { story: self, line: &self.lines[places[last].1], until })
    }

    fn version(&self, connector: &Connector, at: usize) -> Value {
        let (version, or_earlier) = self.versions[at];
        json!({
            "version": version.number.as_str(),
            "href": shown::version_page(connector, version).href(),
            "or_earlier": or_earlier,
        })
    }
}

impl Told<'_, '_> {
    /// The version that first had it.
    pub(crate) fn since(&self, connector: &Connector) -> Value {
        self.story.version(connector, self.line.since)
    }

    /// What changed, oldest first: the last `most`, and how many there were before those. What a secret's default was
    /// is nobody's to know, also where it was none yet.
    pub(crate) fn changes(&self, connector: &Connector, most: usize, is_secret: bool) -> (Vec<Value>, usize) {
        let events = &self.line.events[..self.line.events.partition_point(|event| event.at <= self.until)];
        let earlier = events.len().saturating_sub(most);
        let change = |event: &Event| {
            let mut change = self.story.version(connector, event.at);
            change["code"] = json!(event.code);
            change["what"] = match is_secret && event.code == Kind::Default.code() {
                true => json!([{ "text": "has another default", "is_value": false }]),
                false => event.what.clone(),
            };
            change
        };
        (events[earlier..].iter().map(change).collect(), earlier)
    }
}

/// The lines as far as they are told.
#[derive(Default)]
struct Teller {
    lines: Vec<Line>,
    places: HashMap<Key, Vec<(usize, usize)>>,
    /// The keys of the last version, and of those before that have gone, with their lines.
    now: BTreeMap<Key, usize>,
    gone: BTreeMap<Key, usize>,
}

impl Teller {
    fn go_on<'r>(
        &mut self,
        at: usize,
        before: Option<&'r PackageFacts>,
        facts: &'r PackageFacts,
        compared: &Compared<'r>,
    ) {
        let comparison = before.map(|before| compared.between(before, facts));
        let moves = before.zip(comparison.as_deref()).map(|(before, comparison)| {
            let moves = key_moves(comparison, &before.form, &facts.form);
            moves.into_iter().filter_map(|(from, to)| Some((to?, from))).collect::<BTreeMap<_, _>>()
        });
        let former = moves.unwrap_or_default();
        let mut next = BTreeMap::new();
        for key in keys(facts) {
            // Of several with the same key the first counts.
            if let Entry::Vacant(free) = next.entry(key) {
                let line = self.line_of(at, free.key(), &former);
                free.insert(line);
            }
        }
        let kept: HashSet<usize> = next.values().copied().collect();
        for (key, line) in std::mem::take(&mut self.now) {
            if !kept.contains(&line) {
                self.event(line, at, Kind::Removed.code(), words("was taken out"));
                self.gone.insert(key, line);
            }
        }
        self.now = next;
        for change in comparison.iter().flat_map(|comparison| comparison.changes()) {
            self.changed(at, change);
        }
    }

    /// The line of a key that the version at `at` has.
    fn line_of(&mut self, at: usize, key: &Key, former: &BTreeMap<String, String>) -> usize {
        if let Some(&line) = self.now.get(key) {
            return line;
        }
        let renamed = former.get(&key.0).and_then(|from| {
            let line = *self.now.get(&(from.clone(), key.1.clone()))?;
            Some((from, line))
        });
        let line = if let Some((from, line)) = renamed {
            if key.1.is_none() {
                let what = json!([
                    { "text": "had the key ", "is_value": false }, { "text": from, "is_value": true },
                    { "text": " before", "is_value": false },
                ]);
                self.event(line, at, Kind::Renamed.code(), what);
            }
            line
        } else if let Some(line) = self.gone.remove(key) {
            self.event(line, at, Kind::Added.code(), words("came back"));
            line
        } else {
            self.lines.push(Line { since: at, events: Vec::new() });
            self.lines.len() - 1
        };
        self.places.entry(key.clone()).or_default().push((at, line));
        line
    }

    fn changed(&mut self, at: usize, change: &Change) {
        let key = match &change.subject {
            Subject::Setting(key) => (key.clone(), None),
            Subject::Column { setting, column } => (setting.clone(), Some(column.clone())),
            _ => return,
        };
        let told = !matches!(
            change.kind,
            Kind::Added | Kind::AddedRequired | Kind::Removed | Kind::Renamed | Kind::Look | Kind::Reordered
        );
        let Some(&line) = self.now.get(&key).filter(|_| told) else { return };
        // What is new takes the place of another at most by guess; what the two have not in common is no change of it.
        if self.lines[line].since < at {
            self.event(line, at, change.code(), what(change));
        }
    }

    fn event(&mut self, line: usize, at: usize, code: &'static str, what: Value) {
        self.lines[line].events.push(Event { at, code, what });
    }
}

/// Every key of a form, and of the columns in it.
fn keys(facts: &PackageFacts) -> impl Iterator<Item = Key> {
    super::leaves(&facts.form).into_iter().flat_map(|(_, setting)| {
        let key = setting.key().unwrap_or("").to_owned();
        let columns = setting.columns().iter().filter_map(Setting::key);
        let columns = columns.map(|column| (key.clone(), Some(column.to_owned()))).collect::<Vec<_>>();
        std::iter::once((key, None)).chain(columns).filter(|(key, _)| !key.is_empty())
    })
}

/// A change in words, without the name of what changed.
fn what(change: &Change) -> Value {
    let Value::Array(all) = pieces(change.message()) else { return Value::Null };
    let mut what: Vec<Value> = all.into_iter().skip(change.subject.named().parts().len()).collect();
    if let Some(Value::String(first)) = what.first_mut().and_then(|piece| piece.get_mut("text")) {
        *first = first.trim_start().to_owned();
    }
    Value::Array(what)
}

fn words(text: &str) -> Value {
    json!([{ "text": text, "is_value": false }])
}
