//! Who may do what: `access.yaml`.

use std::collections::BTreeMap;

use crate::source::Spanned;

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
