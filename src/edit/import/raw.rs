//! Rows as they stand in the file: cells by column, not yet understood.

use super::columns::{COUNT, Column};
use super::fault::{At, Fault, ImportError};
use super::mapping::Mapping;
use super::{csv_rows, json_rows};
use crate::diag::{joined, listed, size};

/// The most bytes of a file.
const MOST_BYTES: usize = 32 << 20;
/// The most rows.
const MOST_ROWS: usize = 200_000;

/// What stands in a cell that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// A text.
    Text(String),
    /// A list, which JSON has.
    List(Vec<String>),
    /// What no cell can be, such as an object: its kind.
    Other(&'static str),
}

/// A row.
#[derive(Debug, Clone)]
pub(super) struct RawRow {
    pub(super) at: At,
    cells: [Option<Cell>; COUNT],
}

/// All rows, and what there is besides.
#[derive(Debug, Default)]
pub(super) struct Raw {
    /// Those in which something stands.
    pub(super) rows: Vec<RawRow>,
    /// How many there are with those in which nothing does.
    pub(super) seen: usize,
    /// What the file calls each column.
    pub(super) headings: [Option<String>; COUNT],
    /// Rows that are none.
    pub(super) faults: Vec<Fault>,
    /// Headings of what is not read.
    pub(super) unread: Vec<String>,
}

impl RawRow {
    /// A row without anything in it.
    pub(super) fn new(at: At) -> RawRow {
        RawRow { at, cells: std::array::from_fn(|_| None) }
    }

    pub(super) fn put(&mut self, column: Column, cell: Option<Cell>) {
        self.cells[column as usize] = cell;
    }

    pub(super) fn cell(&self, column: Column) -> Option<&Cell> {
        self.cells[column as usize].as_ref()
    }
}

impl Raw {
    /// Adds a row, unless nothing stands in it.
    pub(super) fn push(&mut self, row: RawRow) -> Result<(), String> {
        if self.seen >= MOST_ROWS {
            return Err(format!("the file has more than {MOST_ROWS} rows; import it in parts"));
        }
        self.seen += 1;
        if row.cells.iter().any(Option::is_some) {
            self.rows.push(row);
        }
        Ok(())
    }

    /// What the file calls a column.
    pub(super) fn heading(&self, column: Column) -> String {
        self.headings[column as usize].clone().unwrap_or_else(|| column.name().to_owned())
    }
}

/// Reads the rows of a file: JSON where its name or its first character says so, else CSV.
pub(super) fn read(name: &str, bytes: &[u8], mapping: &Mapping) -> Result<Raw, ImportError> {
    let refused = |what: String| Err(ImportError::Refused(format!("{name}: {what}")));
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || looks_like_utf16(bytes) {
        return refused("this is UTF-16; save it as UTF-8 (in Excel: \"CSV UTF-8\")".to_owned());
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return refused("this is a workbook; save the sheet as CSV (in Excel: \"CSV UTF-8\")".to_owned());
    }
    if bytes.len() > MOST_BYTES {
        let (found, most) = (size(bytes.len() as u64), size(MOST_BYTES as u64));
        return refused(format!("the file has {found}; {most} is the most, so import it in parts"));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => return refused(crate::yaml::no_utf8(bytes, error)),
    };
    let named = |extensions: &[&str]| {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        extension.is_some_and(|extension| extensions.contains(&extension.as_str()))
    };
    let begins = text.trim_start().starts_with(['[', '{']);
    let is_json = named(&["json"]) || (begins && !named(&["csv", "tsv", "txt"]));
    let raw = if is_json { json_rows::read(text, mapping) } else { csv_rows::read(text, mapping) };
    let raw = raw.or_else(refused)?;
    if raw.seen == 0 && raw.faults.is_empty() {
        return refused("there is no row in it".to_owned());
    }
    let missing = Column::REQUIRED
        .into_iter()
        .filter(|column| raw.headings[*column as usize].is_none() && mapping.constant(*column).is_none());
    let missing: Vec<String> = missing.map(|column| format!("`{}`", column.name())).collect();
    if !missing.is_empty() {
        return refused(lacking(&missing, &raw.unread));
    }
    Ok(raw)
}

fn lacking(missing: &[String], unread: &[String]) -> String {
    let which = if missing.len() == 1 { "the column" } else { "the columns" };
    let unread = match unread {
        [] => String::new(),
        unread => format!("; it has {}", listed(unread.iter().map(String::as_str), 12)),
    };
    format!(
        "it lacks {which} {}{unread}; name yours in a mapping file (--map), under `columns:`",
        joined(missing)
    )
}

/// Whether a text without a mark is UTF-16: every second byte of what is ASCII is then 0.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64)];
    head.len() >= 4 && head.iter().filter(|byte| **byte == 0).count() * 3 > head.len()
}
