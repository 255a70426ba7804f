//! Where each cell of each table lies (II.24.2.6).

use super::bytes::{u16_at, u32_at};
use super::metadata::Stream;
use super::schema::{COLUMNS, Coded, Column, TABLES, Table};
use crate::package::ReadError;

/// The most columns a table has.
const MOST_COLUMNS: usize = 9;
/// Where the row counts begin.
const COUNTS: usize = 24;

/// The tables of an assembly.
pub(super) struct Tables<'d> {
    stream: Stream<'d>,
    layouts: [Layout; TABLES],
}

/// Where a table is.
#[derive(Clone, Copy, Default)]
struct Layout {
    /// Where its first row begins in the stream.
    start: usize,
    rows: u32,
    /// Bytes of a row.
    width: usize,
    /// Where each column begins in a row, and how many bytes it has.
    columns: [(usize, usize); MOST_COLUMNS],
}

impl<'d> Tables<'d> {
    /// Lays out the tables. Each lies whole in the stream, so that no table has more rows than there are bytes for.
    pub(super) fn read(stream: Stream<'d>) -> Result<Self, ReadError> {
        let ends = || {
            let at = stream.offset + stream.bytes.len() as u64;
            ReadError::new(at, "the metadata tables end inside their header")
        };
        let half = |at| u32_at(stream.bytes, at).map(u64::from);
        let present = half(8).zip(half(12)).map(|(low, high)| high << 32 | low).ok_or_else(ends)?;
        let heaps = *stream.bytes.get(6).ok_or_else(ends)?;
        let mut layouts = [Layout::default(); TABLES];
        let mut at = COUNTS;
        for table in (0..64).filter(|table| present >> table & 1 == 1) {
            let rows = u32_at(stream.bytes, at).ok_or_else(ends)?;
            at += 4;
            if let Some(layout) = layouts.get_mut(table) {
                layout.rows = rows;
            }
        }
        // Undocumented, and written by no compiler: four more bytes.
        at += if heaps & 0x40 == 0 { 0 } else { 4 };
        let rows = layouts.map(|layout| layout.rows);
        for (layout, columns) in layouts.iter_mut().zip(COLUMNS) {
            layout.start = at;
            for (place, column) in layout.columns.iter_mut().zip(columns) {
                *place = (layout.width, width(column, heaps, &rows));
                layout.width += place.1;
            }
            at = usize::try_from(layout.rows)
                .ok()
                .and_then(|rows| rows.checked_mul(layout.width)?.checked_add(at))
                .filter(|end| *end <= stream.bytes.len())
                .ok_or_else(|| {
                    let what =
                        format!("a metadata table claims {} rows and goes past its stream", layout.rows);
                    ReadError::new(stream.offset + stream.bytes.len() as u64, what)
                })?;
        }
        Ok(Self { stream, layouts })
    }

    fn layout(&self, table: Table) -> &Layout {
        &self.layouts[table as usize]
    }

    /// How many rows a table has; rows are counted from 1.
    pub(super) fn rows(&self, table: Table) -> u32 {
        self.layout(table).rows
    }

    /// The number in a cell; 0 where there is no such row or column.
    pub(super) fn cell(&self, table: Table, row: u32, column: usize) -> u32 {
        let layout = self.layout(table);
        if row == 0 || row > layout.rows {
            return 0;
        }
        let (at, width) = layout.columns.get(column).copied().unwrap_or_default();
        let at = layout.start + (row as usize - 1) * layout.width + at;
        let cell = match width {
            2 => u16_at(self.stream.bytes, at).map(u32::from),
            4 => u32_at(self.stream.bytes, at),
            _ => None,
        };
        cell.unwrap_or_default()
    }

    /// Offset in the file of a row.
    pub(super) fn offset(&self, table: Table, row: u32) -> u64 {
        let layout = self.layout(table);
        let before = u64::from(row.saturating_sub(1)) * layout.width as u64;
        self.stream.offset + layout.start as u64 + before
    }

    /// The row that a coded index names; None when the index is null or there is no such row.
    pub(super) fn decode(&self, coded: &Coded, index: u32) -> Option<(Table, u32)> {
        let table = (*coded.tables.get((index & ((1 << coded.bits) - 1)) as usize)?)?;
        let row = index >> coded.bits;
        (row != 0 && row <= self.rows(table)).then_some((table, row))
    }

    /// The row of a table that a token of the code names (II.22: the number of the table, then 24 bits of row).
    pub(super) fn is_row(&self, table: Table, token: u32) -> Option<u32> {
        let row = token & 0x00FF_FFFF;
        (token >> 24 == table as u32 && row != 0 && row <= self.rows(table)).then_some(row)
    }
}

/// How many bytes a column has: an index has four where two do not reach every row of every table it may point into.
pub(super) fn width(column: &Column, heaps: u8, rows: &[u32; TABLES]) -> usize {
    let wide = match column {
        Column::Two => false,
        Column::Four => true,
        Column::Name => heaps & 1 != 0,
        Column::Guid => heaps & 2 != 0,
        Column::Blob => heaps & 4 != 0,
        Column::Row(table) => rows[*table as usize] > 0xFFFF,
        Column::Coded(coded) => {
            coded.tables.iter().flatten().any(|table| rows[*table as usize] > 0xFFFF >> coded.bits)
        }
    };
    if wide { 4 } else { 2 }
}
