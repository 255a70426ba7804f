//! Two connectors have the same slug, or a former slug is in use.

use std::collections::HashMap;

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{Connector, SharedList};

/// Two connectors have the same slug, or a former slug is in use.
pub(super) struct SlugDuplicate;

impl Rule for SlugDuplicate {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let connectors = &context.registry.connectors;
        for (one, other) in connectors.pairs().filter(|(one, other)| one.slug == other.slug) {
            let message = format!("the slug `{}` is already that of `{}`", other.slug, one.folder);
            findings
                .at(Place::file(&other.file), message)
                .related(Place::file(&one.file), "the other connector")
                .fix("rename one of the folders; grouping folders do not count");
        }
        let names = Names::of(connectors);
        for connector in connectors {
            for alias in &connector.aliases {
                if let Some(other) = names.holder(alias, connector) {
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

/// Who has which slug, and who had it.
struct Names<'r> {
    present: HashMap<&'r str, &'r Connector>,
    former: HashMap<&'r str, Vec<&'r Connector>>,
}

impl<'r> Names<'r> {
    fn of(connectors: &'r SharedList<Connector>) -> Names<'r> {
        let mut names = Names { present: HashMap::new(), former: HashMap::new() };
        for connector in connectors {
            names.present.entry(connector.slug.as_str()).or_insert(connector);
            for alias in &connector.aliases {
                names.former.entry(&alias.value).or_default().push(connector);
            }
        }
        names
    }

    /// The first connector to which an alias of `connector` leads, too.
    fn holder(&self, alias: &str, connector: &Connector) -> Option<&'r Connector> {
        let present = self.present.get(alias).copied();
        let former = self.former.get(alias).into_iter().flatten().copied();
        let others = former.filter(|other| other.slug != connector.slug).take(1);
        present.into_iter().chain(others).min_by_key(|other| (&other.slug, &other.folder))
    }
}
