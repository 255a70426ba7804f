//! Opens a registry: a folder as it is, or as it was at a revision.

use std::path::{Path, PathBuf};

use super::{GitTree, History, RepoPath, Repository, SourceError, Tree, WorkTree, discover};

/// An opened registry.
pub struct Opened {
    /// Its files.
    pub tree: Box<dyn Tree + Send>,
    /// The repository it lies in, if any.
    pub repository: Option<Repository>,
    /// The commit whose history dates its packages; `None` where there is no commit.
    pub commit: Option<String>,
    /// Where the registry lies in the repository.
    pub folder: RepoPath,
    /// Whether its files are those of the work tree, and not of a commit.
    pub is_on_disk: bool,
}

/// Finds the registry that `start` means: `start` itself, or its folder `registry`, whichever holds `registry.yaml`.
///
/// # Errors
/// When neither does, and `start` is no bare repository either, or one that Git will not open.
pub fn find(start: &Path) -> Result<PathBuf, SourceError> {
    for candidate in [start.to_owned(), start.join("registry")] {
        if candidate.join("registry.yaml").is_file() {
            return Ok(candidate);
        }
    }
    if discover(start)?.is_some_and(|repository| repository.is_bare()) {
        return Ok(start.to_owned());
    }
    let shown = start.display();
    Err(SourceError::Missing(format!(
        "{shown}: no registry.yaml here or in {shown}/registry; name the registry's folder with --registry DIR"
    )))
}

/// Opens the registry in `folder` as it is on disk, or, with `revision`, as it was at that commit.
///
/// A bare repository has no files on disk and is opened at `HEAD` unless told otherwise.
///
/// # Errors
/// When the folder, the revision or the registry in it is not there.
pub fn open(folder: &Path, revision: Option<&str>) -> Result<Opened, SourceError> {
    let repository = discover(folder)?;
    let bare = repository.as_ref().is_some_and(Repository::is_bare);
    match (revision.or(bare.then_some("HEAD")), repository) {
        (Some(revision), Some(repository)) => {
            let tree: GitTree = repository.tree(revision)?;
            let (commit, folder) = (Some(tree.commit()), tree.folder().clone());
            let (tree, repository) = (Box::new(tree), Some(repository));
            Ok(Opened { tree, repository, commit, folder, is_on_disk: false })
        }
        (Some(revision), None) => {
            let shown = folder.display();
            Err(SourceError::Missing(format!(
                "{shown} lies in no Git repository, so it has no revision `{revision}`"
            )))
        }
        (None, repository) => {
            let tree = Box::new(WorkTree::open(folder)?);
            let commit = repository.as_ref().and_then(Repository::head);
            let folder =
                repository.as_ref().map_or_else(RepoPath::root, |repository| repository.folder.clone());
            Ok(Opened { tree, repository, commit, folder, is_on_disk: true })
        }
    }
}

impl Opened {
    /// Brings `history` up to this registry's commit.
    ///
    /// # Errors
    /// When Git does not answer.
    pub fn date(&self, history: &mut History) -> Result<(), SourceError> {
        match (&self.repository, &self.commit) {
            (Some(repository), Some(commit)) => history.walk(repository, commit, &self.folder),
            _ => Ok(()),
        }
    }
}
