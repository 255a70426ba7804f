//! The registry that `tests/bench`, `tests/soak` and `cargo bench` measure.

use connectory::check::{self, Context};
use connectory::diag::Severity;
use connectory::load::{self, Memory};
use connectory::source::{History, MemoryTree, RepoPath};

#[path = "../../benches/workload.rs"]
mod measured;

const CONNECTORS: usize = 40;
const VERSIONS: usize = 5;

fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    measured::registry(CONNECTORS, VERSIONS, &mut |path, bytes| files.push((path.to_owned(), bytes)));
    files
}

#[test]
fn the_measured_registry_is_sound_and_finds_little() {
    let mut tree = MemoryTree::new();
    for (path, bytes) in files() {
        tree.put(RepoPath::new(&path).expect("a path"), bytes);
    }
    let loaded = load::load(&tree, &History::default(), &mut Memory::default()).expect("listed");
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics.first());
    let report = check::check(&Context::new(&loaded.registry, jiff::civil::date(2026, 11, 19)));
    let wrong: Vec<_> = report.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(wrong.is_empty(), "{:?}", wrong.first());
    assert!(report.len() <= CONNECTORS / 10, "{} findings, such as {:?}", report.len(), report.first());
}

#[test]
fn the_measured_registry_is_the_same_every_time_and_its_forms_differ() {
    let (once, again) = (files(), files());
    assert!(once == again, "the same numbers give the same bytes");
    // connector.yaml, help.md, five versions of two files, half an application; registry.yaml, categories.yaml, access.yaml.
    assert_eq!(once.len(), CONNECTORS * 25 / 2 + 3);
    let packages: Vec<&Vec<u8>> =
        once.iter().filter(|(path, _)| path.ends_with(".xmp")).map(|(_, bytes)| bytes).collect();
    let distinct: std::collections::BTreeSet<_> = packages.iter().collect();
    assert_eq!(distinct.len(), CONNECTORS * VERSIONS);
    assert!(packages.iter().all(|bytes| (4 << 10..2 << 20).contains(&bytes.len())));
}
