//! A version says nothing about what is new.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A version says nothing about what is new.
pub(super) struct ReleaseNotesMissing;

impl Rule for ReleaseNotesMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let unread = !version.described || context.registry.faulty.contains(&version.file);
                if !unread && version.notes.trim().is_empty() {
                    let message = format!("`{}` {} has no release notes", connector.slug, version.number);
                    findings
                        .at(Place::file(&version.file), message)
                        .fix("write `notes: ...`: what is new, in a sentence its users understand");
                }
            }
        }
    }
}
