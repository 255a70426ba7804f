//! What the repository around a registry says about whom its Git host asks: the files called CODEOWNERS.

use std::path::Path;

use super::{RepoPath, SourceError};

/// Where GitHub and GitLab look for it, from the top of a repository.
const PLACES: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];
/// What shows that a repository lies on GitLab.
const GITLAB: [&str; 2] = [".gitlab", ".gitlab-ci.yml"];
/// The most bytes of one; GitHub reads three megabytes.
const MOST_BYTES: u64 = 4 << 20;

/// The files of a repository that say whom a Git host asks about changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeOwners {
    /// Where the registry lies in the repository.
    pub folder: RepoPath,
    /// Those that are there, with paths from the repository's top, in the order in which hosts look for them.
    pub files: Vec<(RepoPath, Vec<u8>)>,
    /// Whether the repository lies on GitLab, as far as its files tell.
    pub is_gitlab: bool,
}

impl Default for CodeOwners {
    /// Those of a registry around which nothing is known.
    fn default() -> CodeOwners {
        CodeOwners { folder: RepoPath::root(), files: Vec::new(), is_gitlab: false }
    }
}

impl CodeOwners {
    /// Those of the registry in `folder`. `read` reads a file of the repository, unless it is more than so many bytes; it
    /// knows nothing of links. `is_there` tells whether there is anything at a path.
    pub(super) fn of(
        folder: RepoPath,
        read: impl Fn(&RepoPath, u64) -> Result<Vec<u8>, SourceError>,
        is_there: impl Fn(&RepoPath) -> bool,
    ) -> Result<CodeOwners, SourceError> {
        let mut files = Vec::new();
        for path in CodeOwners::places() {
            match read(&path, MOST_BYTES) {
                Ok(bytes) => files.push((path, bytes)),
                // What is no file of a sensible size is none that a host reads.
                Err(error) if is_absent(&error) || error.is_too_large() => {}
                Err(error) => return Err(error),
            }
        }
        let is_gitlab = GITLAB.map(place).iter().any(is_there);
        Ok(CodeOwners { folder, files, is_gitlab })
    }

    /// Where hosts look for it, in their order.
    pub(super) fn places() -> impl Iterator<Item = RepoPath> {
        PLACES.into_iter().map(place)
    }

    /// What the file at `path` holds.
    pub fn get(&self, path: &RepoPath) -> Option<&[u8]> {
        self.files.iter().find(|(at, _)| at == path).map(|(_, bytes)| bytes.as_slice())
    }

    /// Where a first one goes.
    pub fn new_place(&self) -> RepoPath {
        place(if self.is_gitlab { PLACES[3] } else { PLACES[0] })
    }
}

fn place(path: &str) -> RepoPath {
    RepoPath::new(path).expect("a constant path is well-formed")
}

/// Whether there is no such file, or none that could be read: nothing of a registry depends on it.
fn is_absent(error: &SourceError) -> bool {
    match error {
        SourceError::Git { cause, .. } => cause.code() == git2::ErrorCode::NotFound,
        SourceError::Disk { .. } => true,
        _ => error.is_gone(),
    }
}

/// The top of the work tree that `folder` lies in, and where it lies below that; itself where it lies in none.
pub(super) fn surroundings(folder: &Path) -> (std::path::PathBuf, RepoPath) {
    let found = super::discover(folder).ok().flatten();
    let top = found.as_ref().and_then(|repository| repository.git.workdir()).map(Path::to_owned);
    match (top, found) {
        (Some(top), Some(repository)) => (top, repository.folder),
        _ => (folder.to_owned(), RepoPath::root()),
    }
}
