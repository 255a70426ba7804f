//! Files that go out as they are: of the registry, or of its package store.

use std::sync::OnceLock;

use super::BuildError;
use crate::model::Registry;
use crate::package::{self, Limits, WriteError, bulk};
use crate::plan::{Fingerprint, Form, Member, SitePath};
use crate::source::{Digest, Named, PackageStore, RepoPath, Surroundings, Tree};

/// Where files are copied from.
pub(super) struct Sources<'s> {
    tree: &'s dyn Tree,
    registry: &'s Registry,
    /// Opened when something of it is first asked for.
    store: OnceLock<Result<PackageStore, String>>,
}

/// A file to copy.
pub(super) struct Copying<'c> {
    pub(super) path: &'c RepoPath,
    /// The digest under which the package store has it.
    pub(super) stored: Option<Digest>,
    pub(super) limit: u64,
    pub(super) form: Form,
    /// That of it in the form it goes out in.
    pub(super) digest: &'c Fingerprint,
}

impl<'s> Sources<'s> {
    /// The files of `tree`, and the packages that `registry` keeps elsewhere.
    pub(super) fn new(tree: &'s dyn Tree, registry: &'s Registry) -> Sources<'s> {
        Sources { tree, registry, store: OnceLock::new() }
    }

    /// A file, in the form it goes out in.
    pub(super) fn copied(&self, file: &Copying<'_>) -> Result<Vec<u8>, BuildError> {
        let changed = || BuildError::Changed(file.path.to_string());
        let mut bytes = match file.stored {
            Some(digest) => self.stored(file.path, digest, file.limit)?,
            None => self.tree.package(file.path, file.limit)?,
        };
        if file.form == Form::Binary {
            // What was a package when the registry was loaded is none only when it has changed since.
            let package = package::read(&bytes, &Limits::default()).map_err(|_| changed())?;
            bytes = package::write(&package);
        }
        match Digest::of(&bytes).as_bytes() == file.digest.as_bytes() {
            true => Ok(bytes),
            false => Err(changed()),
        }
    }

    /// A package of the package store.
    fn stored(&self, path: &RepoPath, digest: Digest, limit: u64) -> Result<Vec<u8>, BuildError> {
        let place = self.registry.policy.package_store.as_ref().map(|place| &place.value);
        let shown = place.map_or("", |place| place.as_str());
        let failed =
            |what: String| BuildError::Store { path: path.to_string(), store: shown.to_owned(), what };
        let opened = self.store.get_or_init(|| {
            let place = place.ok_or("is not named in registry.yaml any more")?;
            PackageStore::open(place, self.tree.folder_here().as_deref(), &Surroundings::of_process())
        });
        let store = opened.as_ref().map_err(|what| failed(what.clone()))?;
        match store.read(digest, limit).map_err(|why| failed(format!("does not give it: {why}")))? {
            Named::Whole(bytes) => Ok(bytes),
            Named::Absent => Err(failed("does not hold it any more".to_owned())),
            Named::Damaged(what) => Err(failed(format!("holds something else in its place: {what}"))),
            Named::TooLarge(_) => Err(BuildError::Changed(path.to_string())),
        }
    }

    /// The zip of several packages, of which one is in memory at a time.
    pub(super) fn bundle(&self, path: &SitePath, members: &[Member]) -> Result<Vec<u8>, BuildError> {
        let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
        let mut failed = None;
        let written = bulk::write_each(&names, &mut |at| {
            let Member { path, stored, limit, form, digest, .. } = &members[at];
            let file = Copying { path, stored: *stored, limit: *limit, form: *form, digest };
            self.copied(&file).map_err(|error| {
                let told = WriteError { what: error.to_string() };
                failed = Some(error);
                told
            })
        });
        written.map_err(|error| failed.unwrap_or_else(|| BuildError::Bundle(path.to_string(), error)))
    }
}
