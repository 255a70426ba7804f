//! Something else lies where a package is kept.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{ConnectorVersion, Kept, PackageState};
use crate::source::{Digest, PackageStore};

/// Something else lies where a package is kept.
pub(super) struct PackageDamaged;

impl Rule for PackageDamaged {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                let PackageState::Damaged { what, digest } = &version.package else { continue };
                match version.kept {
                    Kept::Store => stored(version, what, *digest, findings),
                    Kept::Lfs | Kept::Beside => pointed(version, what, *digest, findings),
                }
            }
        }
    }
}

fn stored(version: &ConnectorVersion, what: &str, digest: Digest, findings: &mut Findings<'_>) {
    let key = PackageStore::key(digest);
    let span = version.sha256.as_ref().map(|digest| digest.span);
    let place = span.map_or_else(|| Place::file(&version.file), |span| Place::at(&version.file, span));
    findings
        .at(place, format!("what the package store holds as `{key}` is no such package: {what}"))
        .fix("put the package that has this digest there again");
}

fn pointed(version: &ConnectorVersion, what: &str, digest: Digest, findings: &mut Findings<'_>) {
    let message = format!("what Git LFS keeps here as {digest} is damaged: {what}");
    let digest = digest.to_string();
    let object = format!("{}/{}/{digest}", &digest[..2], &digest[2..4]);
    findings.at(Place::file(&version.package_path), message).fix(format!(
        "remove `{object}` from the store (`lfs/objects` in Git's folder), then run `git lfs pull`"
    ));
}
