//! A mapping: how a file that was not made for this says what the columns say. It is YAML:
//!
//! ```yaml
//! columns:                     # what the file calls them: a heading, or the dotted path of a JSON field
//!   application: App Name
//!   version: Connector.Version
//! constants:                   # what to take where a row says nothing
//!   source: prod
//! rows: items.connections      # JSON: the array of rows
//! delimiter: ";"               # CSV: what stands between cells
//! separator: "|"               # what stands between the items of a list in one cell
//! dates: "%d/%m/%Y"            # how dates are written
//! ```

use jiff::civil::{Date, date};

use super::columns::{COUNT, Column};
use super::fault::ImportError;
use super::values;
use crate::diag::{Diagnostic, Severity};
use crate::source::{RepoPath, Spanned};
use crate::yaml::{Fields, Node, Reader, limit};

/// A mapping; that without anything takes files as they are documented.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    columns: [Option<String>; COUNT],
    constants: [Option<String>; COUNT],
    /// The way to the array of rows.
    pub(super) rows: Option<String>,
    /// What stands between cells.
    pub(super) delimiter: Option<u8>,
    separator: Option<String>,
    dates: Option<String>,
    /// The day that rows without one were observed on, above what the constants say.
    pub(super) observed: Option<Date>,
}

impl Mapping {
    /// Reads the mapping in `bytes`, which are those of the file at `path`. What is wrong with it is a diagnostic; a mapping
    /// with errors is none.
    pub fn read(path: &RepoPath, bytes: &[u8]) -> (Option<Mapping>, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut reader = Reader::new(path, &mut diagnostics);
        let mapping = if bytes.len() as u64 > limit() {
            reader.report(
                "yaml-too-large",
                crate::diag::Place::file(path),
                format!("the file has {} bytes; {} is the most", bytes.len(), limit()),
            );
            None
        } else {
            reader.parse(bytes).and_then(|node| read(node, &mut reader))
        };
        let is_good = diagnostics.iter().all(|found| found.severity != Severity::Error);
        (mapping.filter(|_| is_good), diagnostics)
    }

    /// The same with `source` as the platform where a row does not say it.
    ///
    /// # Errors
    /// It is no name.
    pub fn with_source(mut self, source: &str) -> Result<Mapping, ImportError> {
        let what = |what| ImportError::refused(format!("the source `{source}`: {what}"));
        values::check(Column::Source, source, &self).map_err(what)?;
        self.constants[Column::Source as usize] = Some(source.to_owned());
        Ok(self)
    }

    /// The same with `day` as the day of the observation where a row does not say it.
    #[must_use]
    pub fn with_day(mut self, day: Date) -> Mapping {
        self.observed = Some(day);
        self
    }

    /// Whether it says itself on which day it was observed.
    pub fn says_day(&self) -> bool {
        self.constant(Column::Observed).is_some()
    }

    /// What the file calls a column.
    pub(super) fn column(&self, column: Column) -> Option<&str> {
        self.columns[column as usize].as_deref()
    }

    /// What to take where a row says nothing.
    pub(super) fn constant(&self, column: Column) -> Option<&str> {
        self.constants[column as usize].as_deref()
    }

    /// What stands between the items of a list.
    pub(super) fn separator(&self) -> &str {
        self.separator.as_deref().unwrap_or(";")
    }

    /// How dates are written, where it is not 2026-03-31.
    pub(super) fn dates(&self) -> Option<&str> {
        self.dates.as_deref()
    }
}

fn read(node: Node, reader: &mut Reader<'_>) -> Option<Mapping> {
    let mut fields = reader.map(node, "the mapping")?;
    let mut mapping = Mapping::default();
    if let Some(columns) = fields.node("columns").and_then(|node| reader.map(node, "`columns`")) {
        mapping.columns = by_column(columns, reader).map(|name| name.map(|name| name.value));
    }
    let constants = fields.node("constants").and_then(|node| reader.map(node, "`constants`"));
    mapping.rows = fields.text("rows", reader).map(|rows| rows.value);
    mapping.delimiter = fields.text("delimiter", reader).and_then(|text| match delimiter(&text) {
        Some(byte) => Some(byte),
        None => {
            let what = format!("`delimiter: {}` is no single sign", text.value);
            reader.at("field-value", text.span, what).fix("write one such as \",\" or \";\", or tab");
            None
        }
    });
    mapping.separator =
        fields.text("separator", reader).map(|text| text.value).filter(|text| !text.is_empty());
    mapping.dates = fields.parsed("dates", reader, dates).map(|text| text.value);
    if let Some(constants) = constants {
        let found = by_column(constants, reader);
        for (column, text) in Column::ALL.iter().zip(&found) {
            let Some(text) = text else { continue };
            if let Err(what) = values::check(*column, text, &mapping) {
                reader.at("field-value", text.span, format!("`{}`: {what}", column.name()));
            }
        }
        mapping.constants = found.map(|text| text.map(|text| text.value));
    }
    fields.finish(reader);
    Some(mapping)
}

/// Texts by the columns under whose names they stand; other names are reported.
fn by_column(mut fields: Fields, reader: &mut Reader<'_>) -> [Option<Spanned<String>>; COUNT] {
    let mut found = std::array::from_fn(|_| None);
    for column in Column::ALL {
        found[*column as usize] = fields.text(column.name(), reader);
    }
    fields.finish(reader);
    found
}

fn delimiter(text: &str) -> Option<u8> {
    match text.as_bytes() {
        b"tab" | b"\\t" | b"\t" => Some(b'\t'),
        [byte] if byte.is_ascii_punctuation() && *byte != b'"' => Some(*byte),
        _ => None,
    }
}

fn dates(text: &str) -> Result<String, String> {
    let day = date(2026, 3, 31);
    match jiff::fmt::strtime::format(text, day).ok().map(|shown| Date::strptime(text, shown)) {
        Some(Ok(again)) if again == day => Ok(text.to_owned()),
        _ => Err("is no form of a date; write it like \"%d/%m/%Y\" or \"%Y-%m-%d %H:%M\"".to_owned()),
    }
}
