//! Names for the files of a version that are not named by a number: that of the version which the package carries.

use std::collections::BTreeMap;

use super::Loader;
use super::layout::VersionFiles;
use super::packages;
use crate::diag::Edit;
use crate::model::{PackageState, VersionNumber};
use crate::source::Entry;

/// The new names of the package `stem` and of the YAML file beside it; nothing where another file has or wants them.
pub(super) fn renames(
    loader: &mut Loader<'_>,
    stem: &str,
    all: &BTreeMap<String, VersionFiles>,
    package_limit: u64,
) -> Vec<Edit> {
    let Some(number) = all.get(stem).and_then(|files| carried(loader, files, package_limit)) else {
        return Vec::new();
    };
    let taken = all.iter().filter(|(other, _)| *other != stem).any(|(other, files)| {
        let other = VersionNumber::parse(other).ok().or_else(|| carried(loader, files, package_limit));
        other.as_ref() == Some(&number)
    });
    match all.get(stem) {
        Some(VersionFiles { yaml, package: Some(package) }) if !taken => {
            // Both or neither: a version's files go by one name.
            let both = std::iter::once(package).chain(yaml).map(|entry| rename(entry, &number));
            both.collect::<Option<Vec<_>>>().unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The version that a package carries, where it can be read and a file be named by it.
fn carried(loader: &mut Loader<'_>, files: &VersionFiles, package_limit: u64) -> Option<VersionNumber> {
    match packages::package(loader, files.package.as_ref()?, package_limit, None) {
        PackageState::Read(facts) => {
            VersionNumber::parse(&facts.version).ok().filter(|number| !number.as_str().starts_with('-'))
        }
        _ => None,
    }
}

fn rename(entry: &Entry, number: &VersionNumber) -> Option<Edit> {
    let extension = entry.path.extension()?;
    let to = entry.path.parent().join(&format!("{number}.{extension}")).ok()?;
    Some(Edit::Rename { from: entry.path.clone(), to })
}
