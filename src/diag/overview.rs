//! What a change under review does, for the comment on its pull request.

/// The change as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// What it was compared with, as the person named it: `origin/main`.
    pub since: String,
    /// The commit that this names, in full.
    pub base: String,
    /// One row a connector, by slug.
    pub rows: Vec<Row>,
    /// What else changes: categories, applications, access, policy; one sentence an item, lower case, no full stop.
    pub others: Vec<String>,
    /// The command that makes the same check elsewhere.
    pub command: String,
}

/// What happens to one version of a connector, or to the connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The connector's slug.
    pub connector: String,
    /// `new`, `new version`, `deprecated`, `withdrawn`, `removed`, `changed`...
    pub what: String,
    /// The version before; for a new version the one below it.
    pub from: Option<String>,
    /// The version after.
    pub to: Option<String>,
    /// What an application has to expect: the computed verdict, one line without a full stop. `None` where there is
    /// nothing to compare.
    pub verdict: Option<String>,
    /// How many applications are on older versions of the connector, as far as the reader may see.
    pub behind: usize,
    /// How many more the reader may not see.
    pub hidden: usize,
    /// Who answers for the connector.
    pub owners: Vec<String>,
}
