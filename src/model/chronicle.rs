//! What Git's history tells the readers of a site, and which state of it the site was built from.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Audience, Registry, Restrict, Sight, Slug, VersionNumber};

/// What happened to the registry on the way of first parents up to one commit.
#[derive(Debug, Clone, Default)]
pub struct Chronicle {
    /// The commits that changed something a reader may see, newest first.
    pub deeds: Vec<Deed>,
    /// Which application used what, and for how long, by application and then by time.
    pub uses: Vec<PastUse>,
    /// Whether the history ends before the first commit, as in a shallow clone: then what came first is not known, and what
    /// was used at its first commit seems to begin there.
    pub is_cut: bool,
}

/// One commit, as far as it changed the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// The day (UTC) it was committed.
    pub date: Date,
    /// The commit and its message, and who wrote it; `None` for an audience that does not see everything: a message may name
    /// what is hidden, and a commit's id depends on everything that came before.
    pub commit: Option<Authored>,
    /// What it did, by connector.
    pub changes: Vec<(Slug, Happening)>,
    /// The applications whose recorded uses, or whose `access`, it changed, as their files' stems, with the groups that may
    /// see them since; for one that it took away, those that might before.
    pub applications: Vec<(Slug, Vec<String>)>,
    /// Whether it changed `categories.yaml`.
    pub categories: bool,
    /// The files it changed by which the registry is run: `registry.yaml`, `access.yaml`, templates and branding. Empty for
    /// an audience that does not see everything.
    pub policy: Vec<String>,
}

impl Deed {
    /// Whether nothing of what it did is seen.
    pub fn is_empty(&self) -> bool {
        let Deed { date: _, commit: _, changes, applications, categories, policy } = self;
        changes.is_empty() && applications.is_empty() && !categories && policy.is_empty()
    }
}

/// Who committed what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authored {
    /// The commit's id.
    pub id: String,
    /// The name of the author.
    pub author: String,
    /// The first line of the message.
    pub summary: String,
}

/// What happened to a connector.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    /// It came.
    Added,
    /// It went away.
    Removed,
    /// Its `connector.yaml`, help or pictures changed.
    Edited,
    /// A version came.
    VersionAdded(VersionNumber),
    /// A version's file changed.
    VersionEdited(VersionNumber),
    /// A version went away.
    VersionRemoved(VersionNumber),
}

/// That an application used a version of a connector, from one day to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastUse {
    /// The application: its file's stem.
    pub application: Slug,
    /// The groups that might see it then.
    pub access: Vec<String>,
    /// The connector, as the file named it.
    pub connector: String,
    /// The version.
    pub version: VersionNumber,
    /// The day (UTC) of the first commit that said so.
    pub since: Date,
    /// The day of the first commit that said so no more; `None` while it does.
    pub until: Option<Date>,
}

/// The state that a site is built from. Only the about page, the status file and the manifest tell it: on every page it would
/// remake every page at every commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    /// The commit; `None` where the registry lies in no repository, or nothing was committed yet.
    pub commit: Option<String>,
    /// Counts the states of a registry, so that an older one cannot be taken for a newer: the commits on the way of first
    /// parents up to this one. `None` where the history is not whole.
    pub generation: Option<u64>,
}

impl Chronicle {
    /// The applications that `sees` does not show now, or did not when they were taken away.
    fn hidden(&self, sees: impl Fn(&[String]) -> bool) -> BTreeSet<Slug> {
        let mut told: BTreeMap<&Slug, &[String]> = BTreeMap::new();
        for (slug, access) in self.deeds.iter().flat_map(|deed| &deed.applications) {
            told.entry(slug).or_insert(access);
        }
        let mut used: BTreeMap<&Slug, &PastUse> = BTreeMap::new();
        for one in &self.uses {
            let known = used.entry(&one.application).or_insert(one);
            if (one.until.is_none(), one.since) >= (known.until.is_none(), known.since) {
                *known = one;
            }
        }
        let used = used.into_iter().map(|(slug, used)| (slug, used.access.as_slice()));
        told.into_iter()
            .chain(used)
            .filter(|(_, access)| !sees(access))
            .map(|(slug, _)| slug.clone())
            .collect()
    }
}

