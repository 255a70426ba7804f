//! The record types of [MC-NBFX] 2.2, by their first byte. A text record has a twin one higher that also ends the
//! element.

pub(super) const END_ELEMENT: u8 = 0x01;
pub(super) const COMMENT: u8 = 0x02;
pub(super) const ARRAY: u8 = 0x03;

pub(super) const SHORT_ATTRIBUTE: u8 = 0x04;
pub(super) const ATTRIBUTE: u8 = 0x05;
pub(super) const SHORT_XMLNS: u8 = 0x08;
pub(super) const XMLNS: u8 = 0x09;
pub(super) const PREFIX_ATTRIBUTE_A: u8 = 0x26;
pub(super) const PREFIX_ATTRIBUTE_Z: u8 = 0x3F;

pub(super) const SHORT_ELEMENT: u8 = 0x40;
pub(super) const ELEMENT: u8 = 0x41;
pub(super) const PREFIX_ELEMENT_A: u8 = 0x5E;
pub(super) const PREFIX_ELEMENT_Z: u8 = 0x77;

pub(super) const ZERO: u8 = 0x80;
pub(super) const ONE: u8 = 0x82;
pub(super) const FALSE: u8 = 0x84;
pub(super) const TRUE: u8 = 0x86;
pub(super) const INT8: u8 = 0x88;
pub(super) const INT16: u8 = 0x8A;
pub(super) const INT32: u8 = 0x8C;
pub(super) const INT64: u8 = 0x8E;
pub(super) const FLOAT: u8 = 0x90;
pub(super) const DOUBLE: u8 = 0x92;
pub(super) const DECIMAL: u8 = 0x94;
pub(super) const DATE_TIME: u8 = 0x96;
pub(super) const CHARS8: u8 = 0x98;
pub(super) const CHARS16: u8 = 0x9A;
pub(super) const CHARS32: u8 = 0x9C;
pub(super) const BYTES8: u8 = 0x9E;
pub(super) const BYTES16: u8 = 0xA0;
pub(super) const BYTES32: u8 = 0xA2;
pub(super) const START_LIST: u8 = 0xA4;
pub(super) const END_LIST: u8 = 0xA6;
pub(super) const EMPTY: u8 = 0xA8;
pub(super) const DICTIONARY: u8 = 0xAA;
pub(super) const UNIQUE_ID: u8 = 0xAC;
pub(super) const TIME_SPAN: u8 = 0xAE;
pub(super) const UUID: u8 = 0xB0;
pub(super) const UINT64: u8 = 0xB2;
pub(super) const BOOL: u8 = 0xB4;
pub(super) const UNICODE_CHARS8: u8 = 0xB6;
pub(super) const UNICODE_CHARS16: u8 = 0xB8;
pub(super) const UNICODE_CHARS32: u8 = 0xBA;
pub(super) const QNAME_DICTIONARY: u8 = 0xBC;

/// The first and last bytes of text records, twins included.
pub(super) const TEXT: std::ops::RangeInclusive<u8> = ZERO..=QNAME_DICTIONARY + 1;

/// Whether a record refers to a string dictionary ([MC-NBFX] 2.2.1.4, 2.2.2.3 and others).
pub(super) fn uses_dictionary(record: u8) -> bool {
    matches!(record, 0x06 | 0x07 | 0x0A..=0x25 | 0x42..=0x5D)
        || matches!(record & 0xFE, DICTIONARY | QNAME_DICTIONARY)
}

/// The one-letter prefix that a record of the runs `a` to `z` stands for; `index` is 0 for `a`.
pub(super) fn letter(index: u8) -> &'static str {
    let at = usize::from(index);
    "abcdefghijklmnopqrstuvwxyz".get(at..at + 1).unwrap_or_default()
}

/// The size in bytes of one item of an array, by the record that follows the array's element ([MC-NBFX] 2.2.3.31).
/// None for records that cannot be an array's.
pub(super) fn array_item_size(record: u8) -> Option<usize> {
    // An array names the twin that ends the element, because every item is one whole element.
    if record & 1 == 0 {
        return None;
    }
    match record & 0xFE {
        BOOL => Some(1),
        INT16 => Some(2),
        INT32 | FLOAT => Some(4),
        INT64 | DOUBLE | DATE_TIME | TIME_SPAN => Some(8),
        DECIMAL | UUID => Some(16),
        _ => None,
    }
}
