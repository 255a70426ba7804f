//! What tells, without rendering, that a page is the same as before.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// A SHA-256 over everything that a page is made of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of `bytes`.
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint(Sha256::digest(bytes).into())
    }

    /// The fingerprint of several texts; where one ends and the next begins counts.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Fingerprint {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Fingerprint(hasher.finalize().into())
    }

    /// Takes a SHA-256 that is already known.
    pub fn from_bytes(bytes: [u8; 32]) -> Fingerprint {
        Fingerprint(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        Fingerprint::hex(&self.0)
    }

    /// Bytes as hexadecimal digits.
    pub(crate) fn hex(bytes: &[u8]) -> String {
        let digit = |value: u8| char::from_digit(u32::from(value), 16).expect("half a byte is below 16");
        bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    /// Reads what [`Fingerprint::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<Fingerprint> {
        crate::source::Digest::parse(text).map(|digest| Fingerprint(*digest.as_bytes()))
    }

    /// The first 12 hexadecimal digits: enough for the name of a file.
    pub fn short(&self) -> String {
        self.to_hex()[..12].to_owned()
    }
}

/// A file as its receiver holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// What it was made from.
    pub fingerprint: Fingerprint,
    /// SHA-256 of its bytes.
    pub sha256: Fingerprint,
    /// Its size in bytes.
    pub size: u64,
}

impl Held {
    /// What `bytes` are that were made from what `fingerprint` names.
    pub fn of(fingerprint: Fingerprint, bytes: &[u8]) -> Held {
        Held { fingerprint, sha256: Fingerprint::of(bytes), size: bytes.len() as u64 }
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_reads_back() {
        let fingerprint = Fingerprint::of(b"abc");
        assert_eq!(Fingerprint::from_hex(&fingerprint.to_hex()), Some(fingerprint));
        assert_eq!(Fingerprint::from_hex("abc"), None);
    }

    #[test]
    fn parts_are_kept_apart() {
        assert_ne!(Fingerprint::of_parts([&b"ab"[..], b"c"]), Fingerprint::of_parts([&b"a"[..], b"bc"]));
    }
}
