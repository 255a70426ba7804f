//! How much an assembly may make a reader allocate.

use crate::package::ReadError;

/// Bounds on what is read from an assembly, or from all those of a package. A few bytes of a file can ask for a long
/// name again and again, so that the length of the file alone bounds nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Names and strings together: types, their bases and interfaces, references, string literals.
    pub names: usize,
    /// Bytes of all these names and strings.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { names: 400_000, text: 32 << 20 }
    }
}

/// What is left of the limits. Assemblies read with one budget share it.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    left: Limits,
}

impl Budget {
    /// All that the limits allow.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { limits: limits.clone(), left: limits.clone() }
    }

    /// Takes a name of `length` bytes, which the file asks for at `offset`.
    pub(super) fn take(&mut self, length: usize, offset: u64) -> Result<(), ReadError> {
        let (names, text) = (self.left.names.checked_sub(1), self.left.text.checked_sub(length));
        let refuse = |what: String| ReadError::new(offset, what);
        self.left.names = names.ok_or_else(|| {
            refuse(format!("the code has more than {} names and strings, the limit", self.limits.names))
        })?;
        self.left.text = text.ok_or_else(|| {
            refuse(format!(
                "names and strings of the code have more than {} bytes, the limit",
                self.limits.text
            ))
        })?;
        Ok(())
    }
}
