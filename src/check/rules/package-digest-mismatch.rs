//! A package has another digest than declared.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::PackageState;

/// A package has another digest than declared.
pub(super) struct PackageDigestMismatch;

impl Rule for PackageDigestMismatch {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let (Some(declared), Some(actual)) = (&version.sha256, version.digest()) else { continue };
                if declared.value != actual {
                    let finding = findings
                        .at(Place::at(&version.file, declared.span), "the package has another digest than declared here")
                        .related(Place::file(version.package_file()), "the package")
                        .note(format!("declared sha256 {}, the package has {actual}", declared.value))
                        .fix("a published package never changes: bring the old bytes back, or publish a new version");
                    if let PackageState::Unreadable { offset, what, .. } = &version.package {
                        finding.note(format!("and it cannot be read beyond byte {offset}: {what}"));
                    }
                }
            }
        }
    }
}
