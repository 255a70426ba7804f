//! JSON: one document, schema 1 (`docs/schemas/usage-reports.schema.json`). Fields and columns are only ever added.

use jiff::civil::Date;
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};
use serde_json::{Value, json};

use super::{Cell, Column, Sheet};

/// A sheet as a document. It is written a row at a time: in a large registry there are very many.
pub(crate) struct Document<'s> {
    sheet: &'s Sheet,
    today: Date,
}

impl Sheet {
    /// The sheet as it was on the day `today`.
    pub(crate) fn json(&self, today: Date) -> Document<'_> {
        Document { sheet: self, today }
    }
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sheet = self.sheet;
        let column =
            |column: &Column| json!({ "key": column.key, "title": column.title, "kind": column.kind.word() });
        let mut document = serializer.serialize_struct("Document", 7)?;
        document.serialize_field("schema", &1)?;
        document.serialize_field("report", &sheet.name)?;
        document.serialize_field("title", &sheet.title)?;
        document.serialize_field("as_of", &self.today.to_string())?;
        document.serialize_field("columns", &sheet.columns.iter().map(column).collect::<Vec<_>>())?;
        document.serialize_field("rows", &Rows(sheet))?;
        let totals = sheet.totals.iter().map(|(column, cell)| (column, cell));
        document.serialize_field("totals", &Row(totals.collect()))?;
        document.end()
    }
}

/// The rows of a sheet, each by the keys of its columns.
struct Rows<'s>(&'s Sheet);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.rows.iter().map(|row| Row(self.0.columns.iter().zip(row).collect())))
    }
}

/// Cells with their columns.
struct Row<'s>(Vec<(&'s Column, &'s Cell)>);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(Some(self.0.len()))?;
        for (column, cell) in &self.0 {
            row.serialize_entry(column.key, &value(cell))?;
        }
        row.end()
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Number(number) => json!(number),
        Cell::Date(date) => json!(date.to_string()),
        Cell::YesNo(yes) => json!(yes),
        Cell::List(items) => items.iter().map(|item| Value::from(item.value.as_str())).collect(),
        Cell::Link(item) => json!(item.value),
        Cell::Word(word) => json!(word),
    }
}
