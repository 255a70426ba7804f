//! Lines of plain texts, of which a terminal makes a table. They are not escaped yet.

use super::Sheet;

impl Sheet {
    /// The headings.
    pub(crate) fn headings(&self) -> impl Iterator<Item = (&'static str, bool)> {
        self.columns.iter().map(|column| (column.title, column.kind.is_number()))
    }

    /// The rows, each with a text for every column.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Vec<String>> {
        let line = |row: &Vec<super::Cell>| {
            self.columns.iter().zip(row).map(|(column, cell)| cell.line(column.kind)).collect()
        };
        self.rows.iter().map(line)
    }

    /// What holds for all rows together, each as a name and a text.
    pub(crate) fn sums(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.totals.iter().map(|(column, cell)| (column.title, cell.line(column.kind)))
    }
}
