//! Calls to bytes, with the records .NET's `XmlBinaryNodeWriter` chooses.
//!
//! 1. Text of up to 85 UTF-16 units, and every name, is written after space for its longest form was reserved.
//! 2. The end of an element is folded into its last text record, but only while that record is still in the writer's
//!    buffer of 512 bytes. A reservation that does not fit empties the buffer first. So whether a long text ends in its
//!    twin or is followed by 0x01 hangs on where in the file it stands; this encoder keeps the same buffer.
//! 3. A number is written as the smallest record that holds it exactly: a double of 2.0 as the 8-bit integer 2.
//! 4. Bytes are written as the greatest multiple of three in one record and the remaining one or two in a second,
//!    because that is where base64 would break.
//! 5. Text that is shorter in UTF-16 than in UTF-8 is written as UTF-16.
//!
//! Source: dotnet/runtime, `System.Private.DataContractSerialization`, `XmlBinaryWriter.cs`, `XmlStreamNodeWriter.cs`
//! and `XmlBaseWriter.cs`; checked against real packages.

use super::record;
use super::text::Text;

/// Bytes .NET's writer holds back before it passes them on.
const BUFFER: usize = 512;
/// Bytes a UTF-16 unit takes in UTF-8, at most.
const MOST_BYTES: usize = 3;

/// Writes one document.
#[derive(Debug, Default)]
pub struct Encoder {
    out: Vec<u8>,
    /// Where in `out` the .NET writer's buffer would begin.
    buffer: usize,
    /// Where in `out` the record stands that the end of the element can be folded into.
    text: Option<usize>,
}

impl Encoder {
    /// An empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes written.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    /// Starts an element; `prefix` is empty when it has none.
    pub fn start(&mut self, prefix: &str, name: &str) {
        self.prefixed(prefix, [record::SHORT_ELEMENT, record::ELEMENT, record::PREFIX_ELEMENT_A]);
        self.name(name);
    }

    /// Ends the open element.
    pub fn end(&mut self) {
        match self.text.take().and_then(|at| self.out.get_mut(at)) {
            Some(head) => *head += 1,
            None => self.node(record::END_ELEMENT),
        }
    }

    /// Declares a namespace on the element just started; the default one when `prefix` is empty.
    pub fn namespace(&mut self, prefix: &str, uri: &str) {
        if prefix.is_empty() {
            self.node(record::SHORT_XMLNS);
        } else {
            self.node(record::XMLNS);
            self.name(prefix);
        }
        self.name(uri);
    }

    /// Gives the element just started an attribute.
    pub fn attribute(&mut self, prefix: &str, name: &str, value: &Text<'_>) {
        self.prefixed(prefix, [record::SHORT_ATTRIBUTE, record::ATTRIBUTE, record::PREFIX_ATTRIBUTE_A]);
        self.name(name);
        match value {
            // Bytes of an element may become two records, or none. An attribute has one.
            Text::Bytes(bytes) => {
                self.length(record::BYTES8, bytes.len());
                self.reserve(bytes.len());
                self.out.extend_from_slice(bytes);
            }
            _ => self.text(value),
        }
        self.text = None;
    }

    /// Writes one text record; bytes may become two.
    pub fn text(&mut self, text: &Text<'_>) {
        match text {
            Text::Empty => self.text_node(record::EMPTY),
            Text::Bool(value) => self.bool(*value),
            Text::Int(value) => self.int(*value),
            Text::Uint(value) => match i64::try_from(*value) {
                Ok(value) => self.int(value),
                Err(_) => self.fixed(record::UINT64, &value.to_le_bytes()),
            },
            Text::Float(value) => self.double(f64::from(*value)),
            Text::Double(value) => self.double(*value),
            Text::Decimal(value) => self.fixed(record::DECIMAL, value),
            Text::DateTime(value) => self.fixed(record::DATE_TIME, &value.to_le_bytes()),
            Text::TimeSpan(value) => self.fixed(record::TIME_SPAN, &value.to_le_bytes()),
            Text::Uuid(value) => self.fixed(record::UUID, value),
            Text::UniqueId(value) => self.fixed(record::UNIQUE_ID, value),
            Text::Chars(chars) => self.chars(chars),
            Text::Bytes(bytes) => self.bytes(bytes.len(), std::iter::once(&**bytes)),
            Text::List(items) => {
                self.node(record::START_LIST);
                self.reserve(items.len().min(BUFFER));
                self.out.extend_from_slice(items);
                self.node(record::END_LIST);
            }
        }
    }

