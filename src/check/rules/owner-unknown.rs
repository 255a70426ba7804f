//! An owner is neither a group nor a person of access.yaml.

use std::collections::HashMap;

use super::nearest;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{Access, Registry};

/// An owner is neither a group nor a person of access.yaml.
pub(super) struct OwnerUnknown;

impl Rule for OwnerUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let access = &context.registry.access;
        if access.groups.is_empty() || context.registry.faulty.contains(&Registry::access_file()) {
            return;
        }
        let names: Vec<&str> = access.names().into_iter().collect();
        // The same team owns many connectors.
        let mut known: HashMap<&str, bool> = HashMap::new();
        let mut near: HashMap<&str, Option<&str>> = HashMap::new();
        for connector in &context.registry.connectors {
            for owner in &connector.owners {
                if *known.entry(owner.as_str()).or_insert_with(|| access.knows_owner(owner)) {
                    continue;
                }
                let name = Access::bare(owner);
                let message = format!("owner `{owner}` is neither a group nor a person of access.yaml");
                let finding = findings.at(Place::at(&connector.file, owner.span), message);
                match *near.entry(name).or_insert_with(|| nearest(name, &names)) {
                    Some(near) if access.groups.contains_key(near) => {
                        finding.fix(format!("did you mean `@{near}`?"))
                    }
                    Some(near) => finding.fix(format!("did you mean `{near}`?")),
                    None => finding.fix("declare the group under `groups:` in access.yaml"),
                };
            }
        }
    }
}
