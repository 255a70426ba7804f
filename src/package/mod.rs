//! The bytes of a `.xmp`: what XMPro Package Manager writes, and what App Designer takes.
//!
//! 1. [`read`] looks at the first bytes, says clearly when they are something else, and maps a binary package to a
//!    [`Package`].
//! 2. [`write()`] turns a [`Package`] back into the bytes Package Manager would have written.
//!
//! Nothing here touches a disk: bytes in, values out.

pub mod clr;
pub mod code;
mod document;
mod error;
mod icon;
mod limits;
pub mod nbfx;
mod settings;
mod tree;

#[cfg(test)]
mod tests;

pub use document::{
    Body, Content, Package, PackageMember, PackageRole, Reference, ReferenceType, VersionNumber,
};
pub use error::ReadError;
pub use icon::{Icon, icon};
pub use limits::Limits;
pub use settings::{Leaves, Setting, SettingBuilder, SettingOption, SettingsForm, Walk};
pub use tree::{Attribute, Element, Member, Node, TextList, Value};

/// Reads a package. The reference contents borrow from `bytes`; everything else is owned.
///
/// # Errors
/// The bytes are not a binary package, are cut short or go on too long, break a limit, or lack what every package has.
/// A zip, a JSON export, XML and a Git LFS pointer are each named for what they are.
pub fn read<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, ReadError> {
    match foreign(bytes) {
        Some(what) => Err(ReadError::new(0, what)),
        None => document::read(bytes, limits),
    }
}

/// Writes a package as Package Manager would: for a package it wrote, the very same bytes.
pub fn write(package: &Package<'_>) -> Vec<u8> {
    document::write(package)
}

/// What the bytes are instead of a binary package, where their beginning shows it.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if bytes.is_empty() {
        Some("the file is empty; expected a package")
    } else if bytes.starts_with(b"PK\x03\x04") {
        Some("this is a zip; expected a binary package as Package Manager writes it")
    } else if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        Some("this is a Git LFS pointer, not the package it points to; run `git lfs pull`")
    } else if text.starts_with(b"{") {
        Some("this is JSON, such as Package Manager exports; expected the binary package")
    } else if text.starts_with(b"<") {
        Some("this is XML; expected a binary package as Package Manager writes it")
    } else if bytes.iter().all(|&byte| byte == 0) {
        Some("the file holds nothing but zeros: its copy was probably interrupted")
    } else if is_words(bytes) {
        Some("this is text, not a package; expected the binary form that Package Manager writes")
    } else {
        None
    }
}

/// Whether the first bytes read as words. A package's first record (`@`, or a letter for a prefix) is followed by the
/// length of a name, which is no letter.
fn is_words(bytes: &[u8]) -> bool {
    let word = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    bytes.len() >= 8 && bytes.iter().take(16).all(word)
}
