//! What a registry has under a name that a person gave, or what they may have meant.

use crate::check::nearest;
use crate::cli::context::Failure;
use crate::model::{Connector, ConnectorVersion, Registry, VersionNumber};

/// The connector with this slug, or this former slug. `instead` ends the message where nothing is near: what to write.
pub(in crate::cli) fn connector<'r>(
    registry: &'r Registry,
    slug: &str,
    instead: &str,
) -> Result<&'r Connector, Failure> {
    if let Some(connector) = registry.connector(slug) {
        return Ok(connector);
    }
    if registry.unreadable.iter().any(|other| other.as_str() == slug) {
        return Err(format!("the connector.yaml of `{slug}` cannot be read; run connectory check").into());
    }
    let slugs = registry.connectors.iter().map(|connector| connector.slug.as_str());
    Err(unknown("connector", slug, slugs, instead))
}

/// The version of a connector that is this number.
pub(in crate::cli) fn version<'r>(
    connector: &'r Connector,
    version: &str,
) -> Result<&'r ConnectorVersion, Failure> {
    let slug = &connector.slug;
    let number = VersionNumber::parse(version)
        .map_err(|what| format!("the version `{version}` {what}; {}", versions(connector)))?;
    connector
        .version(&number)
        .ok_or_else(|| format!("`{slug}` has no version `{version}`; {}", versions(connector)).into())
}

/// The versions a connector has, as the end of a message.
pub(in crate::cli) fn versions(connector: &Connector) -> String {
    let numbers: Vec<&str> = connector.versions.iter().map(|version| version.number.as_str()).collect();
    match numbers.as_slice() {
        [] => "it has no version".to_owned(),
        [only] => format!("its only version is {only}"),
        _ => format!("its versions are {}", numbers.join(", ")),
    }
}

/// Says that there is no `what` of this name, and which of `known` may be meant, else what to do `instead`.
pub(in crate::cli) fn unknown<'k>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'k str>,
    instead: &str,
) -> Failure {
    let hint = match nearest(name, &known.collect::<Vec<_>>()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => instead.to_owned(),
    };
    format!("the registry has no {what} `{name}`; {hint}").into()
}
