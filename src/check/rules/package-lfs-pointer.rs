//! A Git LFS pointer lies in place of a package.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::PackageState;

/// A Git LFS pointer lies in place of a package.
pub(super) struct PackageLfsPointer;

impl Rule for PackageLfsPointer {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let PackageState::LfsPointer { oid, .. } = &version.package else { continue };
                let finding = findings
                    .at(Place::file(version.package_file()), "this is a Git LFS pointer, not the package");
                finding.fix("run `git lfs pull`");
                if let (Some(oid), Some(declared)) = (oid, &version.sha256)
                    && *oid != declared.value
                {
                    let label = format!("declared here; the pointer names {oid}");
                    finding.related(Place::at(&version.file, declared.span), label);
                }
            }
        }
    }
}
