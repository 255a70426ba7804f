//! Text records ([MC-NBFX] 2.2.3): what stands between an element's start and its end, or is an attribute's value.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::record;
use crate::package::ReadError;

/// One text record. Integers of all sizes are one variant, because .NET always writes the smallest that holds the
/// number; the same for the records `0` and `1`, which it writes for the strings "0" and "1" as well.
#[derive(Clone, Debug, PartialEq)]
pub enum Text<'a> {
    /// The empty text (0xA8).
    Empty,
    /// A boolean (0x84, 0x86, 0xB4).
    Bool(bool),
    /// A signed integer (0x80, 0x82, 0x88, 0x8A, 0x8C, 0x8E).
    Int(i64),
    /// An unsigned integer (0xB2).
    Uint(u64),
    /// A single-precision number (0x90).
    Float(f32),
    /// A double-precision number (0x92).
    Double(f64),
    /// A .NET decimal as its 16 bytes (0x94, [MS-OAUT] 2.2.26).
    Decimal([u8; 16]),
    /// A moment: 62 bits of 100-nanosecond ticks since the year 1, above them two bits of kind (0x96).
    DateTime(u64),
    /// A length of time in ticks of 100 nanoseconds (0xAE).
    TimeSpan(i64),
    /// A UUID in the byte order of the record (0xB0).
    Uuid([u8; 16]),
    /// A `urn:uuid:` in the byte order of the record (0xAC).
    UniqueId([u8; 16]),
    /// Characters, stored as UTF-8 (0x98, 0x9A, 0x9C) or as UTF-16 (0xB6, 0xB8, 0xBA).
    Chars(Cow<'a, str>),
    /// Raw bytes, base64 in the infoset (0x9E, 0xA0, 0xA2).
    Bytes(Cow<'a, [u8]>),
    /// A list (0xA4 to 0xA6): the records of its items, without the two marks.
    List(Cow<'a, [u8]>),
}

impl Text<'_> {
    /// The same text, borrowing nothing.
    pub fn into_owned(self) -> Text<'static> {
        match self {
            Self::Chars(chars) => Text::Chars(Cow::Owned(chars.into_owned())),
            Self::Bytes(bytes) => Text::Bytes(Cow::Owned(bytes.into_owned())),
            Self::List(items) => Text::List(Cow::Owned(items.into_owned())),
            Self::Empty => Text::Empty,
            Self::Bool(value) => Text::Bool(value),
            Self::Int(value) => Text::Int(value),
            Self::Uint(value) => Text::Uint(value),
            Self::Float(value) => Text::Float(value),
            Self::Double(value) => Text::Double(value),
            Self::Decimal(value) => Text::Decimal(value),
            Self::DateTime(value) => Text::DateTime(value),
            Self::TimeSpan(value) => Text::TimeSpan(value),
            Self::Uuid(value) => Text::Uuid(value),
            Self::UniqueId(value) => Text::UniqueId(value),
        }
    }

    /// What kind of text this is, in words for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Empty => "an empty text",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Uint(_) => "an integer",
            Self::Float(_) | Self::Double(_) | Self::Decimal(_) => "a number",
            Self::DateTime(_) => "a date",
            Self::TimeSpan(_) => "a time span",
            Self::Uuid(_) | Self::UniqueId(_) => "a uuid",
            Self::Chars(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "a list",
        }
    }
}

/// Reads a text record whose first byte, `head`, has been taken from `at`; tells as well whether it ends the element.
pub(crate) fn read<'a>(cursor: &mut Cursor<'a>, head: u8, at: u64) -> Result<(Text<'a>, bool), ReadError> {
    if head & 0xFE == record::START_LIST {
        return read_list(cursor, head, at);
    }
    let text = match read_number(cursor, head & 0xFE)? {
        Some(number) => number,
        None => read_run(cursor, head & 0xFE, at)?,
    };
    Ok((text, head & 1 == 1))
}

/// Reads the records of fixed size; None for the others.
fn read_number<'a>(cursor: &mut Cursor<'a>, head: u8) -> Result<Option<Text<'a>>, ReadError> {
    Ok(Some(match head {
        record::ZERO => Text::Int(0),
        record::ONE => Text::Int(1),
        record::FALSE => Text::Bool(false),
        record::TRUE => Text::Bool(true),
        record::INT8 => Text::Int(i8::from_le_bytes(cursor.array("an 8-bit integer")?).into()),
        record::INT16 => Text::Int(i16::from_le_bytes(cursor.array("a 16-bit integer")?).into()),
        record::INT32 => Text::Int(i32::from_le_bytes(cursor.array("a 32-bit integer")?).into()),
        record::INT64 => Text::Int(i64::from_le_bytes(cursor.array("a 64-bit integer")?)),
        record::UINT64 => Text::Uint(u64::from_le_bytes(cursor.array("a 64-bit integer")?)),
        record::FLOAT => Text::Float(f32::from_le_bytes(cursor.array("a float")?)),
        record::DOUBLE => Text::Double(f64::from_le_bytes(cursor.array("a double")?)),
        record::DECIMAL => Text::Decimal(cursor.array("a decimal")?),
        record::DATE_TIME => Text::DateTime(u64::from_le_bytes(cursor.array("a date")?)),
        record::TIME_SPAN => Text::TimeSpan(i64::from_le_bytes(cursor.array("a time span")?)),
        record::UUID => Text::Uuid(cursor.array("a uuid")?),
        record::UNIQUE_ID => Text::UniqueId(cursor.array("a unique id")?),
        record::EMPTY => Text::Empty,
        record::BOOL => Text::Bool(read_bool(cursor)?),
        _ => return Ok(None),
    }))
}

