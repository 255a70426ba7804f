//! A change that came with a commit is nobody's here: it was planned by who made the commit, and is never made.

use std::collections::BTreeSet;
use std::path::Path;

use super::CHANGE_FOLDER;
use crate::source::git::git;
use crate::source::{SourceError, WorkTree, discover};

/// Refuses `folder`, that of a change in `tree`, where Git tracks anything in it.
pub(super) fn refuse(tree: &WorkTree, folder: &Path) -> Result<(), SourceError> {
    let Some(repository) = discover(tree.root())?.filter(|repository| !repository.is_bare()) else {
        return Ok(());
    };
    let index = repository.git.index().map_err(|cause| git("Git's index".to_owned(), cause))?;
    let above = repository.folder.as_str().as_bytes();
    let names: BTreeSet<Vec<u8>> =
        index.iter().filter_map(|entry| first_below(above, &entry.path).map(<[u8]>::to_vec)).collect();
    // A disk may take another name for the same one: in other letters, or with some that it overlooks.
    let is_ours = |name: &Vec<u8>| {
        name == CHANGE_FOLDER.as_bytes()
            || std::str::from_utf8(name)
                .is_ok_and(|name| same_file::is_same_file(tree.root().join(name), folder).unwrap_or(false))
    };
    match names.iter().find(|name| is_ours(name)) {
        None => Ok(()),
        Some(name) => {
            let path = [above, name].join(if above.is_empty() { &b""[..] } else { &b"/"[..] });
            let path = String::from_utf8_lossy(&path).into_owned();
            Err(SourceError::Refused(format!(
                "`{path}` came with a commit: what others planned is not done here; remove it (`git rm -r --force {path}`)"
            )))
        }
    }
}

/// The first part of `path` below the folder `above`.
fn first_below<'p>(above: &[u8], path: &'p [u8]) -> Option<&'p [u8]> {
    let below = match above.is_empty() {
        true => path,
        false => path.strip_prefix(above)?.strip_prefix(b"/")?,
    };
    below.split(|byte| *byte == b'/').next()
}
