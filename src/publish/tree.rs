//! Files of a site, and the folders above them.

use std::collections::BTreeSet;

use super::PublishError;
use crate::plan::SitePath;

/// Why a path cannot be a file.
pub(super) const BELOW_A_FILE: &str = "a folder above it is a file of the site";

/// The folders above a path, from the top.
pub(super) fn ancestors(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// No path may be both a file and a folder.
pub(super) fn check_folders<'p>(
    paths: impl Iterator<Item = &'p SitePath> + Clone,
) -> Result<(), PublishError> {
    let files: BTreeSet<&str> = paths.clone().map(SitePath::as_str).collect();
    let below_a_file = |path: &&SitePath| ancestors(path.as_str()).any(|folder| files.contains(folder));
    match paths.into_iter().find(below_a_file) {
        None => Ok(()),
        Some(path) => Err(PublishError::BadPath(path.clone(), BELOW_A_FILE)),
    }
}
