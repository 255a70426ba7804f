//! JSON text to values that know where they stand.
//!
//! A reader of our own, because a package needs what the usual one does not give: the byte each value stands at, the
//! digits of a number as they were written, an error for the second of two members of one name, and a bound on how
//! many values there are before any memory is taken for them.

use std::borrow::Cow;

use crate::package::{Limits, ReadError};

use super::value::{Entry, Json, Kind};

/// The byte order mark that some editors put before UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads the one value that fills `bytes`, a byte order mark before it allowed. Offsets count from the first of
/// `bytes`.
pub(super) fn parse<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Json<'a>, ReadError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|fault| ReadError::new(fault.valid_up_to() as u64, "the JSON is not UTF-8 text"))?;
    let at = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let mut parser = Parser {
        text,
        at,
        // A group takes two levels in either form; an element that is kept as it is takes two levels here for its one.
        depth: 2 * limits.depth_in_force() + 8,
        left: limits.elements,
        // Escapes are members here and none in the binary form.
        members: limits.members + 4,
    };
    let value = parser.value()?;
    parser.blank();
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.fault("something follows the end of the JSON; expected the end of the file")),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// Lists and objects that may still be opened inside one another.
    depth: usize,
    /// Values that may still come.
    left: usize,
    /// Members an object may have.
    members: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn fault(&self, what: impl Into<String>) -> ReadError {
        ReadError::new(self.at as u64, what)
    }

    /// The refusal of what stands here.
    fn unexpected(&self, expected: &str) -> ReadError {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None => self.fault(format!("the file ends where the JSON needs {expected}")),
            Some(found) => {
                self.fault(format!("`{}` stands in the JSON; expected {expected}", found.escape_debug()))
            }
        }
    }

    fn value(&mut self) -> Result<Json<'a>, ReadError> {
        self.blank();
        let at = self.at as u64;
        // A value may be one byte, and what is made of it fifty. Stop at the limit, not at the end of memory.
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| ReadError::new(at, "the document holds more elements than the limit"))?;
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Kind::Number(Cow::Borrowed(self.number()?)),
            Some(b't') => self.word("true", Kind::Bool(true))?,
            Some(b'f') => self.word("false", Kind::Bool(false))?,
            Some(b'n') => self.word("null", Kind::Null)?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Json { at, kind })
    }

    /// Reads a list or an object, whose first byte is passed here.
    fn nested(&mut self, read: fn(&mut Self) -> Result<Kind<'a>, ReadError>) -> Result<Kind<'a>, ReadError> {
        // Each level is a call of its own. Stop before the stack does.
        self.depth = self
            .depth
            .checked_sub(1)
            .ok_or_else(|| self.fault("the JSON is nested deeper than the limit"))?;
        self.at += 1;
        let kind = read(self)?;
        self.depth += 1;
        Ok(kind)
    }

    fn list(&mut self) -> Result<Kind<'a>, ReadError> {
        let mut items = Vec::new();
        self.blank();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Kind::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.separator(b']', "`,` or `]`")? {
                return Ok(Kind::List(items));
            }
        }
    }

    fn object(&mut self) -> Result<Kind<'a>, ReadError> {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        self.blank();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Kind::Object(entries));
        }
        loop {
            self.blank();
            let at = self.at as u64;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("the name of a member"));
            }
            let name = self.string()?;
            // Every name is compared with those before it. Stop before that takes the square of a long time.
            if entries.len() >= self.members {
                return Err(ReadError::new(at, format!("an object has more than {} members", self.members)));
            }
            if entries.iter().any(|entry| entry.name == name) {
                return Err(ReadError::new(at, format!("an object has two members `{name}`; expected one")));
            }
            self.blank();
            if self.peek() != Some(b':') {
                return Err(self.unexpected("`:`"));
            }
            self.at += 1;
            entries.push(Entry { at, name, value: self.value()? });
            if self.separator(b'}', "`,` or `}`")? {
                return Ok(Kind::Object(entries));
            }
        }
    }

    /// Passes a `,`, or the end, and says whether it was the end.
    fn separator(&mut self, end: u8, expected: &str) -> Result<bool, ReadError> {
        self.blank();
        let found = self.peek();
        if found != Some(b',') && found != Some(end) {
            return Err(self.unexpected(expected));
        }
        self.at += 1;
        Ok(found == Some(end))
    }

    fn word(&mut self, word: &str, kind: Kind<'a>) -> Result<Kind<'a>, ReadError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if rest.starts_with(word) {
            self.at += word.len();
            return Ok(kind);
        }
        if word.starts_with(rest) {
            self.at = self.text.len();
        }
        Err(self.unexpected("a value"))
    }

    /// Reads a number and gives it as it was written.
    fn number(&mut self) -> Result<&'a str, ReadError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn digits(&mut self) -> Result<(), ReadError> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.unexpected("a digit"));
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    /// Reads a string. It is borrowed unless it holds an escape.
    fn string(&mut self) -> Result<Cow<'a, str>, ReadError> {
        self.at += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            // The run ends before ASCII or at the end, so it holds whole characters.
            let run = self.text.get(start..self.at).unwrap_or_default();
            if text.is_empty() {
                text = Cow::Borrowed(run);
            } else {
                text.to_mut().push_str(run);
            }
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    let character = self.escape()?;
                    text.to_mut().push(character);
                }
                _ => return Err(self.unexpected("the end of a string")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, ReadError> {
        self.at += 1;
        let character = match self.peek() {
            Some(quoted @ (b'"' | b'\\' | b'/')) => char::from(quoted),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.unexpected("an escape")),
        };
        self.at += 1;
        Ok(character)
    }

    /// Reads `uXXXX`, and the second half of a surrogate pair where this is the first.
    fn unicode(&mut self) -> Result<char, ReadError> {
        let at = self.at as u64 - 1;
        let first = self.hex()?;
        let mut units = vec![first];
        if (0xD800..0xDC00).contains(&first)
            && self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u"))
        {
            self.at += 1;
            units.push(self.hex()?);
        }
        let mut decoded = char::decode_utf16(units);
        match (decoded.next(), decoded.next()) {
            (Some(Ok(character)), None) => Ok(character),
            _ => Err(ReadError::new(at, "an escape is half of a surrogate pair")),
        }
    }

    /// Reads four hexadecimal digits behind the `u` that stands here.
    fn hex(&mut self) -> Result<u16, ReadError> {
        self.at += 1;
        let mut unit = 0_u16;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else { return Err(self.unexpected("four hexadecimal digits")) };
            unit = unit << 4 | digit as u16;
            self.at += 1;
        }
        Ok(unit)
    }
}
