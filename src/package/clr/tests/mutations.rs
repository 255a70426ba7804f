//! A broken assembly is refused or read, never anything else.
//!
//! 1. Take an assembly, committed, of a sample or real, and break it: flip, set, or put a number where one may stand.
//! 2. Read it. It must not panic and must not take long.

use std::time::{Duration, Instant};

use super::{case, read};
use crate::package::clr::Limits;
use crate::package::tests::random::Random;
use crate::package::tests::{fixture, real};

/// The longest one read may take; the rest is for a busy machine.
const BOUND: Duration = Duration::from_secs(5);

/// Assemblies of all kinds at hand.
pub(in crate::package) fn assemblies() -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> =
        ["Case.Plug", "Case.Base", "Case.Unused", "Case.Plug.resources"].map(case).into();
    let samples = ["sql-server/versions/1.3002", "csv-files/versions/1.1", "devices/opc-ua/versions/2.01"];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/registry/connectors/");
    let samples = samples.map(|name| std::fs::read(format!("{folder}{name}.xmp")).unwrap());
    for bytes in samples.into_iter().chain(real::real_packages().into_iter().map(|(_, bytes)| bytes)) {
        let package = crate::package::read(&bytes, &crate::package::Limits::default()).unwrap();
        let contents = package.references().iter().map(|reference| reference.content.to_vec());
        found.extend(contents.filter(|content| content.starts_with(b"MZ")));
    }
    found
}

/// Breaks an assembly in one place.
pub(in crate::package) fn break_once(bytes: &mut [u8], random: &mut Random) {
    let at = random.below(bytes.len() - 4);
    match random.below(6) {
        0 | 1 => bytes[at] ^= 1 << random.below(8),
        2 => bytes[at] = random.below(256) as u8,
        // Numbers that are nearly right, or as wrong as can be.
        3 => bytes[at] = bytes[at].wrapping_add(1),
        4 => bytes[at..at + 4].fill(0xFF),
        _ => {
            let from = random.below(bytes.len() - 4);
            bytes.copy_within(from..from + 4, at);
        }
    }
}

#[test]
fn a_broken_assembly_is_refused_or_read() {
    let count =
        std::env::var("CONNECTORY_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let victims = assemblies();
    let mut random = Random(335);
    let (mut accepted, mut slowest) = (0_u64, Duration::ZERO);
    for round in 0..count {
        let mut broken = victims[random.below(victims.len())].clone();
        for _ in 0..1 + random.below(8) {
            break_once(&mut broken, &mut random);
        }
        let started = Instant::now();
        let outcome = read(&broken, &Limits::default());
        slowest = slowest.max(started.elapsed());
        assert!(slowest < BOUND, "round {round} took {slowest:?}");
        match outcome {
            Ok(_) => accepted += 1,
            Err(error) => assert!(error.offset <= broken.len() as u64 + 1, "round {round}: {error}"),
        }
    }
    fixture::say(&format!("{count} mutations, {accepted} accepted, slowest read {slowest:?}"));
}
