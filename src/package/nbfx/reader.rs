//! Bytes to events, one record at a time ([MC-NBFX] 2.2).
//!
//! 1. An element starts, its attributes and namespaces follow, then its content, then its end.
//! 2. A text record that also ends the element gives two events: the text, then the end.
//! 3. The document is over when the root ends, and that must be the last byte.

use super::cursor::Cursor;
use super::record;
use super::text::{self, Text};
use crate::package::{Limits, ReadError};

/// What one record says. Everything borrows from the input, except text that is stored as UTF-16.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<'a> {
    /// An element starts. `prefix` is empty when it has none.
    Start {
        /// The namespace prefix, empty when there is none.
        prefix: &'a str,
        /// The local name.
        name: &'a str,
    },
    /// The started element declares a namespace; the default one when `prefix` is empty.
    Namespace {
        /// The prefix declared, empty for the default namespace.
        prefix: &'a str,
        /// The namespace.
        uri: &'a str,
    },
    /// The started element has an attribute.
    Attribute {
        /// The namespace prefix, empty when there is none.
        prefix: &'a str,
        /// The local name.
        name: &'a str,
        /// The value.
        value: Text<'a>,
    },
    /// Text in the open element.
    Text(Text<'a>),
    /// A run of elements that each hold one number.
    Array(Array<'a>),
    /// A comment.
    Comment(&'a str),
    /// The open element ends.
    End,
}

/// An array record ([MC-NBFX] 2.2.3.31): `count` elements of one name, each holding one value of one fixed-size kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Array<'a> {
    /// The namespace prefix of the elements, empty when there is none.
    pub prefix: &'a str,
    /// The local name of the elements.
    pub name: &'a str,
    /// How many elements the array stands for.
    pub count: usize,
    /// The whole record, its head 0x03 included.
    pub record: &'a [u8],
}

/// A pull reader. Cloning it marks a place to come back to with [`Reader::rewind`]; a clone costs nothing.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    cursor: Cursor<'a>,
    depth: usize,
    most_depth: usize,
    /// Records that may still come.
    left: usize,
    /// The start of an element was the last record but for attributes.
    in_tag: bool,
    /// The last text record ended its element as well: where it stood.
    ending: Option<u64>,
    over: bool,
}

impl<'a> Reader<'a> {
    /// Stands before the first record.
    pub fn new(bytes: &'a [u8], limits: &Limits) -> Self {
        Self {
            cursor: Cursor::new(bytes),
            depth: 0,
            most_depth: limits.depth_in_force(),
            left: limits.elements,
            in_tag: false,
            ending: None,
            over: false,
        }
    }

    /// Goes back to a mark. What was read since stays counted, so that reading again and again cannot take longer than
    /// the limit on elements allows.
    pub fn rewind(&mut self, mark: &Self) {
        let left = self.left.min(mark.left);
        *self = Self { left, ..mark.clone() };
    }

    /// Elements open now.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Offset of the next record, from the first byte.
    pub fn offset(&self) -> u64 {
        self.cursor.offset()
    }

