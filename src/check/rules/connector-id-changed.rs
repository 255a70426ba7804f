//! A connector's id is another one.

use crate::check::impact::concerning;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// A connector's id is another one.
pub(super) struct ConnectorIdChanged;

impl Rule for ConnectorIdChanged {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(since) = &context.since else { return };
        for (before, after) in since.delta.connectors.iter().filter_map(|delta| delta.both()) {
            let (Some(old), Some(new)) = (&before.id, &after.id) else { continue };
            if !old.value.eq_ignore_ascii_case(&new.value) {
                let message =
                    format!("the id of `{}` was `{}` and is `{}` now", after.slug, old.value, new.value);
                let uses: Vec<_> = context.usage.of_connector(after.slug.as_str()).collect();
                findings
                    .at(Place::at(&after.file, new.span), message)
                    .impact(concerning(context, after, &uses))
                    .fix(format!("write `id: {}`", old.value));
            }
        }
    }
}
