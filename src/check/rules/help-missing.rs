//! A connector has no help.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A connector has no help.
pub(super) struct HelpMissing;

impl Rule for HelpMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let path = connector.folder.join("help.md");
            let unread = path.is_ok_and(|path| context.registry.faulty.contains(&path));
            if !unread && connector.help.as_deref().is_none_or(|help| help.trim().is_empty()) {
                findings.at(Place::file(&connector.file), format!("`{}` has no help", connector.slug)).fix(
                    format!(
                        "write `{}/help.md` with the sections Context, Configuration and Example",
                        connector.folder
                    ),
                );
            }
        }
    }
}
