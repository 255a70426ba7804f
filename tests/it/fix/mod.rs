//! `check --fix`: what it does, and what it leaves alone.

mod command;
mod random;
mod single;

use connectory::edit;
use connectory::source::{Changes, MemoryTree, Tree};

use crate::support::checked;

/// The codes of which every finding can be mended in these tests.
const FIXABLE: [&str; 6] = [
    "version-not-quoted",
    "package-digest-missing",
    "version-undescribed",
    "version-invalid",
    "field-order",
    "trailing-space",
];

/// Mends `tree` as the command does: until nothing more is offered. How many findings that were, and the files after.
fn mended(tree: &dyn Tree) -> (usize, MemoryTree) {
    let (mut changes, mut findings) = (Changes::default(), 0);
    for _ in 0..20 {
        let report = checked(&changes.over(tree)).1;
        let mended = edit::mend(report.diagnostics(), tree, &mut changes).unwrap();
        assert_eq!(mended.left, []);
        findings += mended.findings;
        if mended.findings == 0 {
            break;
        }
    }
    let (after, mut copy) = (changes.over(tree), MemoryTree::new());
    for entry in after.list().unwrap() {
        copy.put(entry.path.clone(), after.read(&entry.path, u64::MAX).unwrap());
    }
    (findings, copy)
}
