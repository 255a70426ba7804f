//! Who may do what: `access.yaml`.
//!
//! People are known by the names they have on the repository's host; an `@` before a name, and the case of its letters,
//! make no difference. An owner is a person, a group, or a team (`@acme/edge`), which is the group of its last part.

use std::collections::{BTreeMap, BTreeSet};

use super::{Application, Connector};
use crate::source::Spanned;

/// Every right, in App Designer's own names; `CreateVersion` is ours, for a new version of a connector that is there.
pub const RIGHTS: [&str; 6] = [
    "CreateConnector",
    "EditConnector",
    "DeleteConnector",
    "ManageConnectorCategories",
    "ViewConnector",
    "CreateVersion",
];

/// Groups and rights.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Whether there is an `access.yaml`.
    pub written: bool,
    /// People by group, each at the place of the group's name.
    pub groups: BTreeMap<String, Spanned<Vec<String>>>,
    /// Rights by group, in App Designer's own names.
    pub rights: Vec<(Spanned<String>, Vec<Spanned<String>>)>,
    /// People who may do everything.
    pub administrators: Vec<String>,
    /// Rights of a connector's owners over their own connector.
    pub owners_may: Vec<Spanned<String>>,
}

/// A right, in App Designer's own names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// To add a connector.
    CreateConnector,
    /// To add a version to a connector, or to change the connector.
    EditConnector,
    /// To delete versions and connectors, and to see every application.
    DeleteConnector,
    /// To change the categories.
    ManageConnectorCategories,
    /// To add a version to a connector that is there, and no more.
    CreateVersion,
}

impl Right {
    /// Its name in `access.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Right::CreateConnector => "CreateConnector",
            Right::EditConnector => "EditConnector",
            Right::DeleteConnector => "DeleteConnector",
            Right::ManageConnectorCategories => "ManageConnectorCategories",
            Right::CreateVersion => "CreateVersion",
        }
    }

    /// Whether whoever holds the right called `name` holds this one: whoever may edit a connector may add a version.
    fn comes_with(self, name: &str) -> bool {
        name == self.name() || (self == Right::CreateVersion && name == Right::EditConnector.name())
    }
}

impl Access {
    /// The group or person that an owner names: `@edge`, `@acme/edge` and `edge` are the same.
    pub fn bare(owner: &str) -> &str {
        let name = owner.strip_prefix('@').unwrap_or(owner);
        name.rsplit_once('/').map_or(name, |(_, team)| team)
    }

    /// Every group and every person that is named anywhere.
    pub fn names(&self) -> BTreeSet<&str> {
        let groups = self.groups.keys();
        let people = self.groups.values().flat_map(|people| &people.value).chain(&self.administrators);
        groups.chain(people).map(String::as_str).collect()
    }

    /// Whether `person` is an administrator.
    pub fn is_administrator(&self, person: &str) -> bool {
        self.administrators.iter().any(|name| same(name, person))
    }

    /// Whether `person` holds `right` by a group, or is an administrator.
    pub fn holds(&self, person: &str, right: Right) -> bool {
        self.is_administrator(person) || self.groups_with(right).any(|group| self.is_in(person, group))
    }

    /// Whether `person` is one of `owners`.
    pub fn is_owner(&self, person: &str, owners: &[impl AsRef<str>]) -> bool {
        let is = |owner: &str| match owner.rsplit_once('/') {
            Some((_, team)) => self.is_in(person, team),
            None => same(owner, person) || self.is_in(person, Access::bare(owner)),
        };
        owners.iter().any(|owner| is(owner.as_ref()))
    }

    /// Whether an owner is somebody: a group, or a person who is named anywhere; a team is a group.
    pub fn knows_owner(&self, owner: &str) -> bool {
        let name = Access::bare(owner);
        let is_person = || self.names().iter().any(|known| same(known, name));
        self.groups.contains_key(name) || (!owner.contains('/') && is_person())
    }

    /// Whether the owners of a connector hold `right` over it.
    pub fn owners_may(&self, right: Right) -> bool {
        self.owners_may.iter().any(|name| right.comes_with(&name.value))
    }

    /// Who holds `right`: the groups, and administrators where no group does.
    pub fn holders(&self, right: Right) -> Vec<String> {
        let groups: Vec<String> = self.groups_with(right).map(str::to_owned).collect();
        if groups.is_empty() { self.administrators.clone() } else { groups }
    }

    /// Whether `person` may see an application: one of its groups', or any with the right to delete connectors.
    pub fn sees(&self, person: &str, application: &Application) -> bool {
        self.holds(person, Right::DeleteConnector)
            || application.access.iter().any(|group| self.is_in(person, group))
    }

