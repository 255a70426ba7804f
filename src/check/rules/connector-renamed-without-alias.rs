//! A connector is renamed and its former name forgotten.

use crate::check::impact::concerning;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A connector is renamed and its former name forgotten.
pub(super) struct ConnectorRenamedWithoutAlias;

impl Rule for ConnectorRenamedWithoutAlias {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        for (before, after) in since.delta.connectors.iter().filter_map(|delta| delta.both()) {
            let former = before.slug.as_str();
            if after.slug == before.slug || after.aliases.iter().any(|alias| alias.value == former) {
                continue;
            }
            let uses: Vec<_> = context.usage.of_connector(before.slug.as_str()).collect();
            let aliases: Vec<&str> =
                after.aliases.iter().map(|alias| alias.value.as_str()).chain([former]).collect();
            findings
                .at(
                    Place::file(&after.file),
                    format!("`{former}` is called `{}` now, and its former name leads nowhere", after.slug),
                )
                .impact(concerning(context, before, &uses))
                .fix(format!("write `aliases: [{}]`", aliases.join(", ")));
        }
    }
}
