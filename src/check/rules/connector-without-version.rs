//! A connector has no version.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A connector has no version.
pub(super) struct ConnectorWithoutVersion;

impl Rule for ConnectorWithoutVersion {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in context.registry.connectors.iter().filter(|connector| connector.versions.is_empty())
        {
            // Versions with names that are none were reported one by one.
            let Ok(versions) = connector.folder.join("versions") else { continue };
            if context.registry.faulty.iter().any(|path| path.is_in(&versions)) {
                continue;
            }
            // Where the change deletes the last one, that is the finding.
            let before = context.before(connector.slug.as_str());
            if before.is_some_and(|before| !before.versions.is_empty()) {
                continue;
            }
            let message = format!("`{}` has no version", connector.slug);
            findings.at(Place::file(&connector.file), message).fix(format!(
                "add `{}/versions/<version>.xmp` and its `.yaml`, or remove the folder",
                connector.folder
            ));
        }
    }
}
