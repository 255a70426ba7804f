//! A connector implements an interface that the platform gave up.

use crate::check::{Context, Findings, Rule};
use crate::package::code::EntryPoint;

/// A connector implements an interface that the platform gave up.
pub(super) struct ConnectorInterfaceDeprecated;

impl Rule for ConnectorInterfaceDeprecated {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for found in context.packages() {
            let EntryPoint::Found { interfaces, .. } = &found.facts.code.entry_point else { continue };
            let deprecated = |name: &&String| name.rsplit('.').next() == Some("ITSCConnector");
            if let Some(interface) = interfaces.iter().find(deprecated) {
                let message = format!(
                    "the entry point `{}` implements `{interface}`, which is deprecated",
                    found.facts.entry_point
                );
                findings
                    .at(found.place(), message)
                    .note("`IConnector`, `ILiveConnector` and `ITSAConnector` are not deprecated")
                    .fix("leave the interface out in the next version");
            }
        }
    }
}
