//! SHA-256 digests, as `sha256:` in a version's file writes them.

use std::io::{self, ErrorKind, Read};

use sha2::{Digest as _, Sha256};

/// So many bytes of a reader are digested at once.
const PIECE: usize = 1 << 16;

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Digests `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// Digests pieces that together are one content, without joining them.
    pub fn of_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Digest {
        let mut hasher = Sha256::new();
        for piece in pieces {
            hasher.update(piece);
        }
        Digest(hasher.finalize().into())
    }

    /// Digests all that `reader` gives, piece by piece.
    ///
    /// # Errors
    /// When it gives an error.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Digest> {
        let (mut hasher, mut piece) = (Sha256::new(), vec![0; PIECE]);
        loop {
            match reader.read(&mut piece) {
                Ok(0) => return Ok(Digest(hasher.finalize().into())),
                Ok(length) => hasher.update(&piece[..length]),
                Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause),
            }
        }
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 hexadecimal digits, in either case.
    pub fn parse(text: &str) -> Option<Digest> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let high = char::from(pair[0]).to_digit(16)?;
            let low = char::from(pair[1]).to_digit(16)?;
            *byte = (high * 16 + low) as u8;
        }
        Some(Digest(bytes))
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_digest_reads_back() {
        let digest = Digest::of(b"abc");
        assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(Digest::parse(&digest.to_string().to_uppercase()), Some(digest));
    }

    #[test]
    fn pieces_digest_like_the_whole() {
        assert_eq!(Digest::of_pieces([&b"a"[..], b"bc"]), Digest::of(b"abc"));
        let many = vec![7; PIECE + 1];
        assert_eq!(Digest::of_reader(many.as_slice()).expect("read"), Digest::of(&many));
    }

    #[test]
    fn what_is_not_sixty_four_hex_digits_is_no_digest() {
        assert_eq!(Digest::parse("abc"), None);
        assert_eq!(Digest::parse(&"g".repeat(64)), None);
        assert_eq!(Digest::parse(&"é".repeat(32)), None);
    }
}
