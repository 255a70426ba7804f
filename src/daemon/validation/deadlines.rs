//! What becomes due by the calendar alone, without a commit.
//!
//! 1. [`due`] is a function of the registry and a span of days.
//! 2. [`Told`] remembers up to which day all was told: a daemon that starts again tells nothing twice, and one that was away over a
//!    deadline tells it afterwards.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::found::Reached;
use crate::model::{Application, Connector, ConnectorVersion, Registry, Status, Usage};

/// A daemon that was away for longer tells of no more days than this.
const MOST_DAYS: i64 = 366;
/// As many deadlines of one day are remembered as told.
const MOST_TOLD: usize = 5000;

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// `upgrade-by`, `from`, `waiver` or `observations`.
    pub kind: &'static str,
    /// The day.
    pub on: Date,
    /// What it is about: a connector's slug, a rule, the source of observations.
    pub item: String,
    /// The version of the connector.
    pub version: Option<String>,
    /// The file that says so.
    pub path: Option<String>,
    /// What has come, in a sentence.
    pub message: String,
    /// Applications that have something to do with it.
    pub applications: Vec<Reached>,
}

impl Deadline {
    /// What tells it from others.
    fn id(&self) -> String {
        let version = self.version.as_deref().unwrap_or_default();
        let path = self.path.as_deref().unwrap_or_default();
        format!("{} {} {} {version} {path}", self.on, self.kind, self.item)
    }
}

/// What becomes due after `from`, up to `to`: by day, kind and item.
pub fn due(registry: &Registry, from: Date, to: Date) -> Vec<Deadline> {
    let usage = Usage::of(registry);
    let is_in = |day: Date| from < day && day <= to;
    let mut due = Vec::new();
    for connector in &registry.connectors {
        for version in &connector.versions {
            due.extend(upgrade(&usage, connector, version).filter(|deadline| is_in(deadline.on)));
            due.extend(retired(&usage, connector, version).filter(|deadline| is_in(deadline.on)));
        }
    }
    due.extend(waivers(registry).filter(|deadline| is_in(deadline.on)));
    due.extend(observations(registry, &is_in));
    due.sort_by_cached_key(Deadline::id);
    due
}

/// The day by which applications should have moved, where some have not.
fn upgrade(
    usage: &Usage<'_>,
    connector: &Connector,
    version: &ConnectorVersion,
) -> impl Iterator<Item = Deadline> {
    let by = version.breaking.as_ref().and_then(|breaking| breaking.upgrade_by);
    let behind = || {
        usage.of_connector(connector.slug.as_str()).filter(|(_, used)| used.version.value < version.number)
    };
    let behind = by.map(|_| reached(behind().map(|(found, used)| (found, used.version.value.as_str()))));
    by.zip(behind.filter(|behind| !behind.is_empty())).into_iter().map(|(on, applications)| Deadline {
        kind: "upgrade-by",
        on,
        item: connector.slug.to_string(),
        version: Some(version.number.to_string()),
        path: Some(version.file.to_string()),
        message: format!(
            "applications should have moved to {} {} by {on}; {} not",
            connector.name.value,
            version.number,
            counted(applications.len(), "has", "have")
        ),
        applications,
    })
}

/// The day from which a version is deprecated or withdrawn.
fn retired(
    usage: &Usage<'_>,
    connector: &Connector,
    version: &ConnectorVersion,
) -> impl Iterator<Item = Deadline> {
    let what = match &version.status {
        Status::Withdrawn(_) => "withdrawn",
        _ => "deprecated",
    };
    let from = version.status.retirement().and_then(|retirement| retirement.from);
    let users = usage.of_version(&connector.slug, &version.number).iter();
    let users = reached(users.map(|(found, used)| (*found, used.version.value.as_str())));
    from.into_iter().map(move |on| Deadline {
        kind: "from",
        on,
        item: connector.slug.to_string(),
        version: Some(version.number.to_string()),
        path: Some(version.file.to_string()),
        message: format!(
            "{} {} is {what} from {on}; {} it",
            connector.name.value,
            version.number,
            counted(users.len(), "application uses", "applications use")
        ),
        applications: users.clone(),
    })
}

