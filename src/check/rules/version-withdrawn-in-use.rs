//! A withdrawn version is still in use.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Status;

/// A withdrawn version is still in use.
pub(super) struct VersionWithdrawnInUse;

impl Rule for VersionWithdrawnInUse {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in
                connector.versions.iter().filter(|version| matches!(version.status, Status::Withdrawn(_)))
            {
                let uses = context.usage.of_version(&connector.slug, &version.number);
                let Some((application, used)) = uses.first() else { continue };
                let names: Vec<String> =
                    uses.iter().map(|(application, _)| format!("`{}`", application.name)).collect();
                let finding = findings.at(
                    Place::at(&application.file, used.version.span),
                    format!("`{}` {} is withdrawn and still in use", connector.slug, version.number),
                );
                finding
                    .related(Place::file(&version.file), "withdrawn here")
                    .note(format!("used by {}", names.join(", ")));
                let named =
                    version.status.retirement().and_then(|retirement| retirement.replaced_by.as_deref());
                if let Some(replacement) = named {
                    finding.fix(format!("move them to `{replacement}`, which replaces it"));
                } else if let Some(current) = connector.current() {
                    finding.fix(format!("move them to {}, the current version", current.number));
                }
            }
        }
    }
}
