//! The members of an object, and the order they have in the binary form.
//!
//! The export has an order of its own. The binary order follows from the names, and where it does not, because members
//! are missing or stand elsewhere, `$members` spells it out.

use std::borrow::Cow;

use crate::package::{ReadError, WriteError};

use super::value::{Entry, Json, Kind};

/// Members to be written.
#[derive(Default)]
pub(super) struct Members<'p> {
    entries: Vec<Entry<'p>>,
}

impl<'p> Members<'p> {
    /// Adds a member at the end.
    pub(super) fn put(&mut self, name: &'p str, value: Json<'p>) -> Result<(), WriteError> {
        if name.starts_with('$') {
            let shown = name.escape_debug();
            return Err(WriteError::new(format!(
                "a member is named `{shown}`; in JSON a name that begins with `$` says something else"
            )));
        }
        self.entries.push(Entry { at: 0, name: Cow::Borrowed(name), value });
        Ok(())
    }

    /// Puts an escape before all members.
    pub(super) fn first(&mut self, name: &'static str, value: Json<'p>) {
        self.entries.insert(0, Entry { at: 0, name: Cow::Borrowed(name), value });
    }

    /// Says the order of the members where it is not the expected one.
    pub(super) fn order(&mut self, order: &[&'p str], expected: &[&str]) {
        if order != expected {
            self.first("$members", Json::list(order.iter().map(|name| Json::text(*name))));
        }
    }

    /// The member `name`.
    pub(super) fn get(&self, name: &str) -> Option<&Json<'p>> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| &entry.value)
    }

    /// The object.
    pub(super) fn finish(self) -> Json<'p> {
        Kind::Object(self.entries).into()
    }
}

/// A member that was read.
pub(super) struct Found<T> {
    pub(super) name: String,
    /// Offset of its name.
    pub(super) at: u64,
    pub(super) value: T,
}

/// Puts the members of `json` into the order that `$members` gives, or completes and sorts them as `expected` does.
pub(super) fn arrange<T>(
    json: &Json<'_>,
    mut found: Vec<Found<T>>,
    expected: impl FnOnce(&mut Vec<Found<T>>),
) -> Result<Vec<Found<T>>, ReadError> {
    let Some(order) = json.get("$members") else {
        expected(&mut found);
        return Ok(found);
    };
    let mut arranged = Vec::with_capacity(found.len());
    for item in order.needs_list("$members")? {
        let name = item.needs_text("a name")?;
        let at = found.iter().position(|member| member.name == name).ok_or_else(|| {
            let shown = name.escape_debug();
            ReadError::new(item.at, format!("`$members` names `{shown}`, which is not there or named twice"))
        })?;
        arranged.push(found.swap_remove(at));
    }
    match found.first() {
        None => Ok(arranged),
        Some(other) => {
            let shown = other.name.escape_debug();
            Err(ReadError::new(other.at, format!("member `{shown}` is not named in `$members`")))
        }
    }
}
