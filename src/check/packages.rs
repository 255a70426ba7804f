//! The packages of a registry, for rules that look at nothing else.

use super::Context;
use crate::diag::Place;
use crate::model::{ConnectorVersion, PackageFacts};

/// A package that could be read, and which version it is.
#[derive(Clone, Copy)]
pub(super) struct Found<'r> {
    pub(super) version: &'r ConnectorVersion,
    pub(super) facts: &'r PackageFacts,
}

impl Found<'_> {
    /// Where a fault of the package is reported.
    pub(super) fn place(&self) -> Place {
        Place::file(&self.version.package_path)
    }
}

impl<'r> Context<'r> {
    /// Every package that could be read, by connector, lowest version first.
    pub(super) fn packages(&self) -> impl Iterator<Item = Found<'r>> {
        self.registry.connectors.iter().flat_map(|connector| connector.versions.iter().filter_map(read))
    }

    /// The package of each connector's highest version, where it could be read. What an older one lacks in care cannot be
    /// mended any more; whoever makes the next version starts from this one.
    pub(super) fn latest_packages(&self) -> impl Iterator<Item = Found<'r>> {
        self.registry.connectors.iter().filter_map(|connector| connector.versions.last().and_then(read))
    }
}

fn read(version: &ConnectorVersion) -> Option<Found<'_>> {
    Some(Found { version, facts: version.facts()? })
}
