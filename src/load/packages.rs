//! A package's facts: read once, digested, remembered by the file's stamp.

use std::sync::Arc;

use super::{Loader, NOT_GIVEN, UNREADABLE};
use crate::model::{PackageFacts, PackageState};
use crate::package;
use crate::source::{Digest, Entry, LfsPointer};

/// Reads the package at `entry`, up to `limit` bytes, or remembers what it held. What is
/// equal in `alike`, the package of another version, is the same memory.
pub(super) fn package(
    loader: &mut Loader<'_>,
    entry: &Entry,
    limit: u64,
    alike: Option<&PackageFacts>,
) -> PackageState {
    if entry.size > limit {
        return PackageState::TooLarge { size: entry.size, limit };
    }
    let state =
        match loader.before.packages.get(&entry.stamp).or_else(|| loader.after.packages.get(&entry.stamp)) {
            Some(known) => known.clone(),
            None => match loader.tree.read(&entry.path, limit) {
                Ok(bytes) => read(&bytes, alike),
                Err(error) if error.is_too_large() => {
                    return PackageState::TooLarge { size: entry.size, limit };
                }
                Err(error) if error.is_gone() => {
                    loader.is_partial = true;
                    return PackageState::Missing;
                }
                Err(error) => {
                    loader.is_partial = true;
                    let message = format!("the package{NOT_GIVEN}{error}");
                    loader.error(UNREADABLE, &entry.path, message);
                    return PackageState::NotAFile;
                }
            },
        };
    loader.after.packages.insert(entry.stamp, state.clone());
    state
}

/// What the bytes of a `.xmp` file are.
fn read(bytes: &[u8], alike: Option<&PackageFacts>) -> PackageState {
    if let Some(LfsPointer { oid, size }) = LfsPointer::read(bytes) {
        return PackageState::LfsPointer { oid, size };
    }
    match PackageFacts::read(bytes, &package::Limits::default()) {
        Ok(mut facts) => {
            if let Some(alike) = alike {
                facts.share(alike);
            }
            PackageState::Read(Arc::new(facts))
        }
        Err(error) => {
            PackageState::Unreadable { offset: error.offset, what: error.what, digest: Digest::of(bytes) }
        }
    }
}
