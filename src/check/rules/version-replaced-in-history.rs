//! The package of a version was replaced at some time.

use crate::check::impact::concerning;
use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::VersionNumber;
use crate::source::Digest;

/// The package of a version was replaced at some time.
pub(super) struct VersionReplacedInHistory;

impl Rule for VersionReplacedInHistory {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(past) = context.past.filter(|past| !past.packages.is_empty()) else { return };
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let packages = past.packages(connector.slug.as_str(), version.package_path.stem());
                let Some(first) = packages.first() else { continue };
                let Some(here) = version.digest() else { continue };
                // What the change itself replaces is told where the change is judged.
                if is_replaced_by_change(context, connector.slug.as_str(), &version.number, here) {
                    continue;
                }
                let message = format!(
                    "the package of `{}` {} was replaced after it was published",
                    connector.slug, version.number
                );
                let uses = context.usage.of_version(&connector.slug, &version.number);
                let finding = findings.at(Place::file(version.package_file()), message);
                finding.impact(concerning(context, connector, uses));
                for package in packages {
                    finding.note(format!("sha256 {} since {}", package.digest, package.seen.short()));
                }
                let fix = if here == first.digest {
                    "the first package is back; waive this if nobody can hold another one"
                } else {
                    "bring the first package back, and publish this one as a new version"
                };
                finding.fix(fix);
            }
        }
    }
}

fn is_replaced_by_change(context: &Context<'_>, slug: &str, number: &VersionNumber, here: Digest) -> bool {
    let before = context.before(slug).and_then(|connector| connector.version(number));
    before.and_then(|version| version.digest()).is_some_and(|before| before != here)
}
