//! The promises of `package.yaml`.

mod arbitrary;
mod cases;
mod hostile;
mod round_trip;

use super::{NAME, NewFile, Sizes, read};
use crate::package::tests::real;
use crate::package::{self, Limits, Package};
use crate::source::{MemoryTree, RepoPath};

/// A path that is known to be one.
pub(super) fn path(text: &str) -> RepoPath {
    RepoPath::new(text).expect("a path")
}

/// A tree of these files.
pub(super) fn tree(files: &[NewFile]) -> MemoryTree {
    let mut tree = MemoryTree::new();
    for file in files {
        tree.put(path(&file.name), file.bytes.as_slice());
    }
    tree
}

/// The package that these files make.
pub(super) fn packed(files: &[NewFile]) -> Result<Package<'static>, String> {
    let read = read(&tree(files), &path(NAME), &Sizes::default()).expect("memory answers");
    read.package.ok_or_else(|| format!("{:#?}\n{}", read.diagnostics, text(files)))
}

/// What `package.yaml` says.
pub(super) fn text(files: &[NewFile]) -> &str {
    std::str::from_utf8(&files[0].bytes).expect("YAML is text")
}

/// A package by its bytes.
pub(super) fn package(bytes: &[u8]) -> Package<'_> {
    package::read(bytes, &Limits::default()).expect("a package")
}
