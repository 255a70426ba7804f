//! The header before a file's data, which must say what the directory says.

use crate::package::ReadError;

use super::directory::Header;
use super::field::{four, run, two};

const LOCAL: &[u8] = b"PK\x03\x04";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const LOCAL_SIZE: usize = 30;
/// The flag that sizes and checksum follow the data.
const FOLLOWS: u16 = 8;

/// Where the entry that begins at `at` ends, before `limit`, its data and what follows them included.
pub(super) fn end(bytes: &[u8], at: usize, limit: usize, header: &Header<'_>) -> Result<u64, ReadError> {
    let what = "the header of a file";
    let before = bytes.get(..limit).unwrap_or_default();
    let shown = String::from_utf8_lossy(header.name).escape_debug().to_string();
    let refuse = |what: String| ReadError::new(at as u64, format!("`{shown}` {what}"));
    let past = |_| refuse("reaches into the directory".to_owned());
    if run(before, at, 4, what).ok() != Some(LOCAL) {
        return Err(refuse("has no header where the directory says".to_owned()));
    }
    let number = |offset| two(before, at + offset, what).map_err(past);
    let long = |offset| four(before, at + offset, what).map_err(past);
    let (name_size, extra_size) = (usize::from(number(26)?), usize::from(number(28)?));
    let name = run(before, at + LOCAL_SIZE, name_size, what).map_err(past)?;
    let extra = run(before, at + LOCAL_SIZE + name_size, extra_size, what).map_err(past)?;
    check_extra(extra).map_err(|what| refuse(what.to_owned()))?;
    let own = Header {
        flags: number(6)?,
        method: number(8)?,
        crc: long(14)?,
        packed: long(18)?,
        size: long(22)?,
        name,
    };
    if let Some((what, here, there)) = difference(&own, header) {
        return Err(refuse(format!(
            "has the {what} {here} in its header and {there} in the directory; expected the same"
        )));
    }
    let follows = own.flags & FOLLOWS != 0;
    let data = at + LOCAL_SIZE + name_size + extra_size;
    run(before, data, header.packed as usize, what).map_err(past)?;
    let end = data + header.packed as usize;
    let end = if follows {
        descriptor(before, end, header)
            .ok_or_else(|| refuse("is not followed by the sizes its flags announce".to_owned()))?
    } else {
        end
    };
    Ok(end as u64)
}

/// The first thing that a file's own header says otherwise than the directory: what, here and there.
fn difference(own: &Header<'_>, directory: &Header<'_>) -> Option<(&'static str, String, String)> {
    if own.name != directory.name {
        let shown = |name| format!("`{}`", String::from_utf8_lossy(name).escape_debug());
        return Some(("name", shown(own.name), shown(directory.name)));
    }
    if own.flags != directory.flags {
        return Some(("flags", format!("0x{:04X}", own.flags), format!("0x{:04X}", directory.flags)));
    }
    if own.method != directory.method {
        return Some(("method", own.method.to_string(), directory.method.to_string()));
    }
    let follows = own.flags & FOLLOWS != 0;
    let numbers = [
        ("checksum", own.crc, directory.crc),
        ("packed size", own.packed, directory.packed),
        ("size", own.size, directory.size),
    ];
    let differs = |here, there| here != there && !(follows && here == 0);
    let found = numbers.into_iter().find(|(_, here, there)| differs(*here, *there));
    found.map(|(what, here, there)| (what, here.to_string(), there.to_string()))
}

/// Where the sizes end that follow the data at `at`; None when they are not those of the directory.
fn descriptor(bytes: &[u8], at: usize, header: &Header<'_>) -> Option<usize> {
    let numbers: Vec<u8> =
        [header.crc, header.packed, header.size].into_iter().flat_map(u32::to_le_bytes).collect();
    let marked = [DESCRIPTOR, &numbers].concat();
    let rest = bytes.get(at..)?;
    [marked, numbers].into_iter().find(|form| rest.starts_with(form)).map(|form| at + form.len())
}

/// Refuses extra fields that would change what the header says: another name, another size.
pub(super) fn check_extra(extra: &[u8]) -> Result<(), &'static str> {
    let mut rest = extra;
    while !rest.is_empty() {
        let (Some([a, b, c, d]), Some(after)) = (rest.first_chunk::<4>(), rest.get(4..)) else {
            return Err("has extra fields that are cut short");
        };
        match u16::from_le_bytes([*a, *b]) {
            0x0001 => return Err("has a ZIP64 size; expected a plain one"),
            0x7075 | 0x6375 => return Err("has a second name or comment in its extra fields; expected none"),
            0x9901 | 0x0017 => return Err("is encrypted"),
            _ => {}
        }
        rest = after
            .get(usize::from(u16::from_le_bytes([*c, *d]))..)
            .ok_or("has extra fields that are cut short")?;
    }
    Ok(())
}
