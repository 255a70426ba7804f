//! What a template draws a sheet from (`reports.html`, the macro `sheet`).

use serde_json::{Value, json};

use super::{Cell, Column, Item, Kind, Sheet};

/// The most rows that stand on a page; all are in the files beside it.
const MOST_ROWS: usize = 300;
/// The most things of one cell.
const MOST_ITEMS: usize = 6;
/// A text of more bytes than that is given room.
const LONG: usize = 32;

impl Sheet {
    /// The sheet as a page shows it.
    pub(crate) fn html(&self) -> Value {
        let row = |row: &Vec<Cell>| -> Value {
            self.columns.iter().zip(row).map(|(column, found)| cell(found, column.kind)).collect()
        };
        let column = |column: &Column| json!({ "title": column.title, "end": column.kind.is_number() });
        let total = |(column, found): &(Column, Cell)| json!({ "title": column.title, "cell": cell(found, column.kind) });
        json!({
            "name": self.name,
            "title": self.title,
            "about": self.about,
            "nothing": self.nothing,
            "columns": self.columns.iter().map(column).collect::<Vec<_>>(),
            "rows": self.rows.iter().take(MOST_ROWS).map(row).collect::<Vec<_>>(),
            "more": self.rows.len().saturating_sub(MOST_ROWS),
            "totals": self.totals.iter().map(total).collect::<Vec<_>>(),
        })
    }
}

fn cell(cell: &Cell, kind: Kind) -> Value {
    match cell {
        Cell::Empty => json!({ "is": "empty" }),
        Cell::Text(text) if kind == Kind::Digest => json!({ "is": "digest", "text": text }),
        Cell::Text(text) => json!({ "is": "text", "text": text, "long": text.len() > LONG }),
        Cell::Number(number) if kind == Kind::Bytes => json!({ "is": "bytes", "number": number }),
        // Programs count down to a day below zero, too; people read how many it was.
        Cell::Number(number) => {
            json!({ "is": "number", "number": number.unsigned_abs(), "below": *number < 0 })
        }
        Cell::Date(date) => json!({ "is": "date", "text": date.to_string() }),
        Cell::YesNo(yes) => json!({ "is": "yes", "yes": yes }),
        Cell::List(items) => json!({
            "is": "list",
            "items": items.iter().take(MOST_ITEMS).map(item).collect::<Vec<_>>(),
            "more": items.len().saturating_sub(MOST_ITEMS),
        }),
        Cell::Link(found) => {
            let item = item(found);
            json!({ "is": "link", "text": item["text"], "href": item["href"] })
        }
        Cell::Word(word) => json!({ "is": "word", "text": word }),
    }
}

fn item(item: &Item) -> Value {
    json!({
        "text": item.name.as_deref().unwrap_or(&item.value),
        "href": item.page.as_ref().map(|page| page.href()),
    })
}
