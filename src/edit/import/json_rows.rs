//! Rows of a JSON document: an array of objects, or an object that holds one.
//!
//! `rows: applications.connections` in a mapping leads to the array. Where an array stands on the way, each of its objects
//! is entered, and its fields are those of every row in it: a field is looked for in the innermost object first. A field
//! that is written with the way to an outer object, such as `applications.name`, is that one's.

use serde_json::{Map, Value};

use super::columns::{Column, fold};
use super::fault::At;
use super::mapping::Mapping;
use super::raw::{Cell, Raw, RawRow};
use crate::diag::listed;

type Object = Map<String, Value>;

/// Reads the rows; the error ends a sentence that begins with the file's name.
pub(super) fn read(text: &str, mapping: &Mapping) -> Result<Raw, String> {
    let root: Value = serde_json::from_str(text).map_err(|error| format!("this is no JSON: {error}"))?;
    let way: Vec<&str> = match &mapping.rows {
        Some(rows) => rows.split('.').collect(),
        None => only_array(&root)?.into_iter().collect(),
    };
    let mut walk = Walk { mapping, raw: Raw::default(), around: Vec::new() };
    walk.enter(&root, &way, ("", String::new()))?;
    let Raw { rows, headings, .. } = &mut walk.raw;
    // Where no row has it, nobody can tell a missing field from a wrong name.
    for column in Column::ALL {
        let found = rows.iter().any(|row| row.cell(*column).is_some());
        headings[*column as usize] =
            found.then(|| mapping.column(*column).unwrap_or(column.name()).to_owned());
    }
    Ok(walk.raw)
}

/// The name of the only array in the root; nothing where the root is one itself.
fn only_array(root: &Value) -> Result<Option<&str>, String> {
    let Value::Object(fields) = root else {
        return match root {
            Value::Array(_) => Ok(None),
            other => Err(format!("this is {}; expected an array of objects", kind(other))),
        };
    };
    let arrays: Vec<&str> =
        fields.iter().filter(|(_, value)| value.is_array()).map(|(name, _)| name.as_str()).collect();
    match arrays.as_slice() {
        [one] => Ok(Some(one)),
        [] => Err("there is no array in it; expected an array of objects".to_owned()),
        several => Err(format!(
            "there are several arrays in it: {}; say in a mapping file (--map) which one: `rows: {}`",
            listed(several.iter().copied(), 12),
            several[0]
        )),
    }
}

/// On the way to the rows.
struct Walk<'w> {
    mapping: &'w Mapping,
    raw: Raw,
    /// The objects around the row, outermost first, each with the way to it.
    around: Vec<(String, &'w Object)>,
}

impl<'w> Walk<'w> {
    /// Goes on from `value`, to which `name` (the way without places) and `path` (with them) have led.
    fn enter(&mut self, value: &'w Value, way: &[&str], (name, path): (&str, String)) -> Result<(), String> {
        match (value, way) {
            (Value::Array(items), _) => {
                for (at, item) in items.iter().enumerate() {
                    self.item(item, way, (name, format!("{path}[{at}]")))?;
                }
                Ok(())
            }
            (Value::Object(fields), [next, rest @ ..]) => {
                let inner = fields.get(*next);
                let is_bare =
                    inner.is_none_or(|inner| inner.is_null() || inner.as_array().is_some_and(Vec::is_empty));
                if is_bare && !path.is_empty() {
                    // An application without connections is one, too.
                    return self.row_of((name, fields), path);
                }
                let Some(inner) = inner else {
                    return Err(format!("there is no `{next}` in it, to which `rows` of the mapping leads"));
                };
                let join = |before: &str| match before {
                    "" => (*next).to_owned(),
                    before => format!("{before}.{next}"),
                };
                let (inner_name, inner_path) = (join(name), join(&path));
                self.around.push((name.to_owned(), fields));
                let entered = self.enter(inner, rest, (&inner_name, inner_path));
                self.around.pop();
                entered
            }
            (other, _) => {
                let at = if path.is_empty() { "this" } else { &path };
                Err(format!("{at} is {}; expected an array of objects", kind(other)))
            }
        }
    }

