//! App Designer's bulk upload: a plain zip of many packages, each a `.xmp` at its root.

use super::zip::{self, Archive, Folders, Packed, write_archive};
use super::{Container, container};
use crate::package::{self, Limits, ReadError, WriteError};

/// A package in a bulk upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkEntry {
    /// The file's name, `.xmp` at its end.
    pub name: String,
    /// The package's bytes.
    pub bytes: Vec<u8>,
}

/// Whether a file of this name counts as a package.
pub(super) fn is_package_name(name: &str) -> bool {
    let (stem, extension) = name.rsplit_once('.').unwrap_or_default();
    !stem.is_empty() && !name.contains('/') && extension.eq_ignore_ascii_case("xmp")
}

/// Whether the bytes are a bulk upload: a sound zip that holds packages, by their names, and nothing else.
pub fn is_bulk(bytes: &[u8], limits: &Limits) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        && Archive::open(bytes, limits, Folders::Refused)
            .is_ok_and(|archive| archive.entries().iter().all(|entry| is_package_name(&entry.name)))
}

/// Reads the packages of a bulk upload. Each is a package that [`package::read`] takes.
///
/// # Errors
/// The archive is broken, empty or made to do harm, or something in it is no package.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<BulkEntry>, ReadError> {
    let mut archive = Archive::open(bytes, limits, Folders::Refused)?;
    if archive.entries().is_empty() {
        return Err(ReadError::new(0, "the zip holds no package; a bulk upload holds one at least"));
    }
    let mut packages = Vec::new();
    for at in 0..archive.entries().len() {
        let bytes = archive.bytes(at)?;
        let Some(entry) = archive.entries().get(at) else { break };
        let name = entry.name.clone();
        let shown = name.escape_debug();
        if !is_package_name(&name) {
            let what = format!("`{shown}` is no `.xmp`; a bulk upload holds packages and nothing else");
            return Err(ReadError::new(entry.central, what));
        }
        package::read(&bytes, limits).map_err(|error| {
            ReadError::new(entry.local, format!("`{shown}`, byte {}: {}", error.offset, error.what))
        })?;
        packages.push(BulkEntry { name, bytes });
    }
    Ok(packages)
}

/// Writes a bulk upload of packages that are known to be sound, in the order of `names`: the same bytes as [`write()`] does. Each
/// package is asked for when its turn comes, and once more where one of them packs too well.
///
/// # Errors
/// A package cannot be had, two have one name, or a name is not plain.
pub fn write_each(
    names: &[&str],
    package: &mut dyn FnMut(usize) -> Result<Vec<u8>, WriteError>,
) -> Result<Vec<u8>, WriteError> {
    zip::write_each(names, &mut |at, put| put(&package(at)?))
}

/// Writes a bulk upload, sorted by name: the same packages give the same bytes.
///
/// # Errors
/// Something is no binary package, or two have one name, or a name is not plain.
pub fn write(entries: &[BulkEntry]) -> Result<Vec<u8>, WriteError> {
    let mut sorted: Vec<&BulkEntry> = entries.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    for entry in &sorted {
        let refuse = |what: String| WriteError::new(format!("`{}` {what}", entry.name.escape_debug()));
        if !is_package_name(&entry.name) {
            return Err(refuse("is no `.xmp` without folders; give it such a name".to_owned()));
        }
        // App Designer takes no other form.
        match container(&entry.bytes).map_err(|error| refuse(format!("is no package: {error}")))? {
            Container::Binary => {}
            other => {
                return Err(refuse(format!(
                    "is in the {other} form, which App Designer does not take; run `connectory convert` on it"
                )));
            }
        }
        package::read(&entry.bytes, &Limits::default())
            .map_err(|error| refuse(format!("is no package: {error}")))?;
    }
    if sorted.is_empty() {
        return Err(WriteError::new("there is no package to put into a bulk upload"));
    }
    let files: Vec<Packed<'_>> =
        sorted.iter().map(|entry| Packed { name: &entry.name, pieces: vec![&entry.bytes] }).collect();
    write_archive(&files)
}
