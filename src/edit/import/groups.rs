//! Rows of one application become one application; what they say of it must agree.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::columns::Column;
use super::fault::{At, Fault};
use super::lookup::Target;
use super::raw::Raw;
use super::rows::Row;
use crate::edit::application::{Said, SaidUse};

/// An application as all of its rows say it is.
#[derive(Debug)]
pub(super) struct Group<'r> {
    pub(super) target: Target<'r>,
    pub(super) said: Said,
    /// The row that first said each thing.
    first: BTreeMap<Column, At>,
    uses: Vec<(SaidUse, At)>,
}

/// Applications by what finds them again.
pub(super) type Groups<'r> = BTreeMap<String, Group<'r>>;

/// Adds a row.
pub(super) fn add<'r>(groups: &mut Groups<'r>, row: Row<'r>, at: &At, raw: &Raw) -> Vec<Fault> {
    let key = match &row.target {
        Target::There(application) => application.file.to_string(),
        Target::New(slug) => slug.clone(),
    };
    let group = groups.entry(key).or_insert_with(|| Group {
        target: row.target.clone(),
        said: Said { name: row.said.name.clone(), ..Said::default() },
        first: BTreeMap::from([(Column::Application, at.clone())]),
        uses: Vec::new(),
    });
    group.add(row.said, at, raw)
}

impl Group<'_> {
    fn add(&mut self, said: Said, at: &At, raw: &Raw) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut disagree = |column: Column, here: &dyn Display, there: &dyn Display, first: &At| {
            let what = format!("`{here}` here and `{there}` in {first}; an application has one");
            faults.push(Fault { at: at.clone(), column: Some(raw.heading(column)), what });
        };
        if said.name != self.said.name {
            disagree(Column::Application, &said.name, &self.said.name, &self.first[&Column::Application]);
        }
        macro_rules! agree {
            ($($column:ident $field:ident $same:expr, $shown:expr;)*) => {$(
                match (&mut self.said.$field, said.$field) {
                    (_, None) => {}
                    (slot @ None, here) => {
                        *slot = here;
                        self.first.insert(Column::$column, at.clone());
                    }
                    (Some(there), Some(here)) if !$same(&here, there) => {
                        disagree(Column::$column, &$shown(&here), &$shown(there), &self.first[&Column::$column]);
                    }
                    // Of two lists with the same items one is chosen, whichever row comes first.
                    (Some(there), Some(here)) => if here < *there { *there = here },
                }
            )*};
        }
        agree! {
            ApplicationVersion version PartialEq::eq, String::clone;
            Category category PartialEq::eq, String::clone;
            Owner owner PartialEq::eq, String::clone;
            Published published PartialEq::eq, bool::clone;
            Url url PartialEq::eq, String::clone;
            Access access same_items, shown_items;
            Observed observed PartialEq::eq, jiff::civil::Date::clone;
            Source source PartialEq::eq, String::clone;
        }
        self.uses.extend(said.uses.into_iter().map(|used| (used, at.clone())));
        faults
    }

    /// Puts the uses in order. A connection that is told twice must be told the same.
    pub(super) fn settle(&mut self, raw: &Raw) -> Vec<Fault> {
        let told = std::mem::take(&mut self.uses);
        let (named, unnamed): (Vec<_>, Vec<_>) =
            told.into_iter().partition(|(used, _)| used.connection.is_some());
        let mut uses: Vec<SaidUse> = unnamed.into_iter().map(|(used, _)| used).collect();
        let faults = settle_named(named, &mut uses, raw);
        uses.sort_by_cached_key(|used| {
            let mut keys = used.settings.clone();
            keys.iter_mut().for_each(|keys| keys.sort());
            let SaidUse { connector, connection, version, settings } = used.clone();
            (connector, connection, version, keys, settings)
        });
        // Rows that name no connection say what is used, not how often.
        uses.dedup_by(|a, b| same_use(a, b) && a.connection == b.connection);
        // One that tells no keys says nothing more than one that does.
        let told = uses.clone();
        uses.retain(|used| {
            let says_more = |other: &SaidUse| {
                other.settings.is_some() && other.connection.is_none() && same_version(other, used)
            };
            used.connection.is_some() || used.settings.is_some() || !told.iter().any(says_more)
        });
        self.said.uses = uses;
        faults
    }
}

/// Adds each connection once to `uses`.
fn settle_named(named: Vec<(SaidUse, At)>, uses: &mut Vec<SaidUse>, raw: &Raw) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut once: BTreeMap<(String, Option<String>), (SaidUse, At)> = BTreeMap::new();
    for (used, at) in named {
        match once.get_mut(&(used.connector.clone(), used.connection.clone())) {
            None => {
                once.insert((used.connector.clone(), used.connection.clone()), (used, at));
            }
            Some((there, _)) if same_use(there, &used) => {
                if used < *there {
                    *there = used;
                }
            }
            Some((there, first)) => {
                let (column, here, there) = match there.version == used.version {
                    true => (Column::Settings, shown_keys(&used), shown_keys(there)),
                    false => (Column::Version, used.version.clone(), there.version.clone()),
                };
                let name = used.connection.unwrap_or_default();
                let what = format!("the connection `{name}` has `{here}` here and `{there}` in {first}");
                faults.push(Fault { at, column: Some(raw.heading(column)), what });
            }
        }
    }
    uses.extend(once.into_values().map(|(used, _)| used));
    faults
}

fn same_version(one: &SaidUse, other: &SaidUse) -> bool {
    one.connector == other.connector && one.version == other.version
}

fn same_use(one: &SaidUse, other: &SaidUse) -> bool {
    let same_keys = match (&one.settings, &other.settings) {
        (Some(one), Some(other)) => same_items(one, other),
        (one, other) => one == other,
    };
    same_version(one, other) && same_keys
}

/// Whether two lists without doubles hold the same items.
pub(super) fn same_items(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|item| other.contains(item))
}

fn shown_items(items: &[String]) -> String {
    items.join(", ")
}

fn shown_keys(used: &SaidUse) -> String {
    used.settings.as_ref().map(|keys| keys.join(", ")).unwrap_or_default()
}
