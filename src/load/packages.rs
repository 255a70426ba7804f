//! A package's facts: read once, digested, remembered by the file's stamp, or by the digest that names its bytes.
//!
//! What a Git LFS pointer names is looked for at every load: it may have come, or gone, while the pointer stayed.

use std::sync::Arc;

use super::{Loader, NOT_GIVEN, UNREADABLE};
use crate::model::{Kept, PackageFacts, PackageState};
use crate::package;
use crate::source::{Digest, Entry, LfsPointer, Named, Stamp};

/// Reads the package at `entry`, up to `limit` bytes, or remembers what it held. What is equal in `alike`, the package of
/// another version, is the same memory.
pub(super) fn package(
    loader: &mut Loader<'_>,
    entry: &Entry,
    limit: u64,
    alike: Option<&PackageFacts>,
) -> PackageState {
    if entry.size > limit {
        return PackageState::TooLarge { size: entry.size, limit };
    }
    let state = match known(loader, entry.stamp) {
        Some(known) => known,
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
    match state {
        PackageState::LfsPointer { oid, size } => {
            pointed(loader, entry, LfsPointer { oid, size }, (limit, alike)).unwrap_or(state)
        }
        state => state,
    }
}

/// Where the bytes are of the package that was read at `entry`.
pub(super) fn kept(loader: &Loader<'_>, entry: &Entry) -> Kept {
    match loader.after.packages.get(&entry.stamp) {
        Some(PackageState::LfsPointer { .. }) => Kept::Lfs,
        _ => Kept::Beside,
    }
}

/// What is known of a file, or of bytes.
pub(super) fn known(loader: &Loader<'_>, stamp: Stamp) -> Option<PackageState> {
    loader.before.packages.get(&stamp).or_else(|| loader.after.packages.get(&stamp)).cloned()
}

/// What the pointer at `entry` names, where Git LFS keeps it here.
fn pointed(
    loader: &mut Loader<'_>,
    entry: &Entry,
    pointer: LfsPointer,
    (limit, alike): (u64, Option<&PackageFacts>),
) -> Option<PackageState> {
    let (digest, size) = pointer.oid.zip(pointer.size)?;
    let store = loader.tree.lfs()?;
    let stamp = Stamp::Bytes(digest);
    let is_package = |known: &PackageState| !matches!(known, PackageState::LfsPointer { .. });
    let remembered = known(loader, stamp).filter(is_package);
    let remembered = remembered.filter(|_| size <= limit && store.holds(&pointer));
    let state = match remembered {
        Some(known) => known,
        None => match store.read(&pointer, limit) {
            Ok(Named::Whole(bytes)) => facts(&bytes, alike),
            Ok(Named::Absent) => return None,
            Ok(Named::TooLarge(size)) => return Some(PackageState::TooLarge { size, limit }),
            Ok(Named::Damaged(what)) => return Some(PackageState::Damaged { what, digest }),
            Err(error) => {
                loader.is_partial = true;
                loader.error(UNREADABLE, &entry.path, format!("the package{NOT_GIVEN}{error}"));
                return Some(PackageState::NotGiven);
            }
        },
    };
    loader.after.packages.insert(stamp, state.clone());
    Some(state)
}

/// What the bytes of a `.xmp` file are.
fn read(bytes: &[u8], alike: Option<&PackageFacts>) -> PackageState {
    match LfsPointer::read(bytes) {
        Some(LfsPointer { oid, size }) => PackageState::LfsPointer { oid, size },
        None => facts(bytes, alike),
    }
}

/// What the bytes of a package are.
pub(super) fn facts(bytes: &[u8], alike: Option<&PackageFacts>) -> PackageState {
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
