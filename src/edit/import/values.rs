//! What single cells mean.

use jiff::civil::Date;

use super::columns::Column;
use super::mapping::Mapping;
use super::raw::Cell;
use crate::diag::first_hidden;
use crate::source::check_segment;
use crate::yaml::is_address;

/// The most characters of a text.
const LONGEST: usize = 500;
/// The most items of a list.
const MOST_ITEMS: usize = 2_000;

/// The text in a cell, such as any page may show on one line. The error is what is wrong with it.
pub(super) fn text(cell: &Cell) -> Result<String, String> {
    match cell {
        Cell::Text(text) => plain(text).map(|()| text.clone()),
        Cell::List(_) => Err("this is a list; expected a text".to_owned()),
        Cell::Other(kind) => Err(format!("this is {kind}; expected a text")),
    }
}

fn plain(text: &str) -> Result<(), String> {
    let length = text.chars().count();
    if length > LONGEST {
        return Err(format!(
            "this is {length} characters long; {LONGEST} is the most (is a quote left open?)"
        ));
    }
    match first_hidden(text, false) {
        Some('\n' | '\r') => Err("this has several lines; expected one (is a quote left open?)".to_owned()),
        Some(c) => {
            Err(format!("this holds the character U+{:04X}, which nobody sees; delete it", u32::from(c)))
        }
        None => Ok(()),
    }
}

/// The items of a list: each once, in their order.
pub(super) fn list(cell: &Cell, mapping: &Mapping) -> Result<Vec<String>, String> {
    let items: Vec<&str> = match cell {
        Cell::Text(text) => text.split(mapping.separator()).collect(),
        Cell::List(items) => items.iter().map(String::as_str).collect(),
        Cell::Other(kind) => return Err(format!("this is {kind}; expected a list")),
    };
    let mut found: Vec<String> = Vec::new();
    for item in items.into_iter().map(str::trim).filter(|item| !item.is_empty()) {
        plain(item)?;
        if !found.iter().any(|other| other == item) {
            found.push(item.to_owned());
        }
        if found.len() > MOST_ITEMS {
            return Err(format!("this has more than {MOST_ITEMS} items"));
        }
    }
    Ok(found)
}

/// A day; of a time, its day.
pub(super) fn day(text: &str, mapping: &Mapping) -> Result<Date, String> {
    if let Some(form) = mapping.dates() {
        return Date::strptime(form, text).map_err(|_| {
            format!("`{text}` is no date of the form `{form}`, which the mapping gives (`dates:`)")
        });
    }
    let day = text.split_once(['T', ' ']).map_or(text, |(day, _)| day);
    day.parse().map_err(|_| {
        format!(
            "`{text}` is no date; write it like 2026-03-31, or give its form in a mapping file (`dates:`)"
        )
    })
}

/// True or false.
pub(super) fn truth(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(format!("`{text}` is neither true nor false; write true, false, yes or no")),
    }
}

/// An address that a page may show.
pub(super) fn address(text: &str) -> Result<String, String> {
    match is_address(text) {
        true => Ok(text.to_owned()),
        false => Err(format!("`{text}` is no http, https or mailto address")),
    }
}

/// A slug.
pub(super) fn slug(text: &str) -> Result<String, String> {
    check_segment(text).map(|()| text.to_owned()).map_err(|what| format!("`{text}` {what}"))
}

/// Whether a text can stand in a column; names of connectors and versions are looked for later.
pub(super) fn check(column: Column, text: &str, mapping: &Mapping) -> Result<(), String> {
    let cell = Cell::Text(text.to_owned());
    if column.is_list() {
        return list(&cell, mapping).map(drop);
    }
    plain(text)?;
    match column {
        Column::Observed => day(text, mapping).map(drop),
        Column::Published => truth(text).map(drop),
        Column::Url => address(text).map(drop),
        Column::Slug => slug(text).map(drop),
        _ => Ok(()),
    }
}
