//! Where a registry is, or will be, and the top of the repository around it.

use std::path::{Component, Path, PathBuf};

use super::{RepoPath, SourceError, discover};

/// The file that makes a folder a registry.
const MARK: &str = "registry.yaml";

/// The place of a registry.
#[derive(Debug)]
pub struct Home {
    /// The top of its repository's work tree; its own folder where it lies in no repository.
    pub top: PathBuf,
    /// Where it lies below that.
    pub folder: RepoPath,
    /// Whether it is there already.
    pub exists: bool,
    /// Whether there is a repository.
    pub in_git: bool,
}

/// The place of the registry that `start` means: `start` itself, or its folder `registry` where that is one already.
/// `start` need not be there yet.
///
/// # Errors
/// When it lies inside another registry or in a repository without files, or the disk or Git does not answer.
pub fn home(start: &Path) -> Result<Home, SourceError> {
    let is_registry = |folder: &Path| folder.join(MARK).symlink_metadata().is_ok();
    let below = start.join("registry");
    let place = if !is_registry(start) && is_registry(&below) { below } else { start.to_owned() };
    let (there, rest) = nearest(&place)?;
    let exists = rest.as_os_str().is_empty() && is_registry(&there);
    if !exists && let Some(outer) = there.ancestors().find(|folder| is_registry(folder)) {
        return Err(SourceError::Missing(format!(
            "{} lies inside the registry {}, which holds no other",
            place.display(),
            outer.display()
        )));
    }
    let whole = there.join(&rest);
    let Some(repository) = discover(&there)? else {
        return Ok(Home { top: whole, folder: RepoPath::root(), exists, in_git: false });
    };
    let top = repository.git.workdir().and_then(|top| top.canonicalize().ok()).ok_or_else(|| {
        SourceError::Missing(format!("{}: a bare repository holds no files; clone it first", place.display()))
    })?;
    let parts: Vec<_> =
        whole.strip_prefix(&top).unwrap_or(&rest).iter().map(|part| part.to_string_lossy()).collect();
    let folder = RepoPath::new(&parts.join("/")).map_err(|error| SourceError::Missing(error.to_string()))?;
    if folder.parts().any(|part| part == ".git") {
        return Err(SourceError::Missing(format!("{}: this folder is Git's own", place.display())));
    }
    Ok(Home { top, folder, exists, in_git: true })
}

/// The nearest folder above `place` that is there, links resolved, and what is missing below it.
fn nearest(place: &Path) -> Result<(PathBuf, PathBuf), SourceError> {
    let failed = |cause| SourceError::Disk { path: place.display().to_string(), cause };
    let full = std::path::absolute(place).map_err(failed)?;
    let there = full.ancestors().find(|folder| folder.is_dir()).unwrap_or(&full);
    let rest = full.strip_prefix(there).unwrap_or(Path::new("")).to_owned();
    if rest.components().any(|part| part == Component::ParentDir) {
        return Err(SourceError::Missing(format!(
            "{}: a folder that is not there has no `..`",
            place.display()
        )));
    }
    Ok((there.canonicalize().map_err(failed)?, rest))
}
