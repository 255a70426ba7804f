//! Whether a version may be deleted, as far as the registry tells: what `check` says to a change that deletes it, told before
//! anybody makes one.

use jiff::civil::Date;

use super::{Application, Connector, ConnectorVersion, Registry, Usage, VersionNumber};
use crate::source::RepoPath;

/// What stands against the deletion of one version.
#[derive(Debug, Clone)]
pub enum Deletion<'r> {
    /// Nothing.
    Free,
    /// These applications use it, by slug.
    InUse(Vec<&'r Application>),
    /// It is the connector's only version.
    Last,
    /// This version of the connector names it as what replaces it.
    Named(&'r VersionNumber),
    /// Whether it is in use is not known: these files could not be read whole.
    Unread(&'r [&'r RepoPath]),
    /// Whether it is in use is not known: these applications were last observed more than so many days ago, or nobody said when.
    Unobserved(u32, &'r [&'r Application]),
}

/// What answers for every version of a registry on one day.
#[derive(Debug)]
pub struct Deletions<'r> {
    unread: Vec<&'r RepoPath>,
    /// How old an observation may be; `None` where any will do.
    days: Option<u32>,
    stale: Vec<&'r Application>,
}

impl<'r> Deletions<'r> {
    /// What the registry tells on the day `today`.
    pub fn on(registry: &'r Registry, today: Date) -> Deletions<'r> {
        let days = registry.policy.usage_max_age_days;
        let unread = registry.faulty.iter().filter(|path| path.as_str().starts_with("applications/"));
        let stale = days.map(|days| stale(registry, days, today)).unwrap_or_default();
        Deletions { unread: unread.collect(), days, stale }
    }

    /// What stands against deleting a version, the most certain first.
    pub fn of<'d>(
        &'d self,
        usage: &Usage<'d>,
        connector: &'d Connector,
        version: &ConnectorVersion,
    ) -> Deletion<'d> {
        let users = usage.applications_of_version(&connector.slug, &version.number);
        if !users.is_empty() {
            return Deletion::InUse(users);
        }
        if connector.versions.len() == 1 {
            return Deletion::Last;
        }
        if let Some(other) = naming(connector, version) {
            return Deletion::Named(&other.number);
        }
        match self.days {
            _ if !self.unread.is_empty() => Deletion::Unread(&self.unread),
            Some(days) if !self.stale.is_empty() => Deletion::Unobserved(days, &self.stale),
            _ => Deletion::Free,
        }
    }
}

/// The applications whose last observation is too old to show that they do not use something.
pub fn stale(registry: &Registry, days: u32, today: Date) -> Vec<&Application> {
    registry.applications.iter().filter(|application| !application.is_observed_within(days, today)).collect()
}

/// Another version that would name one that is not there any more.
fn naming<'c>(connector: &'c Connector, version: &ConnectorVersion) -> Option<&'c ConnectorVersion> {
    let names = |other: &&ConnectorVersion| {
        let replacement = other.status.retirement().and_then(|retirement| retirement.replaced_by.as_ref());
        replacement.and_then(|text| VersionNumber::parse(text).ok()) == Some(version.number.clone())
    };
    connector.versions.iter().filter(|other| other.number != version.number).find(names)
}