impl Restrict for Chronicle {
    /// An application that is hidden now is hidden in the past, too.
    fn restrict(&mut self, sight: &Sight) {
        let sees = |access: &[String]| sight.sees_groups(access.iter().map(String::as_str));
        let hidden = self.hidden(sees);
        self.uses.retain(|used| sees(&used.access) && !hidden.contains(&used.application));
        for deed in &mut self.deeds {
            deed.commit = None;
            deed.applications.retain(|(slug, access)| sees(access) && !hidden.contains(slug));
            deed.policy.clear();
        }
        self.deeds.retain(|deed| !deed.is_empty());
    }
}

impl Audience<'_, Chronicle> {
    /// What `sight` leaves of a chronicle, and of its applications only those that it leaves of the registry, which may be
    /// newer than the last commit.
    pub fn of_past<'t>(whole: &'t Chronicle, registry: &Registry, sight: &Sight) -> Audience<'t, Chronicle> {
        let unseen = registry.applications.iter().filter(|application| !sight.sees(application));
        let unseen: BTreeSet<&Slug> = unseen.map(|application| &application.slug).collect();
        let mut audience = Audience::of(whole, sight);
        if !unseen.is_empty() {
            audience.lessen(|chronicle| {
                chronicle.uses.retain(|used| !unseen.contains(&used.application));
                for deed in &mut chronicle.deeds {
                    deed.applications.retain(|(slug, _)| !unseen.contains(slug));
                }
                chronicle.deeds.retain(|deed| !deed.is_empty());
            });
        }
        audience
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn used(application: &str, access: &[&str], since: i16, until: Option<i16>) -> PastUse {
        PastUse {
            application: Slug::new(application.to_owned()),
            access: access.iter().map(|group| (*group).to_owned()).collect(),
            connector: "sql-server".to_owned(),
            version: VersionNumber::parse("1.0").unwrap(),
            since: date(since, 1, 1),
            until: until.map(|year| date(year, 1, 1)),
        }
    }

    #[test]
    fn what_is_hidden_now_is_hidden_in_the_past() {
        let deed = |applications: &[(&str, &[&str])]| Deed {
            date: date(2026, 1, 1),
            commit: Some(Authored {
                id: "4be1d0c".to_owned(),
                author: "Tester".to_owned(),
                summary: "Take on secret".to_owned(),
            }),
            changes: Vec::new(),
            applications: applications
                .iter()
                .map(|(slug, access)| {
                    (Slug::new((*slug).to_owned()), access.iter().map(|group| (*group).to_owned()).collect())
                })
                .collect(),
            categories: false,
            policy: vec!["registry.yaml".to_owned()],
        };
        let mut chronicle = Chronicle {
            deeds: vec![
                deed(&[("open", &["operations"]), ("secret", &["operations"])]),
                deed(&[("secret", &["operations"])]),
            ],
            uses: vec![
                used("open", &["operations"], 2020, None),
                used("opened", &[], 2020, Some(2021)),
                used("opened", &["operations"], 2021, None),
                used("secret", &["operations"], 2020, Some(2021)),
                used("secret", &[], 2021, None),
            ],
            is_cut: false,
        };
        chronicle.restrict(&Sight::Groups(["operations".to_owned()].into()));
        let left: Vec<(&str, Date)> =
            chronicle.uses.iter().map(|used| (used.application.as_str(), used.since)).collect();
        assert_eq!(left, [("open", date(2020, 1, 1)), ("opened", date(2021, 1, 1))]);
        assert_eq!(chronicle.deeds.len(), 1);
        assert_eq!(chronicle.deeds[0].commit, None);
        assert_eq!(chronicle.deeds[0].applications.len(), 1);
    }

    #[test]
    fn an_application_without_uses_is_hidden_by_its_last_access() {
        let of = |access: &[&str]| Deed {
            date: date(2026, 1, 1),
            commit: None,
            changes: Vec::new(),
            applications: vec![(
                Slug::new("idle".to_owned()),
                access.iter().map(|group| (*group).to_owned()).collect(),
            )],
            categories: false,
            policy: Vec::new(),
        };
        let sight = Sight::Groups(["operations".to_owned()].into());
        let seen = |newest: &[&str], oldest: &[&str]| {
            let chronicle = Chronicle { deeds: vec![of(newest), of(oldest)], ..Chronicle::default() };
            Audience::of(&chronicle, &sight).seen().deeds.len()
        };
        assert_eq!(seen(&["operations"], &["operations"]), 2);
        assert_eq!(seen(&[], &["operations"]), 0);
        assert_eq!(seen(&["operations"], &[]), 1);
    }
}
