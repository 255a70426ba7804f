//! Two connectors have the same slug, or a former slug is in use.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;

/// Two connectors have the same slug, or a former slug is in use.
pub(super) struct SlugDuplicate;

impl Rule for SlugDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let connectors = &context.registry.connectors;
        for pair in connectors.windows(2).filter(|pair| pair[0].slug == pair[1].slug) {
            let message = format!("the slug `{}` is already that of `{}`", pair[1].slug, pair[0].folder);
            findings
                .at(Place::file(&pair[1].file), message)
                .related(Place::file(&pair[0].file), "the other connector")
                .fix("rename one of the folders; grouping folders do not count");
        }
        for connector in connectors {
            for alias in &connector.aliases {
                let taken = |other: &&crate::model::Connector| {
                    other.slug.as_str() == alias.value
                        || (other.slug != connector.slug
                            && other.aliases.iter().any(|a| a.value == alias.value))
                };
                if let Some(other) = connectors.iter().find(taken) {
                    findings
                        .at(
                            Place::at(&connector.file, alias.span),
                            format!("alias `{}` belongs to `{}`", alias.value, other.folder),
                        )
                        .related(Place::file(&other.file), "the other connector")
                        .fix("remove the alias: an address can lead to one connector only");
                }
            }
        }
    }
}
