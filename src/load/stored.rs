//! Packages in the registry's package store: those of versions that say `sha256:` and have no package beside them.

use super::{Loader, NOT_GIVEN, UNREADABLE, packages};
use crate::diag::{Diagnostic, Place, Severity};
use crate::model::{ConnectorVersion, Kept, PackageFacts, PackageState, Policy, Registry};
use crate::source::{Digest, Named, PackageStore, RepoPath, Spanned, Stamp, Surroundings, Tree};

/// The store of the registry that is loaded.
pub(super) enum Store {
    /// It has none.
    None,
    /// It is not known: `registry.yaml` has a fault.
    Unknown,
    /// What `registry.yaml` names is none for this tree: what to say of it once somebody asks.
    Unusable(Diagnostic),
    /// It is there.
    Open(PackageStore, String),
}

impl Store {
    /// The store that `policy` names.
    pub(super) fn of(policy: &Policy, tree: &dyn Tree) -> Store {
        let Some(place) = &policy.package_store else {
            return if policy.knows_package_store { Store::None } else { Store::Unknown };
        };
        let base = tree.folder_here();
        match PackageStore::open(&place.value, base.as_deref(), &Surroundings::of_process()) {
            Ok(store) => Store::Open(store, place.value.as_str().to_owned()),
            Err(what) => {
                let message = format!("`package_store: {}` {what}", place.value.as_str());
                let place = Place::at(&Registry::policy_file(), place.span);
                Store::Unusable(Diagnostic::new("field-value", Severity::Error, place, message))
            }
        }
    }
}

/// Says that a store is none, if a package should have been in it.
pub(super) fn unusable(store: Store, registry: &Registry) -> Option<Diagnostic> {
    let Store::Unusable(finding) = store else { return None };
    let mut versions = registry.connectors.iter().flat_map(|connector| &connector.versions);
    versions.any(|version| version.kept == Kept::Store).then_some(finding)
}

/// Files of a package store below the registry are no unknown files of it.
pub(super) fn pass_over(policy: &Policy, diagnostics: &mut Vec<Diagnostic>) {
    let below = policy.package_store.as_ref().and_then(|place| place.value.below_registry());
    let Some(below) = below.and_then(|below| RepoPath::new(&below).ok()) else { return };
    let is_of_store = |finding: &Diagnostic| {
        matches!(finding.code, "file-unknown" | "folder-crowded") && finding.place.path.is_in(&below)
    };
    diagnostics.retain(|finding| !is_of_store(finding));
}

/// Finds the package of a version that has none beside it, up to `limit` bytes, or remembers what it was.
pub(super) fn package(
    loader: &mut Loader<'_>,
    version: &mut ConnectorVersion,
    (limit, alike): (u64, Option<&PackageFacts>),
) {
    let (false, Some(digest)) = (matches!(loader.store, Store::None), version.sha256) else { return };
    version.kept = Kept::Store;
    let limit = PackageStore::most(limit);
    version.package = match packages::known(loader, Stamp::Bytes(digest.value)) {
        // What is known by its digest is not fetched again.
        Some(PackageState::Read(facts)) if facts.size > limit => {
            PackageState::TooLarge { size: facts.size, limit }
        }
        Some(known @ (PackageState::Read(_) | PackageState::Unreadable { .. })) => known,
        _ => match given(loader.store, digest.value, limit) {
            Ok(Named::Whole(bytes)) => packages::facts(&bytes, alike),
            Ok(Named::Absent) => PackageState::Missing,
            Ok(Named::TooLarge(size)) => PackageState::TooLarge { size, limit },
            Ok(Named::Damaged(what)) => PackageState::Damaged { what, digest: digest.value },
            Err(why) => {
                loader.is_partial = true;
                loader.diagnostics.push(not_given(version, &digest, &why));
                PackageState::NotGiven
            }
        },
    };
    if matches!(version.package, PackageState::Read(_) | PackageState::Unreadable { .. }) {
        loader.after.packages.insert(Stamp::Bytes(digest.value), version.package.clone());
    }
}

/// What the store has under a digest, or why that is not known.
fn given(store: &Store, digest: Digest, limit: u64) -> Result<Named, String> {
    match store {
        Store::Open(store, place) => store
            .read(digest, limit)
            .map_err(|why| format!("the package store `{place}` does not give it: {why}")),
        _ => Err("where packages are kept is not known until `package_store` in registry.yaml is mended"
            .to_owned()),
    }
}

/// Says that a package was not given, which is no fault of the version: it may well be there.
fn not_given(version: &ConnectorVersion, digest: &Spanned<Digest>, why: &str) -> Diagnostic {
    let message = format!("the package of version {}{NOT_GIVEN}{why}", version.number);
    let place = Place::at(&version.file, digest.span);
    let mut finding = Diagnostic::new(UNREADABLE, Severity::Error, place, message);
    finding.note("whether the package is there is not known");
    finding
}
