//! The code of the methods, as far as it tells which strings go to an indexer.
//!
//! `parameters["Key"]` is compiled to `ldstr "Key"` and, next to it, a call of a method named `get_Item`. What is not
//! so compiled (`TryGetValue("Key", out value)`, a key in a variable) is not looked for: to follow a value through the
//! code takes an interpreter, and a hint that is sometimes wrong is worth less than none.

use super::bytes::{u16_at, u32_at};
use super::image::Image;
use super::metadata::Metadata;
use super::schema::{METHOD_DEF_OR_REF, Table};

/// The high byte of the token of a string literal (III.4.16).
const STRING_TOKEN: u32 = 0x70;

/// Instructions (III.1.2.1).
const LDSTR: u8 = 0x72;
const CALL: u8 = 0x28;
const CALLVIRT: u8 = 0x6F;
const SWITCH: u8 = 0x45;
const TWO_BYTES: u8 = 0xFE;

/// Offsets in the heap of string literals that the code hands to an indexer, in the order of the code.
///
/// Methods may share their code, and code may overlap; altogether no more of it is looked at than the file has bytes.
pub(super) fn indexed(image: &Image<'_>, metadata: &Metadata<'_>) -> Vec<u32> {
    let mut found = Vec::new();
    let mut left = image.bytes.len();
    for method in 1..=metadata.tables.rows(Table::MethodDef) {
        let Some(code) = body(image, metadata, method) else { continue };
        let Some(rest) = left.checked_sub(code.len()) else { break };
        left = rest;
        scan(code, metadata, &mut found);
    }
    found
}

/// The instructions of a method (II.25.4); None when it has no IL.
fn body<'d>(image: &Image<'d>, metadata: &Metadata<'d>, method: u32) -> Option<&'d [u8]> {
    let [address, flags] = [0, 1].map(|column| metadata.tables.cell(Table::MethodDef, method, column));
    // II.23.1.11: IL and managed are zeros.
    if address == 0 || flags & 0x7 != 0 {
        return None;
    }
    let (_, body) = image.at(address)?;
    let first = *body.first()?;
    if first & 0x3 == 0x2 {
        return body.get(1..1 + usize::from(first >> 2));
    }
    // The header's own size counts groups of four bytes.
    let header = usize::from(u16_at(body, 0)? >> 12) * 4;
    let size = usize::try_from(u32_at(body, 4)?).ok()?;
    (first & 0x3 == 0x3).then(|| body.get(header..header.checked_add(size)?))?
}

/// Looks at each instruction; stops at one that does not exist.
fn scan(code: &[u8], metadata: &Metadata<'_>, found: &mut Vec<u32>) {
    let mut rest = code;
    let mut literal = None;
    while let Some((instruction, after)) = rest.split_first() {
        let operand = u32_at(after, 0);
        match (*instruction, operand) {
            (CALL | CALLVIRT, Some(token)) if is_indexer(metadata, token) => found.extend(literal.take()),
            _ => {}
        }
        let is_literal = |token: &u32| *instruction == LDSTR && token >> 24 == STRING_TOKEN;
        literal = operand.filter(is_literal).map(|token| token & 0x00FF_FFFF);
        let Some(next) = operand_size(*instruction, after).and_then(|size| after.get(size..)) else { return };
        rest = next;
    }
}

/// Whether a token names a method called `get_Item`.
fn is_indexer(metadata: &Metadata<'_>, token: u32) -> bool {
    let tables = &metadata.tables;
    let of_spec = |row| tables.decode(&METHOD_DEF_OR_REF, tables.cell(Table::MethodSpec, row, 0));
    let method = [Table::MethodDef, Table::MemberRef]
        .into_iter()
        .find_map(|table| tables.is_row(table, token).map(|row| (table, row)))
        .or_else(|| tables.is_row(Table::MethodSpec, token).and_then(of_spec));
    let name = match method {
        Some((Table::MethodDef, row)) => tables.cell(Table::MethodDef, row, 3),
        Some((table, row)) => tables.cell(table, row, 1),
        None => return false,
    };
    metadata.is_named(name, b"get_Item")
}

/// How many bytes follow an instruction before the next one (III.3, III.4); None when there is no such instruction.
/// The second byte of an instruction of two counts as its operand.
fn operand_size(instruction: u8, after: &[u8]) -> Option<usize> {
    Some(match instruction {
        0x0E..=0x13 | 0x1F | 0x2B..=0x37 | 0xDE => 1,
        0x20 | 0x22 | 0x27..=0x29 | 0x38..=0x44 => 4,
        0x6F..=0x75 | 0x79 | 0x7B..=0x81 | 0x8C | 0x8D | 0x8F | 0xA3..=0xA5 | 0xC2 | 0xC6 | 0xD0 | 0xDD => 4,
        0x21 | 0x23 => 8,
        SWITCH => usize::try_from(u32_at(after, 0)?).ok()?.checked_mul(4)?.checked_add(4)?,
        TWO_BYTES => match after.first()? {
            0x06 | 0x07 | 0x15 | 0x16 | 0x1C => 5,
            0x09..=0x0E => 3,
            0x12 | 0x19 => 2,
            0x00..=0x05 | 0x0F | 0x11 | 0x13..=0x14 | 0x17..=0x18 | 0x1A | 0x1D | 0x1E => 1,
            _ => return None,
        },
        0x00..=0x0D | 0x14..=0x1E | 0x25 | 0x26 | 0x2A | 0x46..=0x6E | 0x76 | 0x7A | 0x82..=0x8B => 0,
        0x8E | 0x90..=0xA2 | 0xB3..=0xBA | 0xC3 | 0xD1..=0xDC | 0xDF | 0xE0 => 0,
        _ => return None,
    })
}
