//! The directory of an archive, read with nothing taken on trust.
//!
//! 1. The end record is the last 22 bytes, so nothing follows it; the directory ends where it begins.
//! 2. Every file's own header says what the directory says of it.
//! 3. Headers and data fill the space before the directory exactly: nothing overlaps, nothing hides between them,
//!    nothing stands before the first. A truncated archive that ends in a whole inner one fails here.
//! 4. Names are plain and unique, sizes within the limits, everything is an ordinary file, stored or deflated.
//!
//! Source: PKWARE's APPNOTE 6.3.10, 4.3 and 4.4.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::package::{Limits, ReadError};

use super::field::{four, run, two};
use super::{local, name};

const END: &[u8] = b"PK\x05\x06";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END_SIZE: usize = 22;
const CENTRAL_SIZE: usize = 46;

/// An entry may be this large whatever its ratio: small files of one character are no attack.
const SMALL: u64 = 1 << 20;

/// Whether an archive may name folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::package::containers) enum Folders {
    /// A package has none.
    Refused,
    /// An ordinary archive may; they are passed over.
    Passed,
}

/// A file in an archive.
#[derive(Clone, Debug)]
pub(in crate::package::containers) struct Entry {
    /// Its name.
    pub(in crate::package::containers) name: String,
    /// Its place in the directory, from 0.
    pub(in crate::package::containers) index: usize,
    /// Offset of its header in the directory.
    pub(in crate::package::containers) central: u64,
    /// Offset of its own header.
    pub(in crate::package::containers) local: u64,
    /// Its size in the archive.
    pub(in crate::package::containers) packed: u64,
    /// Its size, unpacked, as declared.
    pub(in crate::package::containers) size: u64,
    /// Whether it is a folder.
    pub(in crate::package::containers) folder: bool,
}

impl Entry {
    /// Whether the entry grows so much when it is unpacked that it must be meant to do harm.
    pub(super) fn grows_too_much(&self, limits: &Limits) -> bool {
        grows_too_much(self.packed, self.size, limits)
    }
}

fn grows_too_much(packed: u64, size: u64, limits: &Limits) -> bool {
    size > SMALL && size / packed.max(1) >= limits.ratio
}

/// What the directory says of an entry and its own header must repeat.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header<'a> {
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) packed: u32,
    pub(super) size: u32,
    pub(super) name: &'a [u8],
}

/// The entries, in the order of the directory.
pub(super) fn entries(bytes: &[u8], limits: &Limits, folders: Folders) -> Result<Vec<Entry>, ReadError> {
    let (directory, count) = end(bytes)?;
    if count > limits.archive_entries {
        let what = format!("the archive holds {count} files; expected at most {}", limits.archive_entries);
        return Err(ReadError::new(directory.end as u64, what));
    }
    let (start, before_end) = (directory.start, bytes.get(..directory.end).unwrap_or_default());
    let mut found = Found { limits, folders, start, names: BTreeMap::new(), spans: Vec::new(), total: 0 };
    let mut at = start;
    let mut entries = Vec::with_capacity(count);
    for index in 0..count {
        let record = record(before_end, at)?;
        entries.push(found.entry(bytes, &record, index)?);
        at = record.next;
    }
    if at != directory.end {
        return Err(ReadError::new(at as u64, "the directory is longer than its entries"));
    }
    tile(found.spans, directory.start)?;
    Ok(entries)
}

/// Where the directory lies and how many entries it says it has.
fn end(bytes: &[u8]) -> Result<(Range<usize>, usize), ReadError> {
    let length = bytes.len() as u64;
    let at = bytes.len().checked_sub(END_SIZE).filter(|at| bytes.get(*at..*at + 4) == Some(END));
    let Some(at) = at else {
        // The last one that fits says best what came after it.
        let earlier = bytes.windows(4).rposition(|window| window == END);
        return Err(match earlier.filter(|at| at + END_SIZE < bytes.len()) {
            Some(at) => ReadError::new(
                (at + END_SIZE) as u64,
                "bytes follow the end of the archive; expected the end of the file",
            ),
            None => ReadError::new(length, "the zip is cut short: the file ends before its directory does"),
        });
    };
    let what = "the end of the directory";
    let refuse = |what: String| ReadError::new(at as u64, what);
    let (size, start) = (four(bytes, at + 12, what)? as usize, four(bytes, at + 16, what)? as usize);
    let (here, count) = (two(bytes, at + 8, what)?, two(bytes, at + 10, what)?);
    if size == 0xFFFF_FFFF || start == 0xFFFF_FFFF || count == 0xFFFF {
        return Err(refuse("the archive is in the ZIP64 form; expected a plain one".to_owned()));
    }
    if two(bytes, at + 4, what)? != 0 || two(bytes, at + 6, what)? != 0 || here != count {
        return Err(refuse("the archive goes over several disks; expected one file".to_owned()));
    }
    if two(bytes, at + 20, what)? != 0 {
        return Err(ReadError::new(length, "the file ends inside the archive's comment; expected none"));
    }
    if start.checked_add(size) != Some(at) {
        return Err(refuse(format!(
            "the directory is said to be {size} bytes from byte {start}, but ends at byte {at}: the archive is cut short or has something before it"
        )));
    }
    Ok((start..at, count.into()))
}

