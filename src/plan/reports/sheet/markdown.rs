//! Markdown: a table. Whatever somebody else wrote is code, in which nothing is markup.

use super::{Cell, Item, Kind, Sheet};
use crate::diag::markdown_code;

impl Sheet {
    /// The sheet under its heading.
    pub(crate) fn markdown(&self) -> String {
        let mut out = format!("## {}\n\n", self.title);
        if self.rows.is_empty() {
            return out + self.nothing + "\n";
        }
        let line = |cells: &mut dyn Iterator<Item = String>| {
            format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
        };
        out += &line(&mut self.columns.iter().map(|column| column.title.to_owned()));
        let rule = |number: bool| if number { "---:" } else { "---" }.to_owned();
        out += &line(&mut self.columns.iter().map(|column| rule(column.kind.is_number())));
        for row in &self.rows {
            out += &line(&mut self.columns.iter().zip(row).map(|(column, found)| cell(found, column.kind)));
        }
        if !self.totals.is_empty() {
            out.push('\n');
        }
        for (column, total) in &self.totals {
            out += &format!("- {}: {}\n", column.title, cell(total, column.kind));
        }
        out
    }
}

fn cell(cell: &Cell, kind: Kind) -> String {
    match cell {
        Cell::Text(text) => markdown_code(text),
        Cell::Link(item) => markdown_code(&item.value),
        Cell::List(items) => {
            items.iter().map(|item: &Item| markdown_code(&item.value)).collect::<Vec<_>>().join(", ")
        }
        ours => ours.line(kind),
    }
}