    fn groups_with(&self, right: Right) -> impl Iterator<Item = &str> {
        let holds = move |rights: &[Spanned<String>]| rights.iter().any(|name| right.comes_with(&name.value));
        self.rights.iter().filter(move |(_, rights)| holds(rights)).map(|(group, _)| group.value.as_str())
    }

    fn is_in(&self, person: &str, group: &str) -> bool {
        self.groups.get(group).is_some_and(|people| people.value.iter().any(|name| same(name, person)))
    }
}

/// Whether both name the same person. Nobody has no name.
fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim_start_matches('@'), other.trim_start_matches('@'));
    !one.is_empty() && one.eq_ignore_ascii_case(other)
}

/// Whose eyes a report is for.
#[derive(Debug, Clone, Copy)]
pub enum Reader<'r> {
    /// Somebody who has the whole registry before them.
    All,
    /// People with their rights; what one of them may see is shown.
    People(&'r Access, &'r [String]),
}

impl Reader<'_> {
    /// Whether the name of an application may be told.
    pub fn sees(&self, application: &Application) -> bool {
        match self {
            Reader::All => true,
            Reader::People(access, people) => people.iter().any(|person| access.sees(person, application)),
        }
    }
}

impl Connector {
    /// Whether `person` is one of its owners.
    pub fn is_owned_by(&self, person: &str, access: &Access) -> bool {
        access.is_owner(person, &self.owners.iter().map(|owner| owner.as_str()).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn access() -> Access {
        let spanned = |text: &str| Spanned::new(text.to_owned(), Span::default());
        let right = |group: &str, rights: &[&str]| {
            (spanned(group), rights.iter().map(|right| spanned(right)).collect())
        };
        Access {
            written: true,
            groups: [("edge", vec!["alice"]), ("platform", vec!["Carol", "@dave"])]
                .into_iter()
                .map(|(group, people)| {
                    let people = people.into_iter().map(str::to_owned).collect();
                    (group.to_owned(), Spanned::new(people, Span::default()))
                })
                .collect(),
            rights: vec![
                right("platform", &["EditConnector", "DeleteConnector"]),
                right("edge", &["ViewConnector"]),
            ],
            administrators: vec!["erin".to_owned()],
            owners_may: vec![spanned("CreateVersion")],
        }
    }

    #[test]
    fn a_right_comes_by_a_group_or_by_being_administrator() {
        let access = access();
        for (person, holds) in [
            ("carol", true),
            ("@Dave", true),
            ("erin", true),
            ("alice", false),
            ("", false),
            ("platform", false),
        ] {
            assert_eq!(access.holds(person, Right::EditConnector), holds, "{person}");
        }
        assert!(!access.holds("carol", Right::CreateConnector));
        assert_eq!(access.holders(Right::EditConnector), ["platform"]);
        assert_eq!(access.holders(Right::CreateConnector), ["erin"]);
    }

    #[test]
    fn whoever_may_edit_may_add_a_version_and_not_the_reverse() {
        let mut access = access();
        access.rights[1].1[0].value = "CreateVersion".to_owned();
        let may = |person, right| access.holds(person, right);
        assert!(may("carol", Right::CreateVersion) && may("alice", Right::CreateVersion));
        assert!(may("carol", Right::EditConnector) && !may("alice", Right::EditConnector));
        assert_eq!(access.holders(Right::CreateVersion), ["platform", "edge"]);
    }

    #[test]
    fn every_right_that_counts_is_one_that_may_be_written() {
        use Right::*;
        for right in
            [CreateConnector, EditConnector, DeleteConnector, ManageConnectorCategories, CreateVersion]
        {
            assert!(RIGHTS.contains(&right.name()), "{right:?}");
        }
    }

    #[test]
    fn an_owner_is_a_person_a_group_or_a_team() {
        let access = access();
        for (owner, owned) in [
            ("@edge", true),
            ("edge", true),
            ("@acme/edge", true),
            ("@alice", true),
            ("@acme/alice", false),
            ("@", false),
        ] {
            assert_eq!(access.is_owner("alice", &[owner]), owned, "{owner}");
        }
        assert!(!access.is_owner("", &["@"]), "nobody owns nothing");
        assert!(access.owners_may(Right::CreateVersion) && !access.owners_may(Right::EditConnector));
        // Whoever is known as an owner can be one, and the reverse.
        for (owner, known) in [
            ("@edge", true),
            ("@acme/edge", true),
            ("Alice", true),
            ("@carol", true),
            ("erin", true),
            ("@acme/alice", false),
            ("frank", false),
        ] {
            assert_eq!(access.knows_owner(owner), known, "{owner}");
        }
    }
}
