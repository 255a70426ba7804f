//! A deprecated version is still in use.

use crate::check::{Context, Findings, Rule};
use crate::diag::{Place, listed};
use crate::model::Status;

/// A deprecated version is still in use.
pub(super) struct VersionDeprecatedInUse;

impl Rule for VersionDeprecatedInUse {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let Status::Deprecated(retirement) = &version.status else { continue };
                let begun = retirement.from.is_none_or(|from| from <= context.today);
                let uses = context.usage.of_version(&connector.slug, &version.number);
                let Some((application, used)) = uses.first().filter(|_| begun) else { continue };
                let message =
                    format!("`{}` {} is deprecated and still in use", connector.slug, version.number);
                let finding = findings.at(Place::at(&application.file, used.version.span), message);
                let names = uses.iter().map(|(application, _)| application.name.as_str());
                finding
                    .related(Place::at(&version.file, retirement.status), "deprecated here")
                    .note(format!("used by {}", listed(names, MOST_NAMES)));
                if let Some(replacement) = &retirement.replaced_by {
                    finding.fix(format!("move them to `{replacement}`, which replaces it"));
                }
            }
        }
    }
}

/// As many applications are named.
const MOST_NAMES: usize = 10;
