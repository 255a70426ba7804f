//! A package's facts: read once, digested, remembered by the file's stamp.

use std::sync::Arc;

use super::Loader;
use crate::model::{PackageFacts, PackageState, ReferenceFacts};
use crate::package::{self, Package};
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
    let digest = Digest::of(bytes);
    match package::read(bytes, &package::Limits::default()) {
        Ok(package) => PackageState::Read(Arc::new(facts(&package, digest, bytes.len() as u64))),
        Err(error) => PackageState::Unreadable { offset: error.offset, what: error.what, digest },
    }
}

fn lfs_pointer(bytes: &[u8]) -> PackageState {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).into_owned();
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    PackageState::LfsPointer {
        oid: field("oid sha256:").and_then(Digest::parse),
        size: field("size ").and_then(|size| size.parse().ok()),
    }
}

/// All that pages and rules need of `package`.
fn facts(package: &Package<'_>, digest: Digest, size: u64) -> PackageFacts {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let references = package.references().iter().map(|reference| ReferenceFacts {
        name: reference.name.clone(),
        kind: reference.kind.clone(),
        size: reference.content.len() as u64,
        digest: Digest::of_pieces(reference.content.chunks()),
    });
    PackageFacts {
        digest,
        size,
        id: package.id().to_owned(),
        name: package.name().to_owned(),
        version: package.version().text(),
        category: package.category().map(str::to_owned),
        description: text(package.description()),
        entry_point: text(package.entry_point()),
        help_url: package.help_url().filter(|url| !url.is_empty()).map(str::to_owned),
        platform: text(package.platform()),
        kind: text(package.kind()),
        role: package.role(),
        icon: package.icon().and_then(package::icon),
        input_endpoints: package.input_endpoints().to_vec(),
        output_endpoints: package.output_endpoints().to_vec(),
        references: references.collect(),
        form: package.settings().clone(),
    }
}
