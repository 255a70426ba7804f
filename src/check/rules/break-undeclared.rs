//! A new version breaks applications and does not say so.

use crate::check::impact::{Moving, below as users_below};
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::change::{Comparison, Grade};
use crate::model::{Connector, ConnectorVersion, VersionDelta};

/// A new version breaks applications and does not say so.
pub(super) struct BreakUndeclared;

impl Rule for BreakUndeclared {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        for delta in &since.delta.connectors {
            let Some(connector) = delta.after else { continue };
            for version in delta.versions.iter().filter(|version| is_for_judgement(version)) {
                let Some(version) = version.after else { continue };
                let Some(below) = connector.readable_below(&version.number) else { continue };
                let Some((old, new)) = below.facts().zip(version.facts()) else { continue };
                let comparison = Comparison::between(old, new);
                if comparison.is_breaking() && !context.registry.faulty.contains(&version.file) {
                    report(context, (connector, version, below), &comparison, findings);
                }
            }
        }
    }
}

/// The most changes that are told.
const MOST_TOLD: usize = 6;

/// A version that declares no break, and is new or declared one before.
fn is_for_judgement(version: &VersionDelta<'_>) -> bool {
    let declares = |version: &ConnectorVersion| version.breaking.is_some();
    version.after.is_some_and(|after| !declares(after)) && version.before.is_none_or(declares)
}

fn report(
    context: &Context<'_>,
    (connector, version, below): (&Connector, &ConnectorVersion, &ConnectorVersion),
    comparison: &Comparison,
    findings: &mut Findings<'_>,
) {
    let message = format!(
        "`{}` {} breaks applications that come from {}, and does not say so",
        connector.slug, version.number, below.number
    );
    let moving = Moving { connector, target: Some(version), must_move: false, busy_only: true };
    let impact = moving.impact(context, &users_below(context, connector, version));
    let finding = findings.at(Place::file(&version.file), message);
    let breaking: Vec<_> = comparison.of_grade(Grade::Breaking).collect();
    for change in breaking.iter().take(MOST_TOLD) {
        finding.note(format!("{}: {}", change.code(), change.message()));
    }
    if breaking.len() > MOST_TOLD {
        finding.note(format!("and {} more", breaking.len() - MOST_TOLD));
    }
    finding
        .impact(impact)
        .fix("write `breaking:` with `summary`, `upgrade_by` (a day) and `guide` (what to do)");
}
