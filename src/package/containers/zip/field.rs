//! Numbers in an archive: little-endian, at an offset, where there are bytes.

use crate::package::ReadError;

/// Two bytes at `at`.
pub(super) fn two(bytes: &[u8], at: usize, what: &str) -> Result<u16, ReadError> {
    Ok(u16::from_le_bytes(array(bytes, at, what)?))
}

/// Four bytes at `at`.
pub(super) fn four(bytes: &[u8], at: usize, what: &str) -> Result<u32, ReadError> {
    Ok(u32::from_le_bytes(array(bytes, at, what)?))
}

/// `count` bytes at `at`.
pub(super) fn run<'a>(bytes: &'a [u8], at: usize, count: usize, what: &str) -> Result<&'a [u8], ReadError> {
    at.checked_add(count)
        .and_then(|end| bytes.get(at..end))
        .ok_or_else(|| ReadError::new(bytes.len() as u64, format!("the file ends inside {what}")))
}

fn array<const N: usize>(bytes: &[u8], at: usize, what: &str) -> Result<[u8; N], ReadError> {
    let mut array = [0; N];
    array.copy_from_slice(run(bytes, at, N, what)?);
    Ok(array)
}
