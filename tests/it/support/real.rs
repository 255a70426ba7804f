//! The packages of `CONNECTORY_REAL_PACKAGES`: made by Package Manager, and never part of the project.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Every `.xmp` in the folder that the variable names; none, with a sentence, when it is not set.
pub(crate) fn real_packages() -> Vec<(PathBuf, Vec<u8>)> {
    let Some(folder) = std::env::var_os("CONNECTORY_REAL_PACKAGES") else {
        // Not by `eprintln!`, which the test harness hides.
        let say = "not run on real packages: CONNECTORY_REAL_PACKAGES names no folder of packages made by Package Manager";
        writeln!(std::io::stderr(), "{say}").expect("the harness has an error stream");
        return Vec::new();
    };
    let files = std::fs::read_dir(Path::new(&folder)).expect("CONNECTORY_REAL_PACKAGES names a folder");
    let paths = files.map(|file| file.expect("listed").path());
    let packages: Vec<(PathBuf, Vec<u8>)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "xmp"))
        .map(|path| (path.clone(), std::fs::read(path).expect("read")))
        .collect();
    assert!(!packages.is_empty(), "CONNECTORY_REAL_PACKAGES holds no .xmp file");
    packages
}
