//! A report as a table of typed values, and the texts made of it: one file a form.

mod csv;
mod html;
mod json;
mod lines;
mod markdown;

use jiff::civil::Date;

use crate::diag::size;
use crate::plan::path::SitePath;

/// A table with what it is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    /// Its name, which is that of its files: `usage-by-owner`.
    pub(crate) name: &'static str,
    /// Its heading.
    pub(crate) title: &'static str,
    /// What it tells, in one or two sentences.
    pub(crate) about: &'static str,
    /// What is said where it has no row.
    pub(crate) nothing: &'static str,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What holds for all rows together.
    pub(crate) totals: Vec<(Column, Cell)>,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// The name by which programs know it. A contract: none is renamed or removed.
    pub(crate) key: &'static str,
    /// The name for people.
    pub(crate) title: &'static str,
    /// What its cells hold.
    pub(crate) kind: Kind,
}

/// What the cells of a column hold; any of them may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// The digest of a file.
    Digest,
    /// A whole number.
    Number,
    /// A number of bytes.
    Bytes,
    /// A day.
    Date,
    /// Yes or no.
    YesNo,
    /// Several texts.
    List,
    /// Something with a page of its own.
    Link,
    /// One of a few words of ours: where a version stands, or what may be done with it.
    Word,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Not known, or there is none.
    Empty,
    /// Text as it was written, whoever wrote it.
    Text(String),
    /// A number, or a number of bytes.
    Number(i64),
    /// A day.
    Date(Date),
    /// Yes or no.
    YesNo(bool),
    /// Several.
    List(Vec<Item>),
    /// One thing.
    Link(Item),
    /// A word of ours.
    Word(&'static str),
}

/// Something that may have a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// What programs know it by: a slug, a version.
    pub(crate) value: String,
    /// What people call it, where that is another text.
    pub(crate) name: Option<String>,
    /// Its page.
    pub(crate) page: Option<SitePath>,
}

impl Kind {
    /// The word for programs.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Text | Kind::Digest | Kind::Link | Kind::Word => "text",
            Kind::Number => "number",
            Kind::Bytes => "bytes",
            Kind::Date => "date",
            Kind::YesNo => "boolean",
            Kind::List => "list",
        }
    }

    /// Whether values stand under each other at their ends.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Kind::Number | Kind::Bytes)
    }
}

/// A column: key, title and kind.
pub(crate) const fn column(key: &'static str, title: &'static str, kind: Kind) -> Column {
    Column { key, title, kind }
}

impl Cell {
    /// A count.
    pub(crate) fn count(count: usize) -> Cell {
        Cell::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A number of bytes.
    pub(crate) fn bytes(bytes: u64) -> Cell {
        Cell::Number(i64::try_from(bytes).unwrap_or(i64::MAX))
    }

    /// Text; none where nothing is written.
    pub(crate) fn text(text: impl AsRef<str>) -> Cell {
        let text = text.as_ref().trim();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }

    /// Texts; none where there is no text.
    pub(crate) fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Cell {
        Cell::list(texts.into_iter().map(|text| Item::text(text.as_ref())))
    }

    /// Several things; none where there are none.
    pub(crate) fn list(items: impl IntoIterator<Item = Item>) -> Cell {
        let items: Vec<Item> = items.into_iter().collect();
        if items.is_empty() { Cell::Empty } else { Cell::List(items) }
    }

    /// What may be there, or nothing.
    pub(crate) fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        value.map_or(Cell::Empty, cell)
    }

    /// One line for people, in a column of that kind.
    fn line(&self, kind: Kind) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) if kind == Kind::Bytes => size(u64::try_from(*number).unwrap_or(0)),
            Cell::Number(number) => number.to_string(),
            Cell::Date(date) => date.to_string(),
            Cell::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Cell::List(items) => items.iter().map(|item| item.value.as_str()).collect::<Vec<_>>().join(", "),
            Cell::Link(item) => item.value.clone(),
            Cell::Word(word) => (*word).to_owned(),
        }
    }
}

impl Item {
    /// A text without a page.
    pub(crate) fn text(text: &str) -> Item {
        Item { value: text.to_owned(), name: None, page: None }
    }
}

#[cfg(test)]
mod tests;