/// An entry as the directory has it.
struct Record<'a> {
    header: Header<'a>,
    central: u64,
    local: u32,
    made_by: u16,
    external: u32,
    disk: u16,
    /// Length of the comment.
    comment: u16,
    extra: &'a [u8],
    /// Where the next one begins.
    next: usize,
}

/// Reads the entry that begins at `at`, before the end of `bytes`, which is that of the directory.
fn record(bytes: &[u8], at: usize) -> Result<Record<'_>, ReadError> {
    let what = "the directory";
    if run(bytes, at, 4, what).ok() != Some(CENTRAL) {
        return Err(ReadError::new(at as u64, "the directory holds fewer entries than it says"));
    }
    let number = |offset| two(bytes, at + offset, what);
    let long = |offset| four(bytes, at + offset, what);
    let (name, extra, comment) = (usize::from(number(28)?), usize::from(number(30)?), number(32)?);
    let extra_at = at + CENTRAL_SIZE + name;
    Ok(Record {
        header: Header {
            flags: number(8)?,
            method: number(10)?,
            crc: long(16)?,
            packed: long(20)?,
            size: long(24)?,
            name: run(bytes, at + CENTRAL_SIZE, name, what)?,
        },
        central: at as u64,
        local: long(42)?,
        made_by: number(4)?,
        external: long(38)?,
        disk: number(34)?,
        comment,
        extra: run(bytes, extra_at, extra, what)?,
        next: extra_at + extra + usize::from(comment),
    })
}

/// What was seen so far.
struct Found<'l> {
    limits: &'l Limits,
    folders: Folders,
    /// Where the directory begins, and the files end.
    start: usize,
    /// Folded names; whether a name is a file rather than a folder above one.
    names: BTreeMap<String, bool>,
    spans: Vec<(Range<u64>, String)>,
    total: u64,
}

