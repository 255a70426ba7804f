//! The bytes of a referenced file, borrowed from the package.

use std::borrow::Cow;
use std::fmt;

use crate::package::ReadError;
use crate::package::nbfx::{Cursor, Event, Reader, Text, read_text};
use crate::package::tree::inside;

/// The content of a referenced file. Read from a package it borrows, in the two or more pieces the format splits it
/// into; for a package made by hand it owns its bytes.
#[derive(Clone)]
pub struct Content<'a> {
    store: Store<'a>,
    length: usize,
}

#[derive(Clone)]
enum Store<'a> {
    Owned(Vec<u8>),
    Borrowed(&'a [u8]),
    /// The text records themselves, each checked to be bytes when they were read.
    Records(&'a [u8]),
}

impl<'a> Content<'a> {
    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is no byte.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The pieces, in order.
    pub fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        let (mut whole, mut records) = match &self.store {
            Store::Owned(bytes) => (Some(bytes.as_slice()), Cursor::new(&[])),
            Store::Borrowed(bytes) => (Some(*bytes), Cursor::new(&[])),
            Store::Records(records) => (None, Cursor::new(records)),
        };
        std::iter::from_fn(move || whole.take().or_else(|| next_chunk(&mut records)))
    }

    /// The bytes, copied together.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.length);
        self.chunks().for_each(|chunk| bytes.extend_from_slice(chunk));
        bytes
    }

    /// The bytes in one piece, copied only where they are in several.
    pub fn joined(&self) -> Cow<'_, [u8]> {
        let mut chunks = self.chunks();
        match (chunks.next(), chunks.next()) {
            (only, None) => Cow::Borrowed(only.unwrap_or_default()),
            _ => Cow::Owned(self.to_vec()),
        }
    }

    /// The same content, borrowing nothing.
    pub fn into_owned(self) -> Content<'static> {
        match self.store {
            Store::Owned(bytes) => Content::from(bytes),
            _ => Content::from(self.to_vec()),
        }
    }

    /// Reads content up to the end of its element, whose start was just read. Nothing is allocated.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Option<Self>, ReadError> {
        let start = reader.offset();
        let (mut length, mut nil) = (0, false);
        loop {
            let before = reader.offset();
            let (at, event) = inside(reader)?;
            match event {
                Event::Text(Text::Bytes(bytes)) => length += bytes.len(),
                Event::Attribute { prefix: "i", name: "nil", value: Text::Bool(true) } => nil = true,
                Event::End if nil && length == 0 => return Ok(None),
                Event::End if nil => {
                    return Err(ReadError::new(at, "content is nil and has bytes"));
                }
                // The end is a record of its own here, or the last bytes' twin, which `before` is then past.
                Event::End => {
                    let records = reader.since(start);
                    let own_end = usize::from(before != reader.offset());
                    let records = records.get(..records.len() - own_end).unwrap_or_default();
                    return Ok(Some(Self { store: Store::Records(records), length }));
                }
                Event::Text(other) => {
                    return Err(ReadError::new(at, format!("content is {}; expected bytes", other.kind())));
                }
                _ => return Err(ReadError::new(at, "content holds more than bytes")),
            }
        }
    }
}

fn next_chunk<'a>(records: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let at = records.offset();
    let head = records.byte("a record").ok()?;
    match read_text(records, head, at) {
        Ok((Text::Bytes(Cow::Borrowed(bytes)), _)) => Some(bytes),
        _ => None,
    }
}

impl From<Vec<u8>> for Content<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self { length: bytes.len(), store: Store::Owned(bytes) }
    }
}

impl<'a> From<&'a [u8]> for Content<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self { length: bytes.len(), store: Store::Borrowed(bytes) }
    }
}

impl PartialEq for Content<'_> {
    /// Same bytes, however they are cut.
    fn eq(&self, other: &Self) -> bool {
        self.length == other.length && self.chunks().flatten().eq(other.chunks().flatten())
    }
}

impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.length)
    }
}
