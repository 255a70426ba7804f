//! Why bytes are not a package, and where; why a package cannot be written in some form.

/// A fault in the bytes of a package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}: {what}")]
pub struct ReadError {
    /// Offset of the byte at fault, from the first byte of the package. Where bytes are missing it is the offset the
    /// first missing byte would have, which is the length of the input.
    pub offset: u64,
    /// What is wrong, with actual and expected: lower case, no full stop.
    pub what: String,
}

impl ReadError {
    /// A fault at `offset`, counted from the first byte of the package.
    pub fn new(offset: u64, what: impl Into<String>) -> Self {
        Self { offset, what: what.into() }
    }
}

/// A package cannot be written in the container asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct WriteError {
    /// What is in the way, and what to do: lower case, no full stop.
    pub what: String,
}

impl WriteError {
    /// What is in the way.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}
