//! A place in the bytes, and the primitive fields of [MC-NBFX] 2.1 read from it.

use crate::package::ReadError;

/// Reads forward through bytes. Nothing is allocated, and nothing is taken that is not there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Stands at the first byte.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Offset of the next byte, from the first.
    pub(crate) fn offset(&self) -> u64 {
        self.at as u64
    }

    /// Whether every byte has been taken.
    pub(crate) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// The bytes between an earlier offset of this cursor and the present one.
    pub(crate) fn since(&self, start: u64) -> &'a [u8] {
        usize::try_from(start).ok().and_then(|start| self.bytes.get(start..self.at)).unwrap_or_default()
    }

    /// Takes `count` bytes of `what`. Too few left: the error stands where the first missing byte should be.
    pub(crate) fn take(&mut self, count: usize, what: &str) -> Result<&'a [u8], ReadError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match rest.get(..count) {
            Some(taken) => {
                self.at += count;
                Ok(taken)
            }
            None => Err(ReadError::new(
                self.bytes.len() as u64,
                format!(
                    "the file ends inside {what}: expected {count} bytes from byte {}, found {}",
                    self.at,
                    rest.len()
                ),
            )),
        }
    }

    /// Takes `N` bytes of `what`.
    pub(crate) fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], ReadError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N, what)?);
        Ok(array)
    }

    /// Takes one byte of `what`.
    pub(crate) fn byte(&mut self, what: &str) -> Result<u8, ReadError> {
        let [byte] = self.array(what)?;
        Ok(byte)
    }

    /// Reads a MultiByteInt31: seven bits a byte, low group first, at most five bytes ([MC-NBFX] 2.1.2).
    pub(crate) fn multi_byte_int31(&mut self, what: &str) -> Result<usize, ReadError> {
        let start = self.offset();
        let mut value = 0_u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte(what)?;
            if shift == 28 && byte > 0x07 {
                return Err(ReadError::new(
                    start,
                    format!("{what} is more than 31 bits long; expected at most five bytes and 2147483647"),
                ));
            }
            value |= u32::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(value as usize)
    }

    /// Reads a String: its length in bytes as a MultiByteInt31, then UTF-8 ([MC-NBFX] 2.1.3).
    pub(crate) fn string(&mut self, what: &str) -> Result<&'a str, ReadError> {
        let length = self.multi_byte_int31(what)?;
        self.utf8(length, what)
    }

    /// Takes `count` bytes of UTF-8. The error stands at the first byte that is not.
    pub(crate) fn utf8(&mut self, count: usize, what: &str) -> Result<&'a str, ReadError> {
        let start = self.offset();
        let bytes = self.take(count, what)?;
        std::str::from_utf8(bytes).map_err(|fault| {
            ReadError::new(start + fault.valid_up_to() as u64, format!("{what} is not UTF-8 text"))
        })
    }
}
