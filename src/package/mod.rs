//! The bytes of a `.xmp`: what XMPro Package Manager writes, and what App Designer takes.
//!
//! 1. [`read`] looks at the first bytes, says clearly when they are something else, and maps a package in any
//!    [`Container`] to a [`Package`].
//! 2. [`write()`] turns a [`Package`] back into the bytes Package Manager would have written, [`write_as`] into those of
//!    any container.
//!
//! Nothing here touches a disk: bytes in, values out.

pub mod clr;
pub mod code;
mod containers;
mod document;
mod error;
mod icon;
mod limits;
pub mod nbfx;
mod settings;
mod shared;
mod tree;

#[cfg(test)]
pub(crate) mod tests;

pub use containers::{
    ArchiveEntry, Container, archives_inside, bulk, container, list_archive, read, read_with_files, write_as,
};
pub use document::{
    Body, Content, Package, PackageMember, PackageRole, Reference, ReferenceType, VersionNumber,
};
pub use error::{ReadError, WriteError};
pub use icon::{Icon, Measured, decode as decode_icon, icon, measure};
pub use limits::Limits;
pub use settings::{Leaves, Setting, SettingBuilder, SettingOption, SettingParts, SettingsForm, Walk};
pub use shared::Shared;
pub(crate) use shared::share_each;
pub use tree::{Attribute, Element, Member, Name, Node, TextList, Value};

/// Writes a package as Package Manager would: for a package it wrote, the very same bytes.
pub fn write(package: &Package<'_>) -> Vec<u8> {
    document::write(package)
}
