//! How far a clone is behind the mirror.

use std::collections::HashSet;
use std::path::Path;

use git2::{ErrorCode, Oid, Repository};

use super::Mirror;
use crate::source::{SourceError, git::git};

/// Further than this nobody counts: commits of the clone that the mirror lacks, and the other way round.
const MOST: usize = 100_000;

impl Mirror {
    /// How many commits of the branch the repository around `folder` lacks at its `HEAD`; nothing where there is no repository, no
    /// commit, or no mirror yet.
    ///
    /// # Errors
    /// Git does not answer.
    pub fn ahead_of(&self, folder: &Path) -> Result<Option<u64>, SourceError> {
        let Some(tip) = self.held() else { return Ok(None) };
        let said = |cause| git(format!("the history of {}", folder.display()), cause);
        let clone = match Repository::discover(folder) {
            Err(cause) if cause.code() == ErrorCode::NotFound => return Ok(None),
            opened => opened.map_err(said)?,
        };
        let Ok(head) = clone.head().and_then(|head| head.peel_to_commit()) else { return Ok(None) };
        let mirror = self.bare.open()?;
        count(&mirror, tip, &clone, head.id()).map(Some).map_err(said)
    }
}

/// Commits up to `tip` that are not below `head`, which is another repository's and may have commits that nobody else has.
fn count(mirror: &Repository, tip: Oid, clone: &Repository, head: Oid) -> Result<u64, git2::Error> {
    let known = mirror.odb()?;
    let mut walk = mirror.revwalk()?;
    walk.push(tip)?;
    let (mut heads, mut met) = (vec![head], HashSet::new());
    while let Some(id) = heads.pop().filter(|_| met.len() < MOST) {
        if !met.insert(id) {
            continue;
        }
        if known.exists(id) {
            walk.hide(id)?;
        } else if let Ok(commit) = clone.find_commit(id) {
            heads.extend(commit.parent_ids());
        }
    }
    Ok(walk.take(MOST).count() as u64)
}
