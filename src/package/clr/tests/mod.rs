//! The promises of the reader of assemblies, over the assemblies of `tests/fixtures/assemblies` (made from the sources in
//! `tests/fixtures/csharp/cases`), those of the sample registry, real ones, and ones made by hand to do harm.

mod cases;
mod hostile;
mod maker;
pub(in crate::package) mod mutations;
mod truncation;

use super::{Assembly, File, Limits, read};

/// The bytes of a committed assembly.
pub(in crate::package) fn case(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/assemblies/");
    std::fs::read(format!("{folder}{name}.dll")).unwrap()
}

/// The assembly in `bytes`.
pub(super) fn assembly(bytes: &[u8]) -> Assembly {
    match read(bytes, &Limits::default()) {
        Ok(File::Assembly(assembly)) => *assembly,
        other => panic!("{other:?}"),
    }
}
