//! A version has no package.

use crate::check::{Context, Findings, Rule};
use crate::diag::Place;
use crate::model::{ConnectorVersion, PackageState};
use crate::source::{PackagePlace, PackageStore};

/// A version has no package.
pub(super) struct PackageMissing;

impl Rule for PackageMissing {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let store = context.registry.policy.package_store.as_ref().map(|place| &place.value);
        let is_faulty = |path| context.registry.faulty.contains(path);
        for connector in &context.registry.connectors {
            for version in &connector.versions {
                if !matches!(version.package, PackageState::Missing) || is_faulty(&version.package_path) {
                    continue;
                }
                match store {
                    None => nowhere(version, findings),
                    // What the file says of its package is not known.
                    Some(_) if is_faulty(&version.file) => {}
                    Some(store) => not_stored(version, store, findings),
                }
            }
        }
    }
}

fn nowhere(version: &ConnectorVersion, findings: &mut Findings<'_>) {
    findings
        .at(Place::file(&version.file), format!("the package `{}` is not there", version.package_path))
        .fix("add the package under this name, or remove the version's YAML file");
}

fn not_stored(version: &ConnectorVersion, store: &PackagePlace, findings: &mut Findings<'_>) {
    let store = store.as_str();
    let Some(digest) = &version.sha256 else {
        let message = format!(
            "the package `{}` is not there, and without `sha256:` it cannot be found in the package store `{store}`",
            version.package_path
        );
        findings
            .at(Place::file(&version.file), message)
            .fix("write `sha256:` and the SHA-256 of the package, as `sha256sum` prints it");
        return;
    };
    let key = PackageStore::key(digest.value);
    let message = format!("the package store `{store}` does not hold this package: there is no `{key}`");
    findings.at(Place::at(&version.file, digest.span), message).fix(format!(
        "put the package there under this name, or beside this file as `{}`",
        version.package_path.name()
    ));
}