    /// Writes a boolean.
    pub fn bool(&mut self, value: bool) {
        self.text_node(if value { record::TRUE } else { record::FALSE });
    }

    /// Writes an integer as the smallest record that holds it.
    pub fn int(&mut self, value: i64) {
        if value == 0 {
            self.text_node(record::ZERO);
        } else if value == 1 {
            self.text_node(record::ONE);
        } else if let Ok(value) = i8::try_from(value) {
            self.fixed(record::INT8, &value.to_le_bytes());
        } else if let Ok(value) = i16::try_from(value) {
            self.fixed(record::INT16, &value.to_le_bytes());
        } else if let Ok(value) = i32::try_from(value) {
            self.fixed(record::INT32, &value.to_le_bytes());
        } else {
            self.fixed(record::INT64, &value.to_le_bytes());
        }
    }

    /// Writes a double as an integer or a float where that is exact.
    pub fn double(&mut self, value: f64) {
        let float = value as f32;
        if f64::from(float) != value || !float.is_finite() {
            // A float that is not finite stays a float: .NET's range check fails and so does its comparison.
            self.fixed(record::DOUBLE, &value.to_le_bytes());
        } else if float.fract() == 0.0 && (-9.223_372e18..9.223_372e18).contains(&float) {
            self.int(float as i64);
        } else {
            self.fixed(record::FLOAT, &float.to_le_bytes());
        }
    }

    /// Writes characters. None make the empty record; an empty string in an element is written by writing nothing.
    pub fn chars(&mut self, chars: &str) {
        let units = utf16_len(chars);
        match chars {
            "" => self.text_node(record::EMPTY),
            "0" => self.text_node(record::ZERO),
            "1" => self.text_node(record::ONE),
            _ if units <= usize::from(u8::MAX) / MOST_BYTES => self.short_chars(chars, units),
            _ if chars.len() / 2 > units => {
                self.length(record::UNICODE_CHARS8, units * 2);
                self.chunked(chars, BUFFER / 2, 2, true);
            }
            _ => {
                self.length(record::CHARS8, chars.len());
                self.chunked(chars, BUFFER / MOST_BYTES, MOST_BYTES, false);
            }
        }
    }

    /// Writes `length` bytes, given in any number of chunks; no bytes write nothing.
    pub fn bytes<'b>(&mut self, length: usize, chunks: impl Iterator<Item = &'b [u8]>) {
        let rest = length % 3;
        let mut records = [length - rest, rest].into_iter().filter(|size| *size > 0);
        let (mut size, mut left) = (0, 0);
        for mut chunk in chunks {
            while !chunk.is_empty() {
                if left == 0 {
                    let Some(next) = records.next() else { return };
                    (size, left) = (next, next);
                    self.length(record::BYTES8, size);
                    self.reserve(size);
                }
                let (now, later) = chunk.split_at(left.min(chunk.len()));
                self.out.extend_from_slice(now);
                left -= now.len();
                chunk = later;
                if left == 0 && size >= BUFFER {
                    // So many bytes go past the buffer, which stays empty.
                    self.flush();
                }
            }
        }
    }

    /// Writes a whole array record as it was read.
    pub fn array(&mut self, record: &[u8]) {
        self.out.extend_from_slice(record);
        self.flush();
    }

    /// Writes a comment.
    pub fn comment(&mut self, comment: &str) {
        self.node(record::COMMENT);
        self.name(comment);
    }
}

/// What .NET's writer does beneath, by the names it has there.
impl Encoder {
    /// `FlushBuffer`: passes the buffer on, after which nothing in it can be changed.
    fn flush(&mut self) {
        self.buffer = self.out.len();
        self.text = None;
    }

    /// `GetBuffer`: makes sure that `count` more bytes fit in the buffer.
    fn reserve(&mut self, count: usize) {
        if self.out.len() - self.buffer + count > BUFFER {
            self.flush();
        }
    }

