//! JSON: one document, schema 1 (`docs/schemas/usage-reports.schema.json`). Fields and columns are only ever added.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{Cell, Column, Sheet};

impl Sheet {
    /// The sheet as it was on the day `today`.
    pub(crate) fn json(&self, today: Date) -> Value {
        let object = |columns: &mut dyn Iterator<Item = (&Column, &Cell)>| {
            columns.map(|(column, cell)| (column.key.to_owned(), value(cell))).collect::<Map<_, _>>()
        };
        let column =
            |column: &Column| json!({ "key": column.key, "title": column.title, "kind": column.kind.word() });
        let rows = self.rows.iter().map(|row| object(&mut self.columns.iter().zip(row)));
        json!({
            "schema": 1,
            "report": self.name,
            "title": self.title,
            "as_of": today.to_string(),
            "columns": self.columns.iter().map(column).collect::<Vec<_>>(),
            "rows": rows.collect::<Vec<_>>(),
            "totals": object(&mut self.totals.iter().map(|(column, cell)| (column, cell))),
        })
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
