//! What the folder of a session holds at first. None is checked out of a network or made by the program under test.

use tempfile::TempDir;

use crate::support::review::History;
use crate::support::{Small, sample, write};

/// Nothing.
pub(super) fn empty() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The smallest registry, in no repository.
pub(super) fn small() -> TempDir {
    let folder = empty();
    for (path, bytes) in Small::valid().files() {
        write(&folder.path().join(path.as_str()), &bytes);
    }
    folder
}

/// A registry with two connectors, committed on `main`, and nothing changed since.
pub(super) fn committed() -> TempDir {
    let history = History::new();
    let commit = history.commit(&[], &Small::with_two_connectors());
    let git = history.repository.git();
    git.reset(git.find_commit(commit).unwrap().as_object(), git2::ResetType::Hard, None).unwrap();
    history.repository.into_folder()
}

/// The sample registry in its folder `registry`, in no repository.
pub(super) fn sample_copied() -> TempDir {
    let (folder, sample) = (empty(), sample());
    for entry in walkdir::WalkDir::new(&sample) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let below = entry.path().strip_prefix(&sample).unwrap();
            write(&folder.path().join("registry").join(below), &std::fs::read(entry.path()).unwrap());
        }
    }
    folder
}
