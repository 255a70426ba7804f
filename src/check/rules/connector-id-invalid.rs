//! An id is no lower-case GUID.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// An id is no lower-case GUID.
pub(super) struct ConnectorIdInvalid;

impl Rule for ConnectorIdInvalid {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            let Some(id) = connector.id.as_ref().filter(|id| !id.is_empty() && !is_guid(id)) else {
                continue;
            };
            let finding = findings
                .at(Place::at(&connector.file, id.span), format!("id `{}` is no lower-case GUID", id.value));
            let lower = id.to_lowercase();
            let lower = lower.trim_matches(['{', '}']);
            if is_guid(lower) {
                finding.fix(format!("write `id: {lower}`"));
            } else {
                finding.fix("write the id that the package carries: `connectory inspect FILE` prints it");
            }
        }
    }
}

/// 8-4-4-4-12 lower-case hexadecimal digits.
fn is_guid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}
