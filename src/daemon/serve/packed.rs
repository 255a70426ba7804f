//! Texts packed once for all readers, as many as fit; what was asked for least lately goes first.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::sync::{Arc, Mutex};

use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::Bytes;

/// Shorter texts go as they are, in bytes; so do longer ones, which would take long to pack and much memory.
const WORTH: std::ops::RangeInclusive<u64> = 1024..=4 * 1024 * 1024;
/// As much is kept packed, in bytes.
const ROOM: usize = 32 * 1024 * 1024;
/// What an entry takes besides its bytes, about.
const ENTRY: usize = 160;

/// What was packed, by what its bytes are. Whoever asks for something must have it: an entry tells nothing of anything else.
#[derive(Debug)]
pub(super) struct Packed {
    kept: Mutex<Kept>,
    room: usize,
}

#[derive(Debug, Default)]
struct Kept {
    /// The packed bytes, or that packing is not worth it; and when they were asked for last.
    entries: HashMap<Arc<str>, (Option<Bytes>, u64)>,
    by_age: BTreeMap<u64, Arc<str>>,
    taken: usize,
    clock: u64,
}

impl Packed {
    pub(super) fn new() -> Packed {
        Packed::within(ROOM)
    }

    fn within(room: usize) -> Packed {
        Packed { kept: Mutex::default(), room }
    }

    /// Whether a text of so many bytes is worth packing.
    pub(super) fn is_worth(size: u64) -> bool {
        WORTH.contains(&size)
    }

    /// What is known of these bytes: nothing, that packing is not worth it, or the packed ones.
    pub(super) fn known(&self, etag: &Arc<str>) -> Option<Option<Bytes>> {
        let mut kept = self.kept.lock().unwrap_or_else(|lock| lock.into_inner());
        kept.clock += 1;
        let now = kept.clock;
        let (bytes, asked) = kept.entries.get_mut(etag)?;
        let (bytes, before) = (bytes.clone(), std::mem::replace(asked, now));
        if let Some(key) = kept.by_age.remove(&before) {
            kept.by_age.insert(now, key);
        }
        Some(bytes)
    }

    /// The bytes packed; nothing if that makes them hardly shorter.
    pub(super) fn pack(&self, etag: &Arc<str>, bytes: &[u8]) -> Option<Bytes> {
        let packed = gzip(bytes).filter(|packed| packed.len() < bytes.len() / 10 * 9).map(Bytes::from);
        let mut kept = self.kept.lock().unwrap_or_else(|lock| lock.into_inner());
        kept.clock += 1;
        let now = kept.clock;
        if let Some((before, asked)) = kept.entries.insert(Arc::clone(etag), (packed.clone(), now)) {
            kept.by_age.remove(&asked);
            kept.taken -= size(&before);
        }
        kept.by_age.insert(now, Arc::clone(etag));
        kept.taken += size(&packed);
        while kept.taken > self.room
            && let Some((_, oldest)) = kept.by_age.pop_first()
        {
            let gone = kept.entries.remove(&oldest);
            kept.taken -= gone.map_or(0, |(bytes, _)| size(&bytes));
        }
        packed
    }
}

fn size(bytes: &Option<Bytes>) -> usize {
    ENTRY + bytes.as_ref().map_or(0, Bytes::len)
}

/// The same bytes for the same text: no time and no name stands in it.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seed: u8) -> Vec<u8> {
        (0..4000u32)
            .flat_map(|n| format!("{} ", n.wrapping_mul(u32::from(seed) + 7919) % 997).into_bytes())
            .collect()
    }

    #[test]
    fn what_was_asked_for_least_lately_makes_room() {
        let one = gzip(&text(1)).unwrap().len() + ENTRY;
        let packed = Packed::within(one * 5 / 2);
        let names: Vec<Arc<str>> = ["a", "b", "c"].map(Arc::from).into();
        packed.pack(&names[0], &text(1)).unwrap();
        packed.pack(&names[1], &text(2)).unwrap();
        assert!(packed.known(&names[0]).is_some());
        packed.pack(&names[2], &text(3)).unwrap();
        let known = names.iter().map(|name| packed.known(name).is_some()).collect::<Vec<_>>();
        assert_eq!(known, [true, false, true]);
        let kept = packed.kept.lock().unwrap();
        assert!(kept.taken <= packed.room && kept.by_age.len() == kept.entries.len());
    }

    #[test]
    fn what_packs_badly_is_known_and_takes_no_room() {
        let packed = Packed::new();
        let mut noise = 1u64;
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            noise = noise.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (noise >> 56) as u8
        })
        .take(5000)
        .collect();
        let name = Arc::from("noise");
        assert_eq!(packed.pack(&name, &bytes), None);
        assert_eq!(packed.known(&name), Some(None));
        assert_eq!(packed.kept.lock().unwrap().taken, ENTRY);
    }

    #[test]
    fn the_same_text_packs_into_the_same_bytes() {
        let (one, two) = (Packed::new(), Packed::new());
        let name = Arc::from("a");
        assert_eq!(one.pack(&name, &text(1)), two.pack(&name, &text(1)));
        one.pack(&name, &text(1));
        assert_eq!(one.kept.lock().unwrap().entries.len(), 1);
        assert_eq!(one.kept.lock().unwrap().taken, size(&two.known(&name).unwrap()));
    }
}
