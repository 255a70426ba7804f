//! CSV: RFC 4180, UTF-8, the keys of the columns first.
//!
//! Spreadsheets take a cell for a formula that begins with one of a few characters, quoted or not. A text that does gets an
//! apostrophe in front; our own numbers do not. Characters that nobody sees are spelled out, so that no cell goes on in another
//! line and nothing happens where the file is printed.

use std::borrow::Cow;

use super::{Cell, Item, Sheet};
use crate::diag::printable;

/// What stands between the values of a list.
const BETWEEN: &str = "; ";

impl Sheet {
    /// The sheet as CSV.
    pub(crate) fn csv(&self) -> String {
        let mut writer = ::csv::WriterBuilder::new()
            .terminator(::csv::Terminator::CRLF)
            .quote_style(::csv::QuoteStyle::Necessary)
            .from_writer(Vec::new());
        let keys = self.columns.iter().map(|column| Cow::Borrowed(column.key)).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(field).collect::<Vec<_>>());
        for record in std::iter::once::<Vec<Cow<'_, str>>>(keys).chain(rows) {
            writer
                .write_record(record.iter().map(|field| field.as_bytes()))
                .expect("memory takes every record");
        }
        let bytes = writer.into_inner().expect("memory takes every record");
        String::from_utf8(bytes).expect("records of text are text")
    }
}

fn field(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Owned(harmless(text)),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Date(date) => Cow::Owned(date.to_string()),
        Cell::YesNo(yes) => Cow::Borrowed(if *yes { "yes" } else { "no" }),
        Cell::List(items) => {
            let values: Vec<String> = items.iter().map(|item: &Item| harmless(&item.value)).collect();
            Cow::Owned(values.join(BETWEEN))
        }
        Cell::Link(item) => Cow::Owned(harmless(&item.value)),
        Cell::Word(word) => Cow::Borrowed(word),
    }
}

/// A text that no spreadsheet takes for a formula. Some read the wide forms of the signs like the signs themselves.
fn harmless(text: &str) -> String {
    let shown = printable(text);
    let formula = |text: &str| {
        text.trim_start_matches([' ', '\u{a0}', '"', '\''])
            .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
    };
    if formula(text) || formula(&shown) { format!("'{shown}") } else { shown }
}
