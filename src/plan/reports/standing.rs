//! How far one version in use is from the current one.

use crate::model::{Behind, Connector, VersionNumber};
use crate::plan::shown;

/// The distance of one version in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// `None` where it is not behind.
    pub(super) behind: Option<Behind>,
    /// How many days lie between its own day and that of the current version; `None` where it is not behind, or one of the
    /// days is not known. 0 where the current version is the older one.
    pub(super) days: Option<i64>,
    /// `current`, `active`, `deprecated`, `withdrawn`, or `unknown` where the registry holds no such version.
    pub(super) status: &'static str,
}

impl Standing {
    /// Where `number` of `connector` stands.
    pub(super) fn of(connector: &Connector, number: &VersionNumber) -> Standing {
        let behind = Behind::of(connector, number);
        let version = connector.version(number);
        let current = connector.current();
        let days = || {
            let (from, to) = (version?.date()?, current?.date()?);
            Some(i64::from((to - from).get_days()).max(0))
        };
        Standing {
            behind,
            days: behind.and_then(|_| days()),
            status: version.map_or("unknown", |version| crate::plan::view::status(connector, version)),
        }
    }

    /// Of a connector that the registry does not hold.
    pub(super) const UNKNOWN: Standing = Standing { behind: None, days: None, status: "unknown" };

    /// How bad the status alone is, worst highest.
    pub(super) fn rank(&self) -> u8 {
        match self.status {
            "withdrawn" => 3,
            "unknown" => 2,
            "deprecated" => 1,
            _ => 0,
        }
    }
}

/// Where every use of a connector that an application names stands.
pub(super) fn of_use(shown: &shown::Shown<'_>, used: &crate::model::Use) -> Standing {
    let connector = shown.connector(&used.connector);
    connector.map_or(Standing::UNKNOWN, |connector| Standing::of(connector, &used.version))
}
