//! An application lists one connection twice.

use std::collections::BTreeMap;

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// An application lists one connection twice.
pub(super) struct ConnectionDuplicate;

impl Rule for ConnectionDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for application in &context.registry.applications {
            let mut first: BTreeMap<(&str, &str), Place> = BTreeMap::new();
            for used in &application.uses {
                let Some(connection) = &used.connection else { continue };
                let connector = context.usage.connector(&used.connector);
                let slug = connector.map_or(used.connector.as_str(), |connector| connector.slug.as_str());
                let place = Place::at(&application.file, connection.span);
                if let Some(other) = first.get(&(slug, connection.as_str())) {
                    let message = format!("the connection `{connection}` of `{slug}` is listed twice");
                    findings
                        .at(place, message)
                        .related(other.clone(), "first listed here")
                        .fix("keep the entry that is right");
                } else {
                    first.insert((slug, connection.as_str()), place);
                }
            }
        }
    }
}
