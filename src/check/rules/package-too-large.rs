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
                match version.package {
                    PackageState::TooLarge { size, limit } => {
                        let message = format!("the package is {size} bytes large; {limit} is the limit");
                        findings
                            .at(Place::file(&version.package_path), message)
                            .fix("make it smaller, or raise `limits: { package: ... }` in registry.yaml");
                    }
                    PackageState::NotAFile => {
                        findings.at(Place::file(&version.package_path), "the package cannot be read from disk");
                    }
                    _ => {}
                }
            }
        }
    }
}
