//! A package's facts: read once, digested, remembered by the file's stamp.

use std::sync::Arc;

use super::Loader;
use crate::model::{Offered, PackageFacts, PackageState};
use crate::package::{self, Container};
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
    if bytes.starts_with(LFS_POINTER) {
        return lfs_pointer(bytes);
    }
    let file = Offered::of(bytes);
    let unreadable = |offset, what| PackageState::Unreadable { offset, what, digest: file.digest };
    let read = package::container(bytes)
        .and_then(|container| Ok((container, package::read(bytes, &package::Limits::default())?)));
    let (container, package) = match read {
        Ok(read) => read,
        Err(error) => return unreadable(error.offset, error.what),
    };
    let offered = match container {
        Container::Binary => file,
        // People get the binary form. What has none is no package to them.
        _ => match package::write_as(&package, Container::Binary) {
            Ok(binary) => Offered::of(&binary),
            Err(error) => return unreadable(0, error.what),
        },
    };
    PackageState::Read(Arc::new(PackageFacts::of(&package, container, file, offered)))
}

fn lfs_pointer(bytes: &[u8]) -> PackageState {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).into_owned();
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    PackageState::LfsPointer {
        oid: field("oid sha256:").and_then(Digest::parse),
        size: field("size ").and_then(|size| size.parse().ok()),
    }
}
