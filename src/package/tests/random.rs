//! Numbers that look like chance and are the same in every run.

/// SplitMix64: a seed in, the same numbers out on every machine.
pub(in crate::package) struct Random(pub(in crate::package) u64);

impl Random {
    /// A number from 0 up to but not including `end`, which is 1 at least.
    pub(in crate::package) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }
}
