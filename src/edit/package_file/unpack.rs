//! The files of a package: `package.yaml`, one for each reference, and the icon.
//!
//! Before anything is given out, the files are read again in memory and must make the same package. So what
//! `package.yaml` cannot say is found here, and not when somebody misses it.

use super::files::Sizes;
use super::read::read;
use super::{NAME, icon, write};
use crate::package::{self, Package, Reference};
use crate::source::{MemoryTree, RepoPath, check_file_name};
use crate::yaml;

/// A file to be written into a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its name: a plain one that every system can hold.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why a package cannot be unpacked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    /// A file inside has a name that is refused.
    #[error("the file `{name}` in the package {what}")]
    Name {
        /// The name, as it stands in the package.
        name: String,
        /// What is wrong with it.
        what: String,
    },
    /// The files would not make the same package again.
    #[error("package.yaml cannot say everything in this package: {0}; nothing was unpacked")]
    Differs(String),
}

/// Makes the files of a package, `package.yaml` first.
///
/// # Errors
/// A name is refused (never changed), or the files would make another package.
pub fn unpack(package: &Package<'_>) -> Result<Vec<NewFile>, UnpackError> {
    let picture = package.icon().and_then(icon::file);
    let mut files = vec![NewFile { name: NAME.to_owned(), bytes: Vec::new() }];
    files.extend(picture.map(|(name, bytes)| NewFile { name, bytes }));
    let with_icon = files.len() > 1;
    for reference in package.references() {
        refuse(reference, &files)?;
        files.push(NewFile { name: reference.name.clone(), bytes: reference.content.to_vec() });
    }
    let icon = files.get(1).filter(|_| with_icon).map(|file| file.name.clone());
    let text = yaml::document(&write::package(package, icon.as_deref()));
    if let Some(first) = files.first_mut() {
        first.bytes = text.into_bytes();
    }
    prove(package, &files)?;
    Ok(files)
}

fn refuse(reference: &Reference<'_>, files: &[NewFile]) -> Result<(), UnpackError> {
    let name = || reference.name.clone();
    check_file_name(&reference.name).map_err(|what| UnpackError::Name { name: name(), what })?;
    let lower = reference.name.to_lowercase();
    match files.iter().find(|file| file.name.to_lowercase() == lower) {
        None => Ok(()),
        Some(file) => {
            let what = format!("has the name of another file beside it, `{}`", file.name);
            Err(UnpackError::Name { name: name(), what })
        }
    }
}

/// Reads the files again and compares.
fn prove(package: &Package<'_>, files: &[NewFile]) -> Result<(), UnpackError> {
    let mut tree = MemoryTree::new();
    let path = |name: &str| RepoPath::new(name).map_err(|error| UnpackError::Differs(error.to_string()));
    for file in files {
        tree.put(path(&file.name)?, file.bytes.as_slice());
    }
    let again = read(&tree, &path(NAME)?, &Sizes::default())
        .map_err(|error| UnpackError::Differs(error.to_string()))?;
    let Some(again) = again.package else {
        let first = again.diagnostics.first().map(|found| found.message.clone()).unwrap_or_default();
        return Err(UnpackError::Differs(first));
    };
    let (before, after) = (package::write(package), package::write(&again));
    if before == after {
        return Ok(());
    }
    let member = package.members.iter().find(|member| again.body(&member.name) != Some(&member.body));
    let place = before.iter().zip(&after).position(|(before, after)| before != after).unwrap_or(before.len());
    let what = match member {
        Some(member) => format!("its `{}` is laid out in a way of its own (byte {place})", member.name),
        None => format!("byte {place} would differ"),
    };
    Err(UnpackError::Differs(what))
}