    /// One item of an array.
    fn item(&mut self, item: &'w Value, way: &[&str], (name, path): (&str, String)) -> Result<(), String> {
        match (item, way) {
            (Value::Object(fields), []) => self.row_of((name, fields), path),
            (Value::Object(_), _) => self.enter(item, way, (name, path)),
            (other, _) => Err(format!("{path} is {}; expected an object", kind(other))),
        }
    }

    /// The row that an object is, to which `name` has led.
    fn row_of(&mut self, (name, fields): (&str, &'w Object), path: String) -> Result<(), String> {
        self.around.push((name.to_owned(), fields));
        let row = self.row(path);
        self.around.pop();
        row
    }

    fn row(&mut self, path: String) -> Result<(), String> {
        let mut row = RawRow::new(At::Object { number: self.raw.rows.len(), path });
        for column in Column::ALL {
            let value = match self.mapping.column(*column) {
                Some(field) => self.mapped(field),
                None => self.named(*column),
            };
            row.put(*column, value.and_then(cell));
        }
        self.unread();
        self.raw.push(row)
    }

    /// The field that a mapping names.
    fn mapped(&self, field: &str) -> Option<&'w Value> {
        let outer = self.around.iter().rev().filter(|(way, _)| !way.is_empty());
        let mut outer = outer.filter_map(|(way, fields)| {
            let rest = field.strip_prefix(way.as_str())?.strip_prefix('.')?;
            at_path(fields, rest)
        });
        outer.next().or_else(|| self.around.iter().rev().find_map(|(_, fields)| at_path(fields, field)))
    }

    /// The field with the column's own name, in any spelling.
    fn named(&self, column: Column) -> Option<&'w Value> {
        let wanted = fold(column.name());
        let field = |fields: &'w Object| {
            let named = fields.iter().find(|(name, _)| fold(name) == wanted && !self.is_mapped(name));
            named.map(|(_, value)| value)
        };
        self.around.iter().rev().find_map(|(_, fields)| field(fields))
    }

    /// Whether the mapping takes a field for a column.
    fn is_mapped(&self, name: &str) -> bool {
        Column::ALL.iter().any(|column| self.mapping.column(*column) == Some(name))
    }

    /// Remembers what the first row has besides.
    fn unread(&mut self) {
        let Some((_, fields)) = self.around.last().filter(|_| self.raw.rows.is_empty()) else { return };
        let is_read = |name: &str| {
            let mapped = Column::ALL.iter().filter_map(|column| self.mapping.column(*column));
            let inside = |field: &str| {
                field == name || field.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
            };
            let ends = |field: &str| field.rsplit('.').next() == Some(name);
            mapped.into_iter().any(|field| inside(field) || ends(field)) || Column::of(name).is_some()
        };
        self.raw.unread = fields.keys().filter(|name| !is_read(name)).cloned().collect();
    }
}

/// The value at a dotted path, or under a name that holds dots itself.
fn at_path<'v>(fields: &'v Object, path: &str) -> Option<&'v Value> {
    if let Some(value) = fields.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    at_path(fields.get(first)?.as_object()?, rest)
}

/// A value as a cell; nothing where it says nothing.
fn cell(value: &Value) -> Option<Cell> {
    let scalar = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    };
    match value {
        Value::Null => None,
        Value::Array(items) => match items.iter().map(scalar).collect::<Option<Vec<String>>>() {
            Some(items) => Some(Cell::List(items)),
            None => Some(Cell::Other("a list of something else than texts")),
        },
        Value::Object(_) => Some(Cell::Other("an object")),
        other => scalar(other).filter(|text| !text.is_empty()).map(Cell::Text),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
