//! Packages that do not lie in Git: what names them lies there, their bytes are kept elsewhere.

mod bucket;
mod folder;
mod lfs;

use connectory::diag::Report;
use connectory::load::{self, Memory};
use connectory::model::{PackageState, Registry};
use connectory::source::{Digest, History, Tree};

use crate::support::{Small, checked};

const PACKAGE: &str = "connectors/flow-meter/versions/1.1.xmp";

/// The package of version 1.1 of the small registry.
fn whole() -> Vec<u8> {
    Small::valid().bytes(PACKAGE)
}

/// The digest of version 1.1, where its package could be read.
fn read(registry: &Registry) -> Option<Digest> {
    Some(registry.connectors[0].versions[1].facts()?.digest)
}

/// What became of version 1.1, read with what is remembered.
fn state(tree: &dyn Tree, memory: &mut Memory) -> PackageState {
    let loaded = load::load(tree, &History::default(), memory).unwrap();
    loaded.registry.connectors[0].versions[1].package.clone()
}

/// Code and message of every finding.
fn findings(report: &Report) -> Vec<(&'static str, String)> {
    report.diagnostics().iter().map(|finding| (finding.code, finding.message.clone())).collect()
}

fn found(tree: &dyn Tree) -> Vec<(&'static str, String)> {
    findings(&checked(tree).1)
}
