//! Something else lies where a package is kept.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::PackageState;

/// Something else lies where a package is kept.
pub(super) struct PackageDamaged;

impl Rule for PackageDamaged {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let PackageState::Damaged { what, digest } = &version.package else { continue };
                let message = format!("what Git LFS keeps here as {digest} is damaged: {what}");
                let digest = digest.to_string();
                let object = format!("{}/{}/{digest}", &digest[..2], &digest[2..4]);
                findings
                    .at(Place::file(&version.package_path), message)
                    .fix(format!("remove `{object}` from the store (`lfs/objects` in Git's folder), then run `git lfs pull`"));
            }
        }
    }
}
