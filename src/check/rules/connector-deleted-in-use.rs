//! A connector that is in use is deleted.

use crate::check::impact::Moving;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A connector that is in use is deleted.
pub(super) struct ConnectorDeletedInUse;

impl Rule for ConnectorDeletedInUse {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        for delta in since.delta.connectors.iter().filter(|delta| delta.after.is_none()) {
            let connector = delta.either();
            let names = std::iter::once(connector.slug.as_str());
            let names = names.chain(connector.aliases.iter().map(|alias| alias.value.as_str()));
            let uses: Vec<_> = names.flat_map(|name| context.usage.of_connector(name)).collect();
            if uses.is_empty() {
                continue;
            }
            let moving = Moving { connector, target: None, must_move: true, busy_only: false };
            findings
                .at(Place::file(&connector.file), format!("`{}` is deleted and still in use", connector.slug))
                .impact(moving.impact(context, &uses))
                .fix(format!(
                    "keep it until nobody uses it; `connectory set {} replaced_by=...` tells people where to go",
                    connector.slug
                ));
        }
    }
}
