//! A package is above the limit.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::PackageState;

/// A package is above the limit.
pub(super) struct PackageTooLarge;

impl Rule for PackageTooLarge {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let PackageState::TooLarge { size, limit } = version.package else { continue };
                findings
                    .at(
                        Place::file(version.package_file()),
                        format!("the package is {size} bytes large; {limit} is the limit"),
                    )
                    .fix("make it smaller, or raise `limits: { package: ... }` in registry.yaml");
            }
        }
    }
}
