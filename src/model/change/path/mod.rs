//! The way of one use of a connector to a higher version.
//!
//! 1. Every version that is crossed is compared with the one before it, and the keys that the application fills in are
//!    carried along: renamed ones under their new key, removed ones no further.
//! 2. What reaches the application on the way is told at its version, unless a later version takes it back.
//! 3. At the target stands what the application must fill in, and which keys it fills in then.
//!
//! A version whose package could not be read is crossed without a word of it; what it changed shows at the next one.

mod walk;

use super::{Change, Compared, Reach};
use crate::model::{Connector, ConnectorVersion, Use};
use crate::package::Setting;
use walk::Walk;

/// The way of one use to a target above it.
#[derive(Debug, Clone)]
pub struct UpgradePath<'r> {
    /// Every version above the one in use up to the target, of any status, lowest first.
    pub crossed: Vec<Crossed<'r>>,
    /// What must be filled in at the target, in the order of its form; nothing where its package could not be read.
    pub fill_in: Vec<FillIn<'r>>,
    /// What becomes of the observed keys, in their order; `None` where they were not observed.
    pub keys: Option<Vec<KeyMove>>,
}

/// A version on the way.
#[derive(Debug, Clone)]
pub struct Crossed<'r> {
    /// The version.
    pub version: &'r ConnectorVersion,
    /// What it changes for this use, worst first; `None` where there are no two packages to compare.
    pub changes: Option<Vec<(Change, Reach)>>,
}

/// A setting that must be filled in before the application works with the target.
#[derive(Debug, Clone)]
pub struct FillIn<'r> {
    /// Its key.
    pub key: &'r str,
    /// The setting.
    pub setting: &'r Setting,
    /// The key under which its value was stored before.
    pub former: Option<String>,
    /// Whether it surely must: keys that were not observed may be filled in already.
    pub reach: Reach,
}

/// What becomes of one key that the application fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMove {
    /// The key in use; `None` for one that is filled in from now on.
    pub before: Option<String>,
    /// The key at the target; `None` for one that is read no more.
    pub after: Option<String>,
}

impl<'r> UpgradePath<'r> {
    /// The way of `used`, a use of `connector`, to `target`, one of its versions. A target that is not above crosses
    /// nothing.
    pub fn of(connector: &'r Connector, used: &Use, target: &'r ConnectorVersion) -> UpgradePath<'r> {
        UpgradePath::with(connector, used, target, &Compared::default())
    }

    /// The same, with comparisons that other ways of the connector may have made already.
    pub fn with(
        connector: &'r Connector,
        used: &Use,
        target: &'r ConnectorVersion,
        compared: &Compared<'r>,
    ) -> UpgradePath<'r> {
        let from = connector.version(&used.version).and_then(|version| version.facts()).map(AsRef::as_ref);
        let mut walk = Walk::begin(from, used);
        let above = |version: &&ConnectorVersion| {
            version.number > used.version.value && version.number <= target.number
        };
        for version in connector.versions.iter().filter(above) {
            walk.cross(version, compared);
        }
        walk.finish(from, target.facts().map(AsRef::as_ref), compared)
    }
}

impl KeyMove {
    /// Whether it is another key, or none any more, or a new one.
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}
