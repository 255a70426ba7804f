//! A break is declared without notice.

use crate::check::impact::{Moving, below};
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{Breaking, VersionDelta};

/// A break is declared without notice.
pub(super) struct BreakWithoutNotice;

impl Rule for BreakWithoutNotice {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        let earliest = context.today.saturating_add(jiff::Span::new().days(NOTICE_DAYS));
        for delta in &since.delta.connectors {
            let Some(connector) = delta.after else { continue };
            for version in &delta.versions {
                let Some(after) = version.after else { continue };
                let Some(breaking) = after.breaking.as_ref().filter(|breaking| is_new(version, breaking))
                else {
                    continue;
                };
                // Nobody can come from a version below the first.
                if connector.versions.first().is_none_or(|first| first.number == after.number) {
                    continue;
                }
                let what = match breaking.upgrade_by {
                    Some(day) if day >= earliest => continue,
                    Some(day) => format!("leaves them until {day}, less than {NOTICE_DAYS} days, to move"),
                    None => "names no day until which to move".to_owned(),
                };
                let message = format!("`{}` {} breaks applications and {what}", connector.slug, after.number);
                let moving = Moving { connector, target: Some(after), must_move: false, busy_only: false };
                findings
                    .at(Place::at(&after.file, breaking.span), message)
                    .impact(moving.impact(context, &below(context, connector, after)))
                    .fix(format!("write `upgrade_by: {earliest}` or later"));
            }
        }
    }
}

/// The notice that people need to plan a stop, in days.
const NOTICE_DAYS: i64 = 14;

/// Whether the break, or its day, came with the change.
fn is_new(version: &VersionDelta<'_>, breaking: &Breaking) -> bool {
    let before = version.before.and_then(|before| before.breaking.as_ref());
    before.is_none_or(|before| before.upgrade_by != breaking.upgrade_by)
}