    /// The bytes between an earlier [`Reader::offset`] and the present one.
    pub fn since(&self, start: u64) -> &'a [u8] {
        self.cursor.since(start)
    }

    /// The next event with the offset of its record, or None after the end of the root, which must be the last byte.
    ///
    /// # Errors
    /// The bytes are not [MC-NBFX] without a dictionary, break a limit, end too early or go on too long.
    pub fn next_event(&mut self) -> Result<Option<(u64, Event<'a>)>, ReadError> {
        if let Some(at) = self.ending.take() {
            return self.end(at).map(Some);
        }
        let at = self.cursor.offset();
        if self.over {
            return if self.cursor.is_at_end() {
                Ok(None)
            } else {
                Err(ReadError::new(at, "bytes follow the end of the document; expected the end of the file"))
            };
        }
        if self.cursor.is_at_end() {
            return Err(self.refuse_end(at));
        }
        let head = self.cursor.byte("a record")?;
        self.count(at)?;
        self.record(head, at).map(Some)
    }

    fn record(&mut self, head: u8, at: u64) -> Result<(u64, Event<'a>), ReadError> {
        let event = match head {
            record::SHORT_ELEMENT | record::ELEMENT | record::PREFIX_ELEMENT_A..=record::PREFIX_ELEMENT_Z => {
                self.start(head, at)?
            }
            record::SHORT_ATTRIBUTE..=record::XMLNS
            | record::PREFIX_ATTRIBUTE_A..=record::PREFIX_ATTRIBUTE_Z
                if !record::uses_dictionary(head) =>
            {
                if !self.in_tag {
                    return Err(ReadError::new(at, "an attribute stands outside the start of an element"));
                }
                self.attribute(head)?
            }
            _ if record::uses_dictionary(head) => return Err(text::refuse_dictionary(head, at)),
            record::COMMENT => {
                self.in_tag = false;
                Event::Comment(self.cursor.string("a comment")?)
            }
            _ if self.depth == 0 => {
                return Err(ReadError::new(
                    at,
                    format!("record 0x{head:02X} stands first; expected an element"),
                ));
            }
            record::END_ELEMENT => return self.end(at),
            record::ARRAY => self.array(at)?,
            head if record::TEXT.contains(&head) => self.text(head, at)?,
            _ => {
                return Err(ReadError::new(at, format!("0x{head:02X} is not a record of .NET Binary XML")));
            }
        };
        Ok((at, event))
    }

    fn start(&mut self, head: u8, at: u64) -> Result<Event<'a>, ReadError> {
        // Whoever walks the document may keep a place for every open element. Stop before that costs anything.
        if self.depth >= self.most_depth {
            return Err(ReadError::new(
                at,
                format!("elements are nested more than {} deep, the limit", self.most_depth),
            ));
        }
        let (prefix, name) = self.element_name(head)?;
        self.depth += 1;
        self.in_tag = true;
        Ok(Event::Start { prefix, name })
    }

    fn element_name(&mut self, head: u8) -> Result<(&'a str, &'a str), ReadError> {
        let prefix = match head {
            record::SHORT_ELEMENT => "",
            record::ELEMENT => self.cursor.string("a prefix")?,
            _ => record::letter(head - record::PREFIX_ELEMENT_A),
        };
        Ok((prefix, self.name("an element name")?))
    }

    fn name(&mut self, what: &str) -> Result<&'a str, ReadError> {
        let at = self.cursor.offset();
        let name = self.cursor.string(what)?;
        if name.is_empty() { Err(ReadError::new(at, format!("{what} is empty"))) } else { Ok(name) }
    }

    fn attribute(&mut self, head: u8) -> Result<Event<'a>, ReadError> {
        let prefix = match head {
            record::SHORT_XMLNS => {
                let uri = self.cursor.string("a namespace")?;
                return Ok(Event::Namespace { prefix: "", uri });
            }
            record::XMLNS => {
                let prefix = self.name("a prefix")?;
                return Ok(Event::Namespace { prefix, uri: self.cursor.string("a namespace")? });
            }
            record::SHORT_ATTRIBUTE => "",
            record::ATTRIBUTE => self.cursor.string("a prefix")?,
            _ => record::letter(head - record::PREFIX_ATTRIBUTE_A),
        };
        let name = self.name("an attribute name")?;
        let at = self.cursor.offset();
        let head = self.cursor.byte("an attribute")?;
        if !record::TEXT.contains(&head) || head & 1 == 1 {
            return Err(ReadError::new(
                at,
                format!("record 0x{head:02X} is the value of attribute `{name}`; expected a text record"),
            ));
        }
        let (value, ends) = text::read(&mut self.cursor, head, at)?;
        if ends {
            return Err(ReadError::new(at, format!("the value of attribute `{name}` ends an element")));
        }
        Ok(Event::Attribute { prefix, name, value })
    }

    fn text(&mut self, head: u8, at: u64) -> Result<Event<'a>, ReadError> {
        self.in_tag = false;
        let (text, ends) = text::read(&mut self.cursor, head, at)?;
        self.ending = ends.then_some(at);
        Ok(Event::Text(text))
    }

    fn array(&mut self, at: u64) -> Result<Event<'a>, ReadError> {
        self.in_tag = false;
        let head_at = self.cursor.offset();
        let head = self.cursor.byte("an array")?;
        if !matches!(
            head,
            record::SHORT_ELEMENT | record::ELEMENT | record::PREFIX_ELEMENT_A..=record::PREFIX_ELEMENT_Z
        ) {
            return Err(ReadError::new(
                head_at,
                format!("record 0x{head:02X} begins an array; expected an element"),
            ));
        }
        let (prefix, name) = self.element_name(head)?;
        self.array_attributes()?;
        let kind_at = self.cursor.offset();
        let kind = self.cursor.byte("an array")?;
        let size = record::array_item_size(kind).ok_or_else(|| {
            ReadError::new(kind_at, format!("record 0x{kind:02X} cannot be the items of an array"))
        })?;
        let count = self.cursor.multi_byte_int31("the count of an array")?;
        self.cursor.take(count.saturating_mul(size), "an array")?;
        Ok(Event::Array(Array { prefix, name, count, record: self.cursor.since(at) }))
    }

    /// Passes the attributes of an array's element up to its end.
    fn array_attributes(&mut self) -> Result<(), ReadError> {
        loop {
            let at = self.cursor.offset();
            let head = self.cursor.byte("an array")?;
            match head {
                record::END_ELEMENT => return Ok(()),
                _ if record::uses_dictionary(head) => {
                    return Err(text::refuse_dictionary(head, at));
                }
                record::SHORT_ATTRIBUTE..=record::XMLNS
                | record::PREFIX_ATTRIBUTE_A..=record::PREFIX_ATTRIBUTE_Z => {
                    self.count(at)?;
                    self.attribute(head)?;
                }
                _ => {
                    return Err(ReadError::new(
                        at,
                        format!("record 0x{head:02X} stands in the element of an array; expected its end"),
                    ));
                }
            }
        }
    }

    fn end(&mut self, at: u64) -> Result<(u64, Event<'a>), ReadError> {
        self.depth -= 1;
        self.in_tag = false;
        self.over = self.depth == 0;
        Ok((at, Event::End))
    }

    fn count(&mut self, at: u64) -> Result<(), ReadError> {
        // A record may be one byte, and what is made of it a hundred. Stop at the limit, not at the end of memory.
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(ReadError::new(at, "the document holds more elements than the limit")),
        }
    }

    fn refuse_end(&self, at: u64) -> ReadError {
        let what = match self.depth {
            0 => "the file ends before its first element".to_owned(),
            1 => "the file ends while one element is open".to_owned(),
            depth => format!("the file ends while {depth} elements are open"),
        };
        ReadError::new(at, what)
    }
}
