//! A replacement does not exist.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::VersionNumber;

/// A replacement does not exist.
pub(super) struct ReplacedByUnknown;

impl Rule for ReplacedByUnknown {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        for connector in &registry.connectors {
            if let Some(other) = &connector.replaced_by
                && context.usage.connector(other).is_none()
                && !registry.unreadable.contains(other.as_str())
            {
                let message = format!("there is no connector `{}` to replace this one", other.value);
                findings
                    .at(Place::at(&connector.file, other.span), message)
                    .fix("write the slug of a connector");
            }
            for version in &connector.versions {
                let replacement =
                    version.status.retirement().and_then(|retirement| retirement.replaced_by.as_ref());
                let Some(replacement) = replacement else { continue };
                let known = match VersionNumber::parse(replacement) {
                    Ok(number) => connector.version(&number).is_some(),
                    Err(_) => {
                        context.usage.connector(replacement).is_some()
                            || registry.unreadable.contains(replacement.as_str())
                    }
                };
                if !known {
                    let message = format!(
                        "`replaced_by: {replacement}` is neither a version of `{}` nor a connector",
                        connector.slug
                    );
                    findings
                        .at(Place::at(&version.file, replacement.span), message)
                        .fix("write a version, or the slug of a connector");
                }
            }
        }
    }
}
