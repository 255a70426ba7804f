//! A version has no package.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::PackageState;

/// A version has no package.
pub(super) struct PackageMissing;

impl Rule for PackageMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let refused = context.registry.faulty.contains(&version.package_path);
                if matches!(version.package, PackageState::Missing) && !refused {
                    findings
                        .at(
                            Place::file(&version.file),
                            format!("the package `{}` is not there", version.package_path),
                        )
                        .fix("add the package under this name, or remove the version's YAML file");
                }
            }
        }
    }
}
