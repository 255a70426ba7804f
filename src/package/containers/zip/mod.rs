//! A package as a zip: `manifest.json`, the JSON export without contents, and each referenced file beside it.
//!
//! Nothing is ever unpacked to a disk, and an archive inside an archive is not entered.

mod archive;
mod directory;
mod field;
mod local;
mod name;

use crate::package::{Body, Limits, Package, ReadError, WriteError};

use super::json::{self, Contents};

pub(super) use archive::{Archive, Packed, write as write_archive, write_each};
pub(super) use directory::Folders;

/// The name of the export.
const MANIFEST: &str = "manifest.json";

/// A file in an archive that a package refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// Its name, with the folders above it.
    pub name: String,
    /// Its size in bytes, unpacked.
    pub size: u64,
}

/// Lists the files of an ordinary zip, such as a package's reference of type `Zip`. Folders are passed over.
///
/// # Errors
/// The archive is broken or made to do harm; everything in it was unpacked once to know.
pub fn list_archive(bytes: &[u8], limits: &Limits) -> Result<Vec<ArchiveEntry>, ReadError> {
    let archive = Archive::open(bytes, limits, Folders::Passed)?;
    let entry = |entry: &directory::Entry| ArchiveEntry { name: entry.name.clone(), size: entry.size };
    Ok(archive.entries().iter().map(entry).collect())
}

/// The files of an ordinary zip that are themselves zips, by their first bytes. Only those bytes are unpacked.
///
/// # Errors
/// The archive's directory is broken or made to do harm.
pub fn archives_inside(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, ReadError> {
    archive::beginning_with(bytes, limits, b"PK\x03\x04")
}

/// Reads the package that the archive holds.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Package<'static>, ReadError> {
    let mut archive = Archive::open(bytes, limits, Folders::Refused)?;
    let at = manifest(&archive, limits)?;
    let start = archive.entries().get(at).map_or(0, |entry| entry.local);
    let text = archive.bytes(at)?;
    let inside = |error: ReadError| {
        ReadError::new(start, format!("in `{MANIFEST}`, byte {}: {}", error.offset, error.what))
    };
    let mut package = json::read(&text, limits, Contents::Beside).map_err(inside)?;
    let places = places(&archive, &package, at, start)?;
    let references = package.members.iter_mut().find_map(|member| match &mut member.body {
        Body::References(list) => Some(list),
        _ => None,
    });
    for (reference, place) in references.into_iter().flatten().zip(places) {
        if let Some(place) = place {
            reference.content = archive.bytes(place)?.into();
        }
    }
    Ok(package)
}

/// The place of the manifest, which must be there and of a size that a text has.
fn manifest(archive: &Archive<'_>, limits: &Limits) -> Result<usize, ReadError> {
    let entries = archive.entries();
    let Some((at, entry)) = entries.iter().enumerate().find(|(_, entry)| entry.name == MANIFEST) else {
        let packages = entries.iter().filter(|entry| super::bulk::is_package_name(&entry.name)).count();
        let what = if packages > 0 && packages == entries.len() {
            format!(
                "this is a zip of {packages} packages for a bulk upload; run `connectory bulk unpack` to get them"
            )
        } else {
            format!("the zip has no `{MANIFEST}`; expected a package, which has one")
        };
        return Err(ReadError::new(0, what));
    };
    if entry.size > limits.manifest {
        let what = format!("`{MANIFEST}` is {} bytes; expected at most {}", entry.size, limits.manifest);
        return Err(ReadError::new(entry.central, what));
    }
    Ok(at)
}

/// The file of each reference, None for one without content. Every file but the manifest must be some reference's.
fn places(
    archive: &Archive<'_>,
    package: &Package<'_>,
    manifest: usize,
    start: u64,
) -> Result<Vec<Option<usize>>, ReadError> {
    let mut taken = vec![false; archive.entries().len()];
    if let Some(taken) = taken.get_mut(manifest) {
        *taken = true;
    }
    let mut places = Vec::new();
    for reference in package.references() {
        if !reference.has_content() {
            places.push(None);
            continue;
        }
        let name = reference.name.escape_debug();
        let at = archive.entries().iter().position(|entry| entry.name == reference.name);
        let (at, taken) = at.and_then(|at| Some((at, taken.get_mut(at)?))).ok_or_else(|| {
            ReadError::new(start, format!("`{MANIFEST}` refers to `{name}`, which is not in the zip"))
        })?;
        if std::mem::replace(taken, true) {
            return Err(ReadError::new(
                start,
                format!("`{MANIFEST}` refers to `{name}` twice; expected once"),
            ));
        }
        places.push(Some(at));
    }
    match archive.entries().iter().zip(&taken).find(|(_, taken)| !**taken) {
        Some((entry, _)) => {
            let name = entry.name.escape_debug();
            let what = format!("`{name}` is in the zip, but no reference of `{MANIFEST}` names it");
            Err(ReadError::new(entry.central, what))
        }
        None => Ok(places),
    }
}

/// Writes a package: the manifest first, then the files in the package's order.
pub(super) fn write(package: &Package<'_>) -> Result<Vec<u8>, WriteError> {
    let manifest = json::write(package, Contents::Beside)?;
    let most = Limits::default().manifest;
    if manifest.len() as u64 > most {
        let size = manifest.len();
        return Err(WriteError::new(format!("`{MANIFEST}` would be {size} bytes; expected at most {most}")));
    }
    let mut files = vec![Packed { name: MANIFEST, pieces: vec![&manifest] }];
    for reference in package.references().iter().filter(|reference| reference.has_content()) {
        files.push(Packed { name: &reference.name, pieces: reference.content.chunks().collect() });
    }
    write_archive(&files)
}