/// The day after a waiver's last.
fn waivers(registry: &Registry) -> impl Iterator<Item = Deadline> {
    registry.policy.waivers.iter().filter_map(|waiver| {
        let on = waiver.expires.tomorrow().ok()?;
        let (rule, glob) = (waiver.rule.as_str(), waiver.path.glob().glob());
        Some(Deadline {
            kind: "waiver",
            on,
            item: format!("{rule} {glob}"),
            version: None,
            path: Some(Registry::policy_file().to_string()),
            message: format!(
                "the waiver of `{rule}` for `{glob}` ended on {}; {} answers for it",
                waiver.expires, waiver.owner
            ),
            applications: Vec::new(),
        })
    })
}

/// The day on which observations became too old to rely on, together for each source of them.
fn observations(registry: &Registry, is_in: &dyn Fn(Date) -> bool) -> Vec<Deadline> {
    let Some(days) = registry.policy.usage_max_age_days else { return Vec::new() };
    let mut old: BTreeMap<(Date, &str), Vec<&Application>> = BTreeMap::new();
    for application in &registry.applications {
        let observed = application.observed.as_ref().map(|observed| observed.value);
        let end = observed.and_then(|day| day.checked_add(Span::new().days(i64::from(days) + 1)).ok());
        if let Some(on) = end.filter(|on| is_in(*on)) {
            old.entry((on, application.source.as_deref().unwrap_or_default())).or_default().push(application);
        }
    }
    let told = old.into_iter().map(|((on, source), applications)| Deadline {
        kind: "observations",
        on,
        item: source.to_owned(),
        version: None,
        path: None,
        message: format!(
            "the observations of {}{} are more than {days} days old and are not relied on any more",
            counted(applications.len(), "application", "applications"),
            if source.is_empty() { String::new() } else { format!(" on `{source}`") },
        ),
        applications: reached(applications.into_iter().map(|found| (found, ""))),
    });
    told.collect()
}

/// Applications with the versions they use, each application once.
fn reached<'a>(uses: impl Iterator<Item = (&'a Application, &'a str)>) -> Vec<Reached> {
    let mut by_file: BTreeMap<&str, (&Application, BTreeSet<&str>)> = BTreeMap::new();
    for (application, version) in uses {
        by_file.entry(application.file.as_str()).or_insert((application, BTreeSet::new())).1.insert(version);
    }
    let reached = by_file.into_values().map(|(application, versions)| Reached {
        name: application.name.value.clone(),
        file: application.file.to_string(),
        version: versions.into_iter().collect::<Vec<_>>().join(", "),
        todo: Vec::new(),
    });
    reached.collect()
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Up to which day all was told, and what of that day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    until: Option<Date>,
    of_the_day: BTreeSet<String>,
}

impl Told {
    /// What is to be told today, and what was told then. Who never told anything begins with today.
    pub fn tell(&self, registry: &Registry, today: Date) -> (Told, Vec<Deadline>) {
        let until = self.until.unwrap_or(today);
        if until > today {
            return (self.clone(), Vec::new());
        }
        let earliest = today.checked_sub(Span::new().days(MOST_DAYS)).unwrap_or(today);
        // The last day is looked at again: something may have come to it since.
        let from = until.yesterday().unwrap_or(until).max(earliest);
        let mut due = due(registry, from, today);
        due.retain(|deadline| !self.of_the_day.contains(&deadline.id()));
        let told_today = due.iter().filter(|deadline| deadline.on == today).map(Deadline::id);
        let mut of_the_day: BTreeSet<String> = told_today.take(MOST_TOLD).collect();
        if self.until == Some(today) {
            of_the_day.extend(self.of_the_day.iter().cloned());
        }
        (Told { until: Some(today), of_the_day }, due)
    }

    /// It, as a file.
    pub fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What such a file says; `None` where it is damaged.
    pub fn read(text: &str) -> Option<Told> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
#[path = "deadlines_tests.rs"]
mod tests;
