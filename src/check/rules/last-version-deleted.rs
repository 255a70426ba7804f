//! The last version of a connector is deleted.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// The last version of a connector is deleted.
pub(super) struct LastVersionDeleted;

impl Rule for LastVersionDeleted {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        for delta in &since.delta.connectors {
            let Some((before, after)) = delta.both() else { continue };
            if after.versions.is_empty() && !before.versions.is_empty() {
                let message = format!("the change deletes the last version of `{}`", after.slug);
                findings.at(Place::file(&after.file), message).fix(format!(
                    "keep one version, or delete the connector as a whole: `connectory remove {}`",
                    after.slug
                ));
            }
        }
    }
}
