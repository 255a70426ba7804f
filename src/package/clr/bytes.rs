//! Numbers in bytes, little-endian, and None where the bytes end.

/// The two bytes at `at`.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

/// The four bytes at `at`.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

/// The compressed unsigned integer at the beginning and what follows it (II.23.2): one, two or four bytes, the most
/// significant first; the highest bits tell how many.
pub(super) fn compressed(bytes: &[u8]) -> Option<(u32, &[u8])> {
    match *bytes {
        [a @ 0..=0x7F, ref rest @ ..] => Some((u32::from(a), rest)),
        [a @ 0x80..=0xBF, b, ref rest @ ..] => Some((u32::from_be_bytes([0, 0, a & 0x3F, b]), rest)),
        [a @ 0xC0..=0xDF, b, c, d, ref rest @ ..] => Some((u32::from_be_bytes([a & 0x1F, b, c, d]), rest)),
        _ => None,
    }
}

/// The bytes whose compressed length stands at `at` (II.24.2.4).
pub(super) fn blob(heap: &[u8], at: usize) -> Option<&[u8]> {
    let (length, rest) = compressed(heap.get(at..)?)?;
    rest.get(..usize::try_from(length).ok()?)
}

#[cfg(test)]
mod tests {
    use super::{blob, compressed};

    #[test]
    fn a_compressed_integer_is_read_as_the_standard_shows() {
        for (bytes, number) in [
            (b"\x03".as_slice(), 0x03),
            (b"\x7F", 0x7F),
            (b"\x80\x80", 0x80),
            (b"\xAE\x57", 0x2E57),
            (b"\xBF\xFF", 0x3FFF),
            (b"\xC0\x00\x40\x00", 0x4000),
            (b"\xDF\xFF\xFF\xFF", 0x1FFF_FFFF),
        ] {
            assert_eq!(compressed(bytes), Some((number, b"".as_slice())));
            assert_eq!(compressed(&bytes[..bytes.len() - 1]), None);
        }
        assert_eq!(compressed(b"\xFF"), None);
        assert_eq!((blob(b"\0\x02ab", 1), blob(b"\0\x03ab", 1)), (Some(b"ab".as_slice()), None));
    }
}