impl Found<'_> {
    fn entry(&mut self, bytes: &[u8], record: &Record<'_>, index: usize) -> Result<Entry, ReadError> {
        let Record { header, central, local, .. } = *record;
        let name = named(&header, central)?;
        let refuse = |what: String| ReadError::new(central, format!("`{}` {what}", name.escape_debug()));
        local::check_extra(record.extra).map_err(|what| refuse(what.to_owned()))?;
        if record.disk != 0 || record.comment != 0 || [header.packed, header.size, local].contains(&u32::MAX)
        {
            return Err(refuse("has a comment, another disk or a ZIP64 size; expected none".to_owned()));
        }
        let folder = kind(record.made_by, record.external, &name).map_err(|what| refuse(what.to_owned()))?;
        if folder && (self.folders == Folders::Refused || header.size != 0) {
            return Err(refuse("is a folder; expected files only".to_owned()));
        }
        self.admit(&header, &name, folder).map_err(&refuse)?;
        let end = local::end(bytes, local as usize, self.start, &header)?;
        self.spans.push((local.into()..end, name.clone()));
        let (packed, size) = (header.packed.into(), header.size.into());
        Ok(Entry { name, index, central, local: local.into(), packed, size, folder })
    }

    /// Holds an entry to the rules and the limits.
    fn admit(&mut self, header: &Header<'_>, name: &str, folder: bool) -> Result<(), String> {
        if let Some(fault) = name::fault(name.strip_suffix('/').filter(|_| folder).unwrap_or(name)) {
            return Err(format!("is no plain name: it {fault}"));
        }
        if header.flags & !0b1000_0000_1110 != 0 {
            let encrypted = header.flags & 1 == 1;
            return Err(if encrypted {
                "is encrypted".to_owned()
            } else {
                format!("has flags 0x{:04X}, of which some are not known", header.flags)
            });
        }
        match header.method {
            0 if header.packed != header.size => {
                return Err(format!("is stored, but {} bytes are said to be {}", header.packed, header.size));
            }
            0 | 8 => {}
            other => return Err(format!("is packed by method {other}; expected 0 (stored) or 8 (deflate)")),
        }
        let (packed, size) = (u64::from(header.packed), u64::from(header.size));
        self.total += size;
        if self.total > self.limits.unpacked {
            return Err(format!(
                "would bring the archive to {} bytes unpacked; expected at most {}",
                self.total, self.limits.unpacked
            ));
        }
        if grows_too_much(packed, size, self.limits) {
            return Err(format!(
                "is said to unpack {packed} bytes to {size}; expected less than {} times as many",
                self.limits.ratio
            ));
        }
        self.unique(name.trim_end_matches('/'), folder)
    }

    /// Refuses the second of two names that are one on some system, and a file that is another's folder.
    fn unique(&mut self, name: &str, folder: bool) -> Result<(), String> {
        let folded = name::folded(name);
        for (at, _) in folded.match_indices('/') {
            if self.names.insert(folded.get(..at).unwrap_or_default().to_owned(), false) == Some(true) {
                return Err("lies in a folder that is a file too".to_owned());
            }
        }
        match self.names.insert(folded, !folder) {
            Some(true) => Err("is there twice, upper and lower case not told apart".to_owned()),
            Some(false) if !folder => Err("is a file and a folder too".to_owned()),
            _ => Ok(()),
        }
    }
}

/// The name of an entry as text.
fn named(header: &Header<'_>, at: u64) -> Result<String, ReadError> {
    let name = std::str::from_utf8(header.name)
        .map_err(|_| ReadError::new(at, "a name in the archive is not UTF-8 text"))?;
    if !name.is_ascii() && header.flags & 0x800 == 0 {
        let shown = name.escape_debug();
        return Err(ReadError::new(at, format!("`{shown}` does not say that its name is UTF-8 text")));
    }
    Ok(name.to_owned())
}

/// Whether the entry is a folder; an error when it is neither file nor folder.
fn kind(made_by: u16, external: u32, name: &str) -> Result<bool, &'static str> {
    let mode = if made_by >> 8 == 0 { 0 } else { external >> 16 & 0o170_000 };
    match mode {
        0 | 0o100_000 => Ok(name.ends_with('/') || external & 0x10 != 0),
        0o040_000 => Ok(true),
        0o120_000 => Err("is a symbolic link; expected an ordinary file"),
        _ => Err("is a device or the like; expected an ordinary file"),
    }
}

/// Holds the entries to filling the space before the directory, each byte once.
fn tile(mut spans: Vec<(Range<u64>, String)>, directory: usize) -> Result<(), ReadError> {
    spans.sort_by_key(|(span, _)| (span.start, span.end));
    let mut at = 0;
    for (span, name) in spans {
        let shown = name.escape_debug();
        if span.start < at {
            return Err(ReadError::new(
                span.start,
                format!("`{shown}` overlaps another file of the archive"),
            ));
        }
        if span.start > at {
            return Err(ReadError::new(
                at,
                format!("{} bytes before `{shown}` belong to no file", span.start - at),
            ));
        }
        at = span.end;
    }
    if at != directory as u64 {
        let what = format!("{} bytes before the directory belong to no file", directory as u64 - at);
        return Err(ReadError::new(at, what));
    }
    Ok(())
}

/// The folded names of `names` that are there twice or are no plain names: what an archive could not hold.
pub(super) fn faults<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for name in names {
        let shown = name.escape_debug();
        if let Some(fault) = name::fault(name) {
            return Some(format!("the name `{shown}` {fault}; a zip cannot hold it"));
        }
        let folded = name::folded(name);
        let above = folded
            .match_indices('/')
            .any(|(at, _)| folded.get(..at).is_some_and(|above| seen.contains(above)));
        let below =
            seen.iter().any(|other| other.strip_prefix(&folded).is_some_and(|rest| rest.starts_with('/')));
        if above || below || !seen.insert(folded) {
            return Some(format!(
                "`{shown}` is there twice, upper and lower case not told apart; a zip holds each name once"
            ));
        }
    }
    None
}
