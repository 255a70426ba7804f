//! What the folder of a session holds at first. None is checked out of a network or made by the program under test.

use connectory::package::{self, Setting};
use tempfile::TempDir;

use crate::support::review::History;
pub(super) use crate::support::sample_copied;
use crate::support::{ID, NAME, OTHER_ID, Small, form, package, write};

/// Nothing.
pub(super) fn empty() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The smallest registry, in no repository.
pub(super) fn small() -> TempDir {
    let folder = empty();
    Small::valid().write_to(folder.path());
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

/// A registry in its folder `registry`, committed on `main`, and beside it packages that are not in it.
pub(super) fn with_packages() -> TempDir {
    let history = History::new();
    let commit = history.commit_in("registry/", &[], &Small::valid());
    let git = history.repository.git();
    git.reset(git.find_commit(commit).unwrap().as_object(), git2::ResetType::Hard, None).unwrap();
    let unit = Setting::new("TextBox").key("Unit").caption("Unit").required(true).help_text("Such as l/s");
    let form = form([unit]);
    let changed = package(ID, NAME, "1.1").with("Description", "Other bytes.");
    for (name, package) in [
        ("meter-1.1.xmp", package(ID, NAME, "1.1")),
        ("meter-1.1-again.xmp", changed),
        ("meter-1.2.xmp", package(ID, NAME, "1.2").with_settings(form)),
        ("gauge-1.0.xmp", package(OTHER_ID, "Level Gauge", "1.0").with("Description", "Reads level gauges.")),
    ] {
        write(&history.repository.path().join("packages").join(name), &package::write(&package));
    }
    history.repository.into_folder()
}
