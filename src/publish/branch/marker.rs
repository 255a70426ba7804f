//! How a branch of ours is told from somebody else's.
//!
//! The file `.connectory` at the top says that connectory wrote it, and who may see it. The commit's message names the commit's own tree: who
//! changes a file on the branch by hand makes a commit that is not ours, and is not overwritten.

use git2::{Commit, ErrorCode, Oid, Repository};
use serde_json::{Value, json};

/// The file that marks what connectory wrote.
pub(super) const MARKER: &str = crate::publish::ledger::MANIFEST;
/// The file that keeps GitHub Pages from building the site as if it were a source of one.
pub(super) const NO_JEKYLL: &str = ".nojekyll";
/// What stands before the tree's id in the message.
const TREE: &str = "Connectory-Tree: ";

/// What a branch of ours says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    /// What its readers may see, as in `manifest.json`; nothing where nobody said.
    pub(super) sees: Option<Value>,
}

impl Marker {
    /// The marker of a commit; nothing where it is not one of ours.
    pub(super) fn of(repository: &Repository, commit: &Commit<'_>) -> Result<Option<Marker>, git2::Error> {
        let tree = commit.tree()?;
        let is_ours =
            commit.message().is_ok_and(|message| message.lines().any(|line| line == trailer(tree.id())));
        let entry = match tree.get_name(MARKER).filter(|_| is_ours) {
            Some(entry) => entry,
            None => return Ok(None),
        };
        let blob = match repository.find_blob(entry.id()) {
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            blob => blob?,
        };
        let marker = serde_json::from_slice::<Value>(blob.content()).ok();
        let marker = marker.filter(|marker| marker["connectory"] == 1);
        Ok(marker.map(|marker| Marker { sees: marker.get("sees").filter(|sees| !sees.is_null()).cloned() }))
    }

    /// The file's bytes. A folder sink knows it for its own, and that it knows nothing of the files.
    pub(super) fn print(&self) -> Vec<u8> {
        format!("{}\n", json!({ "connectory": 1, "files": {}, "sees": self.sees })).into_bytes()
    }
}

/// The line of the message by which the commit is known to be as it was made.
pub(super) fn trailer(tree: Oid) -> String {
    format!("{TREE}{tree}")
}