fn read_bool(cursor: &mut Cursor<'_>) -> Result<bool, ReadError> {
    let at = cursor.offset();
    match cursor.byte("a boolean")? {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(ReadError::new(at, format!("a boolean is 0x{other:02X}; expected 0 or 1"))),
    }
}

/// Reads the records that carry their own length.
fn read_run<'a>(cursor: &mut Cursor<'a>, head: u8, at: u64) -> Result<Text<'a>, ReadError> {
    match head {
        record::CHARS8 | record::CHARS16 | record::CHARS32 => {
            let length = read_length(cursor, (head - record::CHARS8) / 2)?;
            cursor.utf8(length, "text").map(|text| Text::Chars(Cow::Borrowed(text)))
        }
        record::BYTES8 | record::BYTES16 | record::BYTES32 => {
            let length = read_length(cursor, (head - record::BYTES8) / 2)?;
            cursor.take(length, "binary content").map(|bytes| Text::Bytes(Cow::Borrowed(bytes)))
        }
        record::UNICODE_CHARS8 | record::UNICODE_CHARS16 | record::UNICODE_CHARS32 => {
            let length = read_length(cursor, (head - record::UNICODE_CHARS8) / 2)?;
            read_utf16(cursor, length).map(|text| Text::Chars(Cow::Owned(text)))
        }
        record::END_LIST => Err(ReadError::new(at, "a list ends that was never begun")),
        _ if record::uses_dictionary(head) => Err(refuse_dictionary(head, at)),
        _ => Err(ReadError::new(at, format!("0x{head:02X} is not a text record"))),
    }
}

/// Reads a length in bytes, stored in 1, 2 or 4 bytes as `size` is 0, 1 or 2. The four-byte one is signed.
fn read_length(cursor: &mut Cursor<'_>, size: u8) -> Result<usize, ReadError> {
    let at = cursor.offset();
    match size {
        0 => Ok(cursor.byte("a length")?.into()),
        1 => Ok(u16::from_le_bytes(cursor.array("a length")?).into()),
        _ => {
            let length = i32::from_le_bytes(cursor.array("a length")?);
            usize::try_from(length)
                .map_err(|_| ReadError::new(at, format!("a length is {length}; expected 0 to 2147483647")))
        }
    }
}

/// Reads `length` bytes of UTF-16, low byte first.
fn read_utf16(cursor: &mut Cursor<'_>, length: usize) -> Result<String, ReadError> {
    let start = cursor.offset();
    let bytes = cursor.take(length, "text")?;
    if !length.is_multiple_of(2) {
        return Err(ReadError::new(
            start,
            format!("UTF-16 text is {length} bytes long; expected an even number"),
        ));
    }
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let mut text = String::with_capacity(length / 2);
    let mut offset = start;
    for unit in char::decode_utf16(units) {
        let character =
            unit.map_err(|_| ReadError::new(offset, "UTF-16 text holds half of a surrogate pair"))?;
        offset += 2 * character.len_utf16() as u64;
        text.push(character);
    }
    Ok(text)
}

/// Reads the items of a list up to its end mark. The items are checked here and kept as the records they are.
fn read_list<'a>(cursor: &mut Cursor<'a>, head: u8, at: u64) -> Result<(Text<'a>, bool), ReadError> {
    if head & 1 == 1 {
        return Err(ReadError::new(at, "the mark that begins a list cannot end an element"));
    }
    let start = cursor.offset();
    loop {
        let item_at = cursor.offset();
        let item = cursor.byte("a list")?;
        if item & 0xFE == record::END_LIST {
            let items = cursor.since(start);
            let items = items.get(..items.len().saturating_sub(1)).unwrap_or_default();
            return Ok((Text::List(Cow::Borrowed(items)), item & 1 == 1));
        }
        if !record::TEXT.contains(&item) || item & 1 == 1 || item == record::START_LIST {
            return Err(ReadError::new(
                item_at,
                format!("0x{item:02X} stands in a list; expected a text record or the end of the list"),
            ));
        }
        read(cursor, item, item_at)?;
    }
}

/// The refusal of every record that refers to a string dictionary.
pub(crate) fn refuse_dictionary(head: u8, at: u64) -> ReadError {
    ReadError::new(at, format!("record 0x{head:02X} uses a string dictionary, which a package never does"))
}
