//! Unpacked and packed again, a package is the same bytes.

use std::path::Path;

use proptest::prelude::*;

use super::{arbitrary, package, packed, real, text};
use crate::edit::package_file::unpack;
use crate::package::write;

/// Every package of the sample registry.
pub(super) fn samples() -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("registry");
    let files = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|file| file.expect("listed").into_path());
    let packages = files.filter(|path| path.extension().is_some_and(|extension| extension == "xmp"));
    packages.map(|path| (path.clone(), std::fs::read(path).expect("read"))).collect()
}

#[test]
fn every_sample_and_every_real_package_comes_back_as_the_same_bytes() {
    let samples = samples();
    assert!(samples.len() > 40);
    for (name, bytes) in samples.into_iter().chain(real::real_packages()) {
        let files = unpack(&package(&bytes)).unwrap_or_else(|error| panic!("{}: {error}", name.display()));
        assert!(write(&packed(&files).expect("packs")) == bytes, "{}", name.display());
    }
}

#[test]
fn what_is_as_usual_is_not_said() {
    for (name, bytes) in samples().into_iter().chain(real::real_packages()) {
        let files = unpack(&package(&bytes)).expect("unpacks");
        for field in ["members:", "layout:", "attributes:", "element:", "prefix:", "form:"] {
            assert!(
                !text(&files).lines().any(|line| line.trim_start().starts_with(field)),
                "{}: {field}",
                name.display()
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_package_of_any_shape_comes_back_as_the_same_bytes(made in arbitrary::package()) {
        let bytes = write(&made);
        let read = package(&bytes);
        let files = unpack(&read).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let again = packed(&files).map_err(TestCaseError::fail)?;
        // Reading a package drops comments around plain text; nothing more may be lost here.
        prop_assert!(write(&again) == write(&read), "{}", text(&files));
        let twice = unpack(&again).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(twice, files);
    }
}
