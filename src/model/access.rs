//! Who may do what: `access.yaml`.

use std::collections::{BTreeMap, BTreeSet};

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
    /// People by group, each at the place of the group's name.
    pub groups: BTreeMap<String, Spanned<Vec<String>>>,
    /// Rights by group, in App Designer's own names.
    pub rights: Vec<(Spanned<String>, Vec<Spanned<String>>)>,
    /// People who may do everything.
    pub administrators: Vec<String>,
    /// Rights of a connector's owners over their own connector.
    pub owners_may: Vec<Spanned<String>>,
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
}
