//! A new version is below one that is published.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A new version is below one that is published.
pub(super) struct VersionNotHigher;

impl Rule for VersionNotHigher {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        for delta in &since.delta.connectors {
            let Some((before, _)) = delta.both() else { continue };
            let Some(highest) = before.versions.last() else { continue };
            for version in delta.added().filter(|version| version.number < highest.number) {
                let message = format!(
                    "version {} is below {}, the highest that is published; versions are decimal numbers",
                    version.number, highest.number
                );
                findings.at(Place::file(&version.file), message).fix(format!(
                    "give it a number above {}, unless it corrects an older version",
                    highest.number
                ));
            }
        }
    }
}
