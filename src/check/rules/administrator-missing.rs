//! Rights are declared, and nobody may change them.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Registry;

/// Rights are declared, and nobody may change them.
pub(super) struct AdministratorMissing;

impl Rule for AdministratorMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let access = &context.registry.access;
        let file = Registry::access_file();
        let Some((first, _)) = access.rights.first() else { return };
        if access.administrators.is_empty() && !context.registry.faulty.contains(&file) {
            findings
                .at(Place::at(&file, first.span), "rights are declared, and nobody is an administrator")
                .fix("write `administrators: [...]`: who may change access.yaml, registry.yaml and owners");
        }
    }
}
