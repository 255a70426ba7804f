//! Rows of a CSV file: the first line names the columns.

use csv::{ReaderBuilder, StringRecord};

use super::columns::{COUNT, Column, fold};
use super::fault::{At, Fault};
use super::mapping::Mapping;
use super::raw::{Cell, Raw, RawRow};
use crate::diag::{listed, plural};

/// Reads the rows; the error ends a sentence that begins with the file's name.
pub(super) fn read(text: &str, mapping: &Mapping) -> Result<Raw, String> {
    let delimiter = mapping.delimiter.unwrap_or_else(|| delimiter(text));
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let unread = |error: csv::Error| format!("the file cannot be read: {error}");
    if !reader.read_record(&mut record).map_err(unread)? {
        return Err("the file is empty; its first line names the columns".to_owned());
    }
    let places = Places::of(&record, mapping)?;
    let mut raw = Raw { headings: places.headings.clone(), unread: places.unread.clone(), ..Raw::default() };
    while reader.read_record(&mut record).map_err(unread)? {
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() != places.count {
            let (cells, count) = (plural(record.len(), "cell"), places.count);
            let what = format!("there are {cells}, and {count} headings; is a quote or a delimiter missing?");
            raw.faults.push(Fault { at: At::Line(line), column: None, what });
            continue;
        }
        let row = places.row(At::Line(line), &record);
        raw.push(row)?;
    }
    Ok(raw)
}

/// What stands most often between the headings.
fn delimiter(text: &str) -> u8 {
    let (mut counts, mut quoted) = ([(b',', 0), (b';', 0), (b'\t', 0)], false);
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(other, _)| *other == byte).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    // Of equals the first counts, which `max_by_key` would not give.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| *byte)
}

/// Where each column stands.
struct Places {
    of: [Option<usize>; COUNT],
    headings: [Option<String>; COUNT],
    unread: Vec<String>,
    count: usize,
}

impl Places {
    fn of(headings: &StringRecord, mapping: &Mapping) -> Result<Places, String> {
        let mut places = Places {
            of: [None; COUNT],
            headings: std::array::from_fn(|_| None),
            unread: Vec::new(),
            count: headings.len(),
        };
        let mut taken = vec![false; headings.len()];
        // What the mapping names is that column and no other.
        for column in Column::ALL {
            let Some(name) = mapping.column(*column) else { continue };
            let at = headings.iter().position(|heading| fold(heading.trim()) == fold(name.trim()));
            let Some(at) = at else {
                let known = listed(headings.iter().map(str::trim), 12);
                return Err(format!("there is no column `{name}`, which the mapping names; it has {known}"));
            };
            taken[at] = true;
            places.put(*column, at, headings);
        }
        for (at, heading) in headings.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            let column = Column::of(heading).filter(|column| mapping.column(*column).is_none());
            match column {
                Some(column) if places.of[column as usize].is_some() => {
                    return Err(format!("the column `{}` is there twice", heading.trim()));
                }
                Some(column) => places.put(column, at, headings),
                None if heading.trim().is_empty() => {}
                None => places.unread.push(heading.trim().to_owned()),
            }
        }
        Ok(places)
    }

    fn put(&mut self, column: Column, at: usize, headings: &StringRecord) {
        self.of[column as usize] = Some(at);
        self.headings[column as usize] = headings.get(at).map(|heading| heading.trim().to_owned());
    }

    fn row(&self, at: At, record: &StringRecord) -> RawRow {
        let mut row = RawRow::new(at);
        for column in Column::ALL {
            let cell = self.of[*column as usize].and_then(|place| record.get(place)).map(str::trim);
            row.put(*column, cell.filter(|cell| !cell.is_empty()).map(|cell| Cell::Text(cell.to_owned())));
        }
        row
    }
}
