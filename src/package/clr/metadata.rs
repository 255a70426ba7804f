//! The metadata root and its streams (II.24.2).

use super::bytes::{blob, u16_at, u32_at};
use super::image::Image;
use super::tables::Tables;
use crate::package::ReadError;

/// The most bytes a name may have. The runtime takes no longer ones either (`MAX_CLASS_NAME`).
const MOST_NAME: usize = 1023;
/// The longest name of a stream, its end included (II.24.2.2).
const MOST_STREAM_NAME: usize = 32;

/// The metadata of an assembly.
pub(super) struct Metadata<'d> {
    /// The version the root names, such as `v4.0.30319`.
    pub(super) runtime: String,
    /// Names: UTF-8, each ended by a zero (`#Strings`).
    strings: Stream<'d>,
    /// String literals: UTF-16, each with its length before it (`#US`).
    pub(super) user_strings: Stream<'d>,
    /// Signatures and values, each with its length before it (`#Blob`).
    blobs: Stream<'d>,
    /// The rows (`#~`, or `#-` where they are not optimised).
    pub(super) tables: Tables<'d>,
}

/// A part of the metadata.
#[derive(Clone, Copy, Default)]
pub(super) struct Stream<'d> {
    /// Offset in the file.
    pub(super) offset: u64,
    /// Its bytes.
    pub(super) bytes: &'d [u8],
}

impl<'d> Metadata<'d> {
    /// Finds the streams.
    pub(super) fn read(image: &Image<'d>) -> Result<Self, ReadError> {
        let (address, size) = image.metadata;
        let missing = || ReadError::new(0, format!("no section holds the metadata at address {address:#x}"));
        let (offset, rest) = image.at(address).ok_or_else(missing)?;
        let cut =
            || ReadError::new(offset, format!("the metadata has {size} bytes and goes past its section"));
        let root = rest.get(..usize::try_from(size).unwrap_or(usize::MAX)).ok_or_else(cut)?;
        if !root.starts_with(b"BSJB") {
            return Err(ReadError::new(offset, "the metadata does not begin with `BSJB`"));
        }
        let ends = |what: &str| ReadError::new(offset, format!("the metadata ends inside {what}"));
        let length = u32_at(root, 12).and_then(|length| usize::try_from(length).ok()).unwrap_or(usize::MAX);
        let after = length.saturating_add(16);
        let version = root.get(16..after).ok_or_else(|| ends("its version"))?;
        let runtime = version.iter().take(255).take_while(|byte| **byte != 0).copied().collect::<Vec<u8>>();
        let count = u16_at(root, after.saturating_add(2)).ok_or_else(|| ends("its header"))?;
        let mut found = Streams::default();
        let mut at = after.saturating_add(4);
        for _ in 0..count {
            at = found.read(root, at, offset).ok_or_else(|| ends("the list of its streams"))??;
        }
        let tables = found.tables.ok_or_else(|| ReadError::new(offset, "the metadata has no stream `#~`"))?;
        Ok(Self {
            runtime: String::from_utf8_lossy(&runtime).into_owned(),
            strings: found.strings.unwrap_or_default(),
            user_strings: found.user_strings.unwrap_or_default(),
            blobs: found.blobs.unwrap_or_default(),
            tables: Tables::read(tables)?,
        })
    }

    /// The name at `index` of the names; empty at 0. `at` is the offset in the file that asks for it.
    pub(super) fn name(&self, index: u32, at: u64) -> Result<&'d [u8], ReadError> {
        let Some(rest) = usize::try_from(index).ok().and_then(|index| self.strings.bytes.get(index..)) else {
            let what =
                format!("the name at {index} lies past the {} bytes of names", self.strings.bytes.len());
            return Err(ReadError::new(at, what));
        };
        // Many rows may point at one endless name. Look no further than a name may go.
        match rest.iter().take(MOST_NAME + 1).position(|byte| *byte == 0) {
            Some(end) => Ok(rest.get(..end).unwrap_or_default()),
            None => Err(ReadError::new(at, format!("a name has more than {MOST_NAME} bytes or no end"))),
        }
    }

    /// Whether the name at `index` is `name`.
    pub(super) fn is_named(&self, index: u32, name: &[u8]) -> bool {
        let rest = usize::try_from(index).ok().and_then(|index| self.strings.bytes.get(index..));
        rest.and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.first() == Some(&0))
    }

    /// The blob at `index`; None when it goes past the end.
    pub(super) fn blob(&self, index: u32) -> Option<&'d [u8]> {
        blob(self.blobs.bytes, usize::try_from(index).ok()?)
    }
}

/// The streams found so far. Of two with one name the first counts.
#[derive(Default)]
struct Streams<'d> {
    strings: Option<Stream<'d>>,
    user_strings: Option<Stream<'d>>,
    blobs: Option<Stream<'d>>,
    tables: Option<Stream<'d>>,
}

impl<'d> Streams<'d> {
    /// Reads the header at `at` (II.24.2.2); gives where the next one is, or None when the bytes end.
    fn read(&mut self, root: &'d [u8], at: usize, offset: u64) -> Option<Result<usize, ReadError>> {
        let (start, size) = (u32_at(root, at)?, u32_at(root, at.checked_add(4)?)?);
        let name_at = at.checked_add(8)?;
        let name = root.get(name_at..)?;
        let end = name.iter().take(MOST_STREAM_NAME).position(|byte| *byte == 0)?;
        let name = name.get(..end)?;
        let (from, length) = (usize::try_from(start).ok()?, usize::try_from(size).ok()?);
        let Some(bytes) = root.get(from..from.saturating_add(length)) else {
            let name = String::from_utf8_lossy(name);
            let what = format!("the stream `{name}` goes past the {} bytes of the metadata", root.len());
            return Some(Err(ReadError::new(offset + at as u64, what)));
        };
        let stream = Some(Stream { offset: offset + u64::from(start), bytes });
        match name {
            b"#Strings" => self.strings = self.strings.or(stream),
            b"#US" => self.user_strings = self.user_strings.or(stream),
            b"#Blob" => self.blobs = self.blobs.or(stream),
            b"#~" | b"#-" => self.tables = self.tables.or(stream),
            _ => {}
        }
        // The name and its end fill whole groups of four bytes.
        Some(Ok(name_at + (end / 4 + 1) * 4))
    }
}
