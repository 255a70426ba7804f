//! Two applications of one platform have the same name, ignoring case.

use std::collections::BTreeMap;

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// Two applications of one platform have the same name, ignoring case.
pub(super) struct ApplicationNameDuplicate;

impl Rule for ApplicationNameDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let mut first: BTreeMap<(String, Option<&str>), Place> = BTreeMap::new();
        for application in &context.registry.applications {
            let place = Place::at(&application.file, application.name.span);
            let key = (application.name.to_lowercase(), application.source.as_deref());
            if let Some(other) = first.get(&key) {
                findings
                    .at(place, format!("the application name `{}` is already taken", application.name))
                    .related(other.clone(), "first used here")
                    .fix("remove the file that is out of date, or name the platform of each as `source`");
            } else {
                first.insert(key, place);
            }
        }
    }
}
