//! Read and written again, a package is the same bytes.

use super::fixture;
use crate::package::{Limits, PackageRole, read, write};

#[test]
fn a_package_made_by_hand_is_read_as_it_was_made() {
    let package = fixture::package();
    let bytes = write(&package);
    let again = read(&bytes, &Limits::default()).unwrap();
    assert_eq!(again, package);
    assert_eq!(write(&again), bytes);
}

#[test]
fn a_real_package_is_written_as_it_was_read() {
    for (path, bytes) in fixture::real_packages() {
        let package = read(&bytes, &Limits::default()).unwrap();
        let again = write(&package);
        let differs = again.iter().zip(&bytes).position(|(ours, theirs)| ours != theirs);
        assert_eq!((differs, again.len()), (None, bytes.len()), "{}", path.display());
    }
}

#[test]
fn a_real_package_has_a_form_and_a_role() {
    for (path, bytes) in fixture::real_packages() {
        let package = read(&bytes, &Limits::default()).unwrap();
        assert!(package.settings().leaves().count() > 0, "{}", path.display());
        assert!(package.settings().walk().all(|(_, setting)| !setting.control().is_empty()));
        assert_ne!(package.role(), PackageRole::Unknown, "{}", path.display());
        assert_eq!(package.unknown().count(), 0);
    }
}
