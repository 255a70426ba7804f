//! A withdrawn version is still in use.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::Status;

/// A withdrawn version is still in use.
pub(super) struct VersionWithdrawnInUse;

impl Rule for VersionWithdrawnInUse {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Status::Withdrawn(retirement) = &version.status else { continue };
                let uses = context.usage.of_version(&connector.slug, &version.number);
                let Some((application, used)) = uses.first() else { continue };
                let names: Vec<String> =
                    uses.iter().map(|(application, _)| format!("`{}`", application.name)).collect();
                let finding = findings.at(
                    Place::at(&application.file, used.version.span),
                    format!("`{}` {} is withdrawn and still in use", connector.slug, version.number),
                );
                finding
                    .related(Place::at(&version.file, retirement.status), "withdrawn here")
                    .note(format!("used by {}", names.join(", ")));
                if let Some(replacement) = &retirement.replaced_by {
                    finding.fix(format!("move them to `{replacement}`, which replaces it"));
                } else if let Some(current) = connector.current() {
                    finding.fix(format!("move them to {}, the current version", current.number));
                }
            }
        }
    }
}
