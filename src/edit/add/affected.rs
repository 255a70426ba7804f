//! Which applications have something to do before they move to a version that is added.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::printable;
use crate::model::change::Comparison;
use crate::model::{Connector, ConnectorVersion, Slug, Usage};

use super::Incoming;

/// As many applications are named.
const MOST: usize = 10;
/// As many deeds are told of each.
const MOST_DEEDS: usize = 5;

/// What an application is on, and what it has to do.
#[derive(Default)]
struct Affected {
    name: String,
    versions: Vec<String>,
    todo: Vec<String>,
}

/// Who uses a lower version of `connector` and has to do what before it moves to `version`, a line each below one that
/// counts them. `None` where nobody has to do anything.
pub(super) fn note(usage: &Usage<'_>, connector: &Connector, version: &Incoming) -> Option<String> {
    let mut affected: BTreeMap<&Slug, Affected> = BTreeMap::new();
    for (application, used) in usage.of_connector(connector.slug.as_str()) {
        let on = connector.version(&used.version).filter(|on| on.number < version.number);
        let Some(on) = on.and_then(ConnectorVersion::facts) else { continue };
        let todo = Comparison::between(on, &version.facts).todo(used);
        if todo.is_empty() {
            continue;
        }
        let entry = affected.entry(&application.slug).or_default();
        entry.name = printable(&application.name);
        entry.versions.push(used.version.to_string());
        entry.todo.extend(todo.iter().map(ToString::to_string));
    }
    if affected.is_empty() {
        return None;
    }
    let (count, slug) = (affected.len(), &connector.slug);
    let who = match (count, usage.applications_of(slug).len()) {
        (_, 1) => format!("the application that uses `{slug}` has"),
        (1, users) => format!("1 of {users} applications that use `{slug}` has"),
        (count, users) => format!("{count} of {users} applications that use `{slug}` have"),
    };
    let mut note = format!("{who} something to do before the move to {}:", version.number);
    affected.into_values().take(MOST).for_each(|affected| note.push_str(&affected.line()));
    if let Some(more @ 1..) = count.checked_sub(MOST) {
        note.push_str(&format!("\n  and {more} more"));
    }
    Some(note)
}

impl Affected {
    fn line(mut self) -> String {
        let mut seen = BTreeSet::new();
        self.todo.retain(|deed| seen.insert(deed.clone()));
        self.versions.dedup();
        let shown = self.todo.len().min(MOST_DEEDS);
        let more = match self.todo.len() - shown {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let (versions, todo) = (self.versions.join(", "), self.todo[..shown].join("; "));
        format!("\n  `{}` ({versions}): {todo}{more}", self.name)
    }
}
