//! An application names a connector that does not exist.

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// An application names a connector that does not exist.
pub(super) struct ApplicationConnectorUnknown;

impl Rule for ApplicationConnectorUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        let known: Vec<&str> = registry.connectors.iter().map(|connector| connector.slug.as_str()).collect();
        for application in &registry.applications {
            for used in &application.uses {
                let slug = used.connector.as_str();
                // A connector whose own file is broken is reported there, once.
                if context.usage.connector(slug).is_some() || registry.unreadable.contains(slug) {
                    continue;
                }
                // One that the change deletes or renames is reported as such, with everybody who uses it.
                if context.before(slug).is_some() {
                    continue;
                }
                let place = Place::at(&application.file, used.connector.span);
                let finding = findings.at(place, format!("there is no connector `{slug}`"));
                if let Some(near) = nearest(slug, &known) {
                    finding.fix(format!("did you mean `{near}`?"));
                }
            }
        }
    }
}
