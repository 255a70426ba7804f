//! What a registry has under a name that a person gave, or what they may have meant.

use crate::cli::context::Failure;
use crate::edit::find;
pub(in crate::cli) use crate::edit::find::versions;
use crate::model::{Connector, ConnectorVersion, Registry};

/// The connector with this slug, or this former slug. `instead` ends the message where nothing is near: what to write.
pub(in crate::cli) fn connector<'r>(
    registry: &'r Registry,
    slug: &str,
    instead: &str,
) -> Result<&'r Connector, Failure> {
    Ok(find::connector_or(registry, slug, instead)?)
}

/// The version of a connector that is this number.
pub(in crate::cli) fn version<'r>(
    connector: &'r Connector,
    version: &str,
) -> Result<&'r ConnectorVersion, Failure> {
    Ok(find::version(connector, version)?)
}

/// Says that there is no `what` of this name, and which of `known` may be meant, else what to do `instead`.
pub(in crate::cli) fn unknown<'k>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'k str>,
    instead: &str,
) -> Failure {
    find::unknown(what, name, known, instead).into()
}
