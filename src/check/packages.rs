//! The packages of a registry, for rules that look at nothing else.

use super::{Context, Findings};
use crate::diag::{Diagnostic, Place};
use crate::model::{ConnectorVersion, PackageFacts};

/// As many things are named in one finding.
pub(super) const MOST_NAMED: usize = 5;

/// A package that could be read, and which version it is.
#[derive(Clone, Copy)]
pub(super) struct Found<'r> {
    pub(super) version: &'r ConnectorVersion,
    pub(super) facts: &'r PackageFacts,
}

impl Found<'_> {
    /// Where a fault of the package is reported.
    pub(super) fn place(&self) -> Place {
        Place::file(self.version.package_file())
    }

    /// Reports faults of one kind as one finding: the first is the message, others are notes.
    pub(super) fn report<'f>(
        &self,
        faults: &[String],
        findings: &'f mut Findings<'_>,
    ) -> Option<&'f mut Diagnostic> {
        let (first, others) = faults.split_first()?;
        let finding = findings.at(self.place(), first.as_str());
        for fault in others.iter().take(MOST_NAMED) {
            finding.note(fault.as_str());
        }
        if let Some(more @ 1..) = others.len().checked_sub(MOST_NAMED) {
            finding.note(format!("and {more} more"));
        }
        Some(finding)
    }
}

/// Names in backticks: all of a few, of many the first and how many more there are.
pub(super) fn listed(names: &[&str]) -> String {
    let shown = names[..names.len().min(MOST_NAMED)].join("`, `");
    match names.len().saturating_sub(MOST_NAMED) {
        0 => format!("`{shown}`"),
        more => format!("`{shown}` and {more} more"),
    }
}

impl<'r> Context<'r> {
    /// Every package that could be read, by connector, lowest version first.
    pub(super) fn packages(&self) -> impl Iterator<Item = Found<'r>> {
        self.registry.connectors.iter().flat_map(|connector| connector.versions.iter().filter_map(read))
    }

    /// The package of each connector's highest version, where it could be read. What an older one lacks in care cannot
    /// be mended any more; whoever makes the next version starts from this one.
    pub(super) fn latest_packages(&self) -> impl Iterator<Item = Found<'r>> {
        self.registry.connectors.iter().filter_map(|connector| connector.versions.last().and_then(read))
    }
}

fn read(version: &ConnectorVersion) -> Option<Found<'_>> {
    Some(Found { version, facts: version.facts()? })
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn many_names_are_counted() {
        assert_eq!(listed(&["a", "b"]), "`a`, `b`");
        assert_eq!(listed(&["a"; 8]), "`a`, `a`, `a`, `a`, `a` and 3 more");
    }
}
