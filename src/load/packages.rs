//! A package's facts: read once, digested, remembered by the file's stamp.

use std::sync::Arc;

use super::Loader;
use crate::model::{PackageFacts, PackageState};
use crate::package;
use crate::source::{Digest, Entry};

/// How a Git LFS pointer begins (Git LFS specification, "The Pointer").
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Reads the package at `entry`, up to `limit` bytes, or remembers what it held.
pub(super) fn package(loader: &mut Loader<'_>, entry: &Entry, limit: u64) -> PackageState {
    if entry.size > limit {
        return PackageState::TooLarge { size: entry.size, limit };
    }
    let state =
        match loader.before.packages.get(&entry.stamp).or_else(|| loader.after.packages.get(&entry.stamp)) {
            Some(known) => known.clone(),
            None => match loader.tree.read(&entry.path, limit) {
                Ok(bytes) => read(&bytes),
                Err(error) if error.is_too_large() => {
                    return PackageState::TooLarge { size: entry.size, limit };
                }
                Err(error) if error.is_gone() => return PackageState::Missing,
                Err(error) => {
                    let message = format!("the package cannot be read: {error}");
                    loader.error("file-unreadable", &entry.path, message);
                    return PackageState::NotAFile;
                }
            },
        };
    loader.after.packages.insert(entry.stamp, state.clone());
    state
}

/// What the bytes of a `.xmp` file are.
fn read(bytes: &[u8]) -> PackageState {
    if let Some(pointer) = lfs_pointer(bytes) {
        return pointer;
    }
    match PackageFacts::read(bytes, &package::Limits::default()) {
        Ok(facts) => PackageState::Read(Arc::new(facts)),
        Err(error) => {
            PackageState::Unreadable { offset: error.offset, what: error.what, digest: Digest::of(bytes) }
        }
    }
}

/// The Git LFS pointer that the bytes are; `None` where they are none.
pub(super) fn lfs_pointer(bytes: &[u8]) -> Option<PackageState> {
    if !bytes.starts_with(LFS_POINTER) {
        return None;
    }
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).into_owned();
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    Some(PackageState::LfsPointer {
        oid: field("oid sha256:").and_then(Digest::parse),
        size: field("size ").and_then(|size| size.parse().ok()),
    })
}
