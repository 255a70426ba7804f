//! The package of a published version is another one.

use crate::check::impact::concerning;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::change::Comparison;
use crate::model::{Connector, ConnectorVersion, PackageState};
use crate::source::Digest;

/// The package of a published version is another one.
pub(super) struct VersionReplaced;

impl Rule for VersionReplaced {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        for delta in &since.delta.connectors {
            let Some((_, connector)) = delta.both() else { continue };
            for version in &delta.versions {
                let (Some(before), Some(after)) = (version.before, version.after) else { continue };
                let (Some(published), Some(here)) = (content(before), content(after)) else { continue };
                if published != here {
                    report(context, connector, (before, after), findings);
                }
            }
        }
    }
}

/// The most differences that are told.
const MOST_TOLD: usize = 6;

/// The digest of the package, be it there, behind a Git LFS pointer or in a package store.
fn content(version: &ConnectorVersion) -> Option<Digest> {
    match &version.package {
        PackageState::LfsPointer { oid, .. } => *oid,
        _ => version.stored().or_else(|| version.digest()),
    }
}

fn report(
    context: &Context<'_>,
    connector: &Connector,
    (before, after): (&ConnectorVersion, &ConnectorVersion),
    findings: &mut Findings<'_>,
) {
    let (Some(published), Some(here)) = (content(before), content(after)) else { return };
    let message =
        format!("the package of `{}` {} differs from the published one", connector.slug, before.number);
    let when = before.first_seen.as_ref().map_or_else(String::new, |seen| format!(" ({})", seen.short()));
    let uses = context.usage.of_version(&connector.slug, &before.number);
    let finding = findings.at(Place::file(after.package_file()), message);
    finding.note(format!("published sha256 {published}{when}, this change {here}"));
    if let (Some(old), Some(new)) = (before.facts(), after.facts()) {
        let comparison = Comparison::between(old, new);
        let told = comparison.changes().iter().take(MOST_TOLD);
        told.for_each(|change| _ = finding.note(format!("differs: {}", change.message())));
        if comparison.changes().len() > MOST_TOLD {
            finding.note(format!("and {} more differences", comparison.changes().len() - MOST_TOLD));
        }
    }
    finding.impact(concerning(context, connector, uses));
    let above = connector.versions.last().map_or(&before.number, |highest| &highest.number);
    finding.fix(format!(
        "bring the published package back, and publish this one as a new version above {above}"
    ));
}
