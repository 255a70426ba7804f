//! A version that is in use is deleted.

use crate::check::impact::Moving;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A version that is in use is deleted.
pub(super) struct VersionDeletedInUse;

impl Rule for VersionDeletedInUse {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        for delta in &since.delta.connectors {
            let Some((_, connector)) = delta.both() else { continue };
            for version in delta.removed() {
                let uses = context.usage.of_version(&connector.slug, &version.number);
                if uses.is_empty() {
                    continue;
                }
                let message = format!("`{}` {} is deleted and still in use", connector.slug, version.number);
                let moving = Moving {
                    connector: delta.before.unwrap_or(connector),
                    target: connector.current(),
                    must_move: true,
                    busy_only: false,
                };
                findings.at(Place::file(&version.file), message).impact(moving.impact(context, uses)).fix(format!(
                    "keep it until nobody uses it; `connectory withdraw {}@{} --reason ...` tells people to move",
                    connector.slug, version.number
                ));
            }
        }
    }
}
