//! The number of each connector in the index: made of its slug, so that a new connector leaves the others' alone.

use crate::model::Connector;
use crate::plan::fingerprint::Fingerprint;

/// How many numbers there are for each connector. The more, the seldomer two want the same one.
const ROOM: usize = 4;

/// Connectors and their numbers.
pub(super) struct Numbers {
    /// How many numbers there are: a power of two.
    pub(super) space: usize,
    /// In the order of the connectors.
    pub(super) of: Vec<u32>,
}

impl Numbers {
    /// Numbers connectors that are in the order of their slugs. Of two that want the same number the latter gets the next
    /// one that is free.
    pub(super) fn of(connectors: &[&Connector]) -> Numbers {
        let space = (connectors.len() * ROOM).next_power_of_two().max(64);
        let mut taken = vec![false; space];
        let number = |connector: &&Connector| {
            let mut at = wanted(connector.slug.as_str(), space);
            while taken[at] {
                at = (at + 1) % space;
            }
            taken[at] = true;
            u32::try_from(at).expect("there are fewer connectors than 2^30")
        };
        Numbers { space, of: connectors.iter().map(number).collect() }
    }
}

fn wanted(slug: &str, space: usize) -> usize {
    let digest = Fingerprint::of(slug.as_bytes());
    let [a, b, c, d, ..] = *digest.as_bytes();
    u32::from_be_bytes([a, b, c, d]) as usize % space
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::plan::fixture;

    #[test]
    fn numbers_are_distinct_and_a_new_connector_moves_hardly_any() {
        let all: Vec<Connector> =
            (0..1_000).map(|at| fixture::connector(&format!("c-{at:04}"), "C", "x", Vec::new())).collect();
        let all: Vec<&Connector> = all.iter().collect();
        let before = Numbers::of(&all[1..]);
        let after = Numbers::of(&all);
        assert_eq!(after.of.iter().collect::<BTreeSet<_>>().len(), 1_000);
        let moved = before.of.iter().zip(&after.of[1..]).filter(|(a, b)| a != b).count();
        assert!(moved <= 3, "{moved} moved");
    }
}
