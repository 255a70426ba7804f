//! Which applications have something to do before they move to a version that is added.

use std::collections::{BTreeMap, BTreeSet};

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
/// counts them. Nothing where nobody has to do anything.
pub(super) fn notes(usage: &Usage<'_>, connector: &Connector, version: &Incoming) -> Vec<String> {
    let mut affected: BTreeMap<&Slug, Affected> = BTreeMap::new();
    for (application, used) in usage.of_connector(connector.slug.as_str()) {
        let on = connector.version(&used.version).filter(|on| on.number < version.number);
        let Some(on) = on.and_then(ConnectorVersion::facts) else { continue };
        let todo = Comparison::between(on, &version.facts).todo(used);
        if todo.is_empty() {
            continue;
        }
        let entry = affected.entry(&application.slug).or_default();
        entry.name = application.name.to_string();
        entry.versions.push(used.version.to_string());
        entry.todo.extend(todo.iter().map(ToString::to_string));
    }
    if affected.is_empty() {
        return Vec::new();
    }
    let (count, slug) = (affected.len(), &connector.slug);
    let who = match (count, usage.applications_of(slug).len()) {
        (_, 1) => format!("the application that uses `{slug}` has"),
        (1, users) => format!("1 of {users} applications that use `{slug}` has"),
        (count, users) => format!("{count} of {users} applications that use `{slug}` have"),
    };
    let mut notes = vec![format!("{who} something to do before the move to {}:", version.number)];
    notes.extend(affected.into_values().take(MOST).map(Affected::line));
    if let Some(more @ 1..) = count.checked_sub(MOST) {
        notes.push(format!("  and {more} more"));
    }
    notes
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
        format!("  `{}` ({versions}): {todo}{more}", self.name)
    }
}
