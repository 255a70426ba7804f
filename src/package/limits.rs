//! How much a reader takes before it refuses a package.

/// Bounds on one package. Real packages stay far below them; only bytes made to do harm reach them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Elements open at once, the root included. Never more than [`Limits::MOST_DEPTH`] is honoured, because trees are
    /// walked and dropped recursively.
    pub depth: usize,
    /// Settings in the form: groups, columns and nested ones all count.
    pub settings: usize,
    /// Elements, attributes, namespaces, comments, arrays and text records in the whole document.
    pub elements: usize,
    /// Members of one element that is mapped to a value: the package, a reference, a setting.
    pub members: usize,
    /// Files in an archive.
    pub archive_entries: usize,
    /// Bytes of all files of an archive together, unpacked. What is declared is held to this before anything is
    /// unpacked, and what is unpacked to what was declared.
    pub unpacked: u64,
    /// Times a file of an archive may grow when it is unpacked; one that stays below a mebibyte may grow more.
    pub ratio: u64,
    /// Bytes of `manifest.json`, unpacked.
    pub manifest: u64,
}

impl Limits {
    /// The greatest depth honoured, whatever is asked for.
    pub const MOST_DEPTH: usize = 128;

    /// The depth in force: what was asked for, or [`Limits::MOST_DEPTH`].
    pub fn depth_in_force(&self) -> usize {
        self.depth.min(Self::MOST_DEPTH)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 64,
            settings: 10_000,
            elements: 250_000,
            members: 256,
            archive_entries: 1000,
            unpacked: 512 << 20,
            ratio: 100,
            manifest: 16 << 20,
        }
    }
}
