//! Applications: their files made, changed in place, and taken away.
//!
//! 1. [`said`] is what somebody says of an application: a person on the command line, or the platform's export.
//! 2. [`add()`] makes a file of it, [`remove()`] takes files away.
//! 3. [`uses`] reads how a person writes a use on the command line.

mod add;
mod lists;
mod remove;
mod said;
mod uses;

pub use add::{Addition, add};
pub use remove::remove;
pub use said::{Said, SaidUse};
pub use uses::{USES, read_use};

pub(super) use lists::{moves, rewrite};
pub(super) use remove::left_alone;
pub(super) use said::{FIELDS, USE_FIELDS, use_entry, words};

use super::EditError;
use super::plan::Draft;
use crate::model::{Application, Registry};
use crate::source::{RepoPath, check_segment};

/// Refuses an application whose file has errors: what cannot be read of it would be changed blindly.
pub(super) fn check_editable(registry: &Registry, application: &Application) -> Result<(), EditError> {
    if registry.faulty.contains(&application.file) {
        let what = format!("{} has errors; mend them first (connectory check)", application.file);
        return Err(EditError::refused(what));
    }
    Ok(())
}

/// Where the file of a new application lies: in a folder of `applications/`, or there itself.
pub(super) fn path_of(folder: Option<&str>, slug: &str) -> Result<RepoPath, EditError> {
    check_segment(slug).map_err(|what| EditError::refused(format!("the slug `{slug}` {what}")))?;
    let folder = folder.unwrap_or_default().trim_end_matches('/');
    let inside = if folder.is_empty() { format!("{slug}.yaml") } else { format!("{folder}/{slug}.yaml") };
    let path =
        folder_of_all().join(&inside).map_err(|error| EditError::refused(format!("the folder {error}")))?;
    // Names that begin with a dot are no part of a registry.
    if path.parts().any(|part| part.starts_with('.')) {
        return Err(EditError::refused(format!(
            "the folder `{folder}` begins with a dot and would not be read"
        )));
    }
    Ok(path)
}

/// The file of an application, be it readable or not, that has this slug on some system.
pub(super) fn file_of(draft: &Draft<'_>, slug: &str) -> Result<Option<RepoPath>, EditError> {
    Ok(files(draft)?.into_iter().find(|path| path.stem().eq_ignore_ascii_case(slug)))
}

/// The stems of the files of all applications, be they readable or not.
pub(super) fn stems(draft: &Draft<'_>) -> Result<Vec<String>, EditError> {
    Ok(files(draft)?.iter().map(|path| path.stem().to_owned()).collect())
}

fn files(draft: &Draft<'_>) -> Result<Vec<RepoPath>, EditError> {
    let mut files = draft.files_in(&folder_of_all())?;
    files.retain(|path| path.extension() == Some("yaml"));
    Ok(files)
}

fn folder_of_all() -> RepoPath {
    RepoPath::new("applications").expect("a constant path is well-formed")
}
