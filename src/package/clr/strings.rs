//! The string literals of the code (II.24.2.4).

use std::collections::{HashMap, HashSet};

use super::budget::Budget;
use super::bytes::{blob, compressed};
use super::code;
use super::image::Image;
use super::metadata::{Metadata, Stream};
use crate::package::ReadError;

/// All literals, and those that the code hands to an indexer, each in order and each once.
pub(super) fn strings(
    image: &Image<'_>,
    metadata: &Metadata<'_>,
    budget: &mut Budget,
) -> Result<(Vec<String>, Vec<String>), ReadError> {
    let heap = metadata.user_strings;
    let uses = code::indexed(image, metadata);
    let mut wanted = uses.clone();
    wanted.sort_unstable();
    let (mut seen, mut literals) = (HashSet::new(), Vec::new());
    // The characters of what the code uses. It may point into the middle of a literal only to do harm.
    let mut used = HashMap::new();
    for (at, characters) in walk(heap) {
        if wanted.binary_search(&at).is_ok() {
            used.insert(at, characters);
        }
        if seen.insert(characters) {
            literals.push(decode(characters, heap.offset + u64::from(at), budget)?);
        }
    }
    seen.clear();
    let mut indexed = Vec::new();
    for at in uses {
        if let Some(characters) = used.get(&at)
            && seen.insert(characters)
        {
            indexed.push(decode(characters, heap.offset + u64::from(at), budget)?);
        }
    }
    Ok((literals, indexed))
}

/// The literals of the heap, with the offsets they begin at. It ends where the heap does or is no longer sound.
fn walk(heap: Stream<'_>) -> impl Iterator<Item = (u32, &[u8])> {
    // The first byte is that of the empty blob.
    let mut at = 1;
    std::iter::from_fn(move || {
        loop {
            let start = at;
            let literal = blob(heap.bytes, start)?;
            let (_, rest) = compressed(heap.bytes.get(start..)?)?;
            at = heap.bytes.len() - rest.len() + literal.len();
            // The last byte tells how to compare the characters. An empty one fills a gap, as at the end of the heap.
            if let Some((_, characters)) = literal.split_last() {
                return Some((u32::try_from(start).ok()?, characters));
            }
        }
    })
}

/// UTF-16 to text; what is no character becomes U+FFFD.
fn decode(characters: &[u8], at: u64, budget: &mut Budget) -> Result<String, ReadError> {
    let units = characters.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    // Three bytes for each unit is the most there can be.
    let mut text = String::with_capacity(characters.len() / 2);
    text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
    budget.take(text.len(), at)?;
    Ok(text)
}