    /// `WriteNode`: a record that is not text.
    fn node(&mut self, head: u8) {
        self.reserve(1);
        self.out.push(head);
        self.text = None;
    }

    /// `WriteTextNode`: a text record without a payload.
    fn text_node(&mut self, head: u8) {
        self.reserve(1);
        self.text = Some(self.out.len());
        self.out.push(head);
    }

    /// A text record with a payload of fixed size.
    fn fixed(&mut self, head: u8, payload: &[u8]) {
        self.reserve(1 + payload.len());
        self.text = Some(self.out.len());
        self.out.push(head);
        self.out.extend_from_slice(payload);
    }

    /// `WriteTextNodeWithLength`: the head and length of a run; `head` is the record with the 8-bit length.
    fn length(&mut self, head: u8, length: usize) {
        self.reserve(5);
        self.text = Some(self.out.len());
        let bytes = u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        let (step, size) = match length {
            0..=0xFF => (0, 1),
            0x100..=0xFFFF => (2, 2),
            _ => (4, 4),
        };
        self.out.push(head + step);
        self.out.extend(bytes.iter().take(size));
    }

    /// `UnsafeWriteText` for text of at most 85 units.
    fn short_chars(&mut self, chars: &str, units: usize) {
        self.reserve(2 + units * MOST_BYTES);
        self.text = Some(self.out.len());
        if chars.len() / 2 <= units {
            self.out.push(record::CHARS8);
            self.out.push(u8::try_from(chars.len()).unwrap_or(u8::MAX));
            self.out.extend_from_slice(chars.as_bytes());
        } else {
            self.out.push(record::UNICODE_CHARS8);
            self.out.push(u8::try_from(units * 2).unwrap_or(u8::MAX));
            self.out.extend(chars.encode_utf16().flat_map(u16::to_le_bytes));
        }
    }

    /// `UnsafeWriteUTF8Chars` and `UnsafeWriteUnicodeChars`: chunks of at most `chunk` units, none splitting a
    /// surrogate pair, each reserved at `width` bytes a unit.
    fn chunked(&mut self, chars: &str, chunk: usize, width: usize, utf16: bool) {
        let mut rest = chars;
        while !rest.is_empty() {
            let (mut units, mut end) = (0, 0);
            for character in rest.chars() {
                if units + character.len_utf16() > chunk {
                    break;
                }
                units += character.len_utf16();
                end += character.len_utf8();
            }
            let (now, later) = rest.split_at(end);
            self.reserve(units * width);
            if utf16 {
                self.out.extend(now.encode_utf16().flat_map(u16::to_le_bytes));
            } else {
                self.out.extend_from_slice(now.as_bytes());
            }
            rest = later;
        }
    }

    /// `WriteName`: a length in bytes as a MultiByteInt31, then UTF-8.
    fn name(&mut self, name: &str) {
        let units = utf16_len(name);
        if units < 128 / MOST_BYTES {
            self.reserve(if units == 0 { 1 } else { 1 + units * MOST_BYTES });
            self.multi_byte_int31(name.len());
            self.out.extend_from_slice(name.as_bytes());
        } else {
            self.reserve(5);
            self.multi_byte_int31(name.len());
            self.chunked(name, BUFFER / MOST_BYTES, MOST_BYTES, false);
        }
    }

    fn multi_byte_int31(&mut self, mut value: usize) {
        while value > 0x7F {
            self.out.push((value & 0x7F) as u8 | 0x80);
            value >>= 7;
        }
        self.out.push(value as u8);
    }

    /// The head of an element or attribute with `prefix`: the record without one, the one that spells it out, or the
    /// run of records for `a` to `z`.
    fn prefixed(&mut self, prefix: &str, [short, long, letter_a]: [u8; 3]) {
        match prefix.as_bytes() {
            [] => self.node(short),
            [letter @ b'a'..=b'z'] => self.node(letter_a + (letter - b'a')),
            _ => {
                self.node(long);
                self.name(prefix);
            }
        }
    }
}

/// Length in UTF-16 units, which is what .NET calls the length of a string.
fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}
