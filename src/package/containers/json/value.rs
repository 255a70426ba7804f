//! A JSON value, read or to be written.

use std::borrow::Cow;

use crate::package::ReadError;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Json<'a> {
    /// Offset of its first byte; 0 in one that is to be written.
    pub(super) at: u64,
    /// What it is.
    pub(super) kind: Kind<'a>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind<'a> {
    Null,
    Bool(bool),
    /// The digits as they are written.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<Entry<'a>>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry<'a> {
    /// Offset of its name.
    pub(super) at: u64,
    pub(super) name: Cow<'a, str>,
    pub(super) value: Json<'a>,
}

impl<'a> Json<'a> {
    /// A text.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Kind::Text(text.into()).into()
    }

    /// A number by its digits.
    pub(super) fn number(digits: impl ToString) -> Self {
        Kind::Number(digits.to_string().into()).into()
    }

    /// An object of these members.
    pub(super) fn object<const N: usize>(members: [(&'a str, Json<'a>); N]) -> Self {
        let entry = |(name, value)| Entry { at: 0, name: Cow::Borrowed(name), value };
        Kind::Object(members.into_iter().map(entry).collect()).into()
    }

    /// A list.
    pub(super) fn list(items: impl IntoIterator<Item = Json<'a>>) -> Self {
        Kind::List(items.into_iter().collect()).into()
    }

    /// The members when this is an object.
    pub(super) fn entries(&self) -> Option<&[Entry<'a>]> {
        match &self.kind {
            Kind::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// A member of the object this is.
    pub(super) fn get(&self, name: &str) -> Option<&Json<'a>> {
        self.entries()?.iter().find(|entry| entry.name == name).map(|entry| &entry.value)
    }

    /// The text when this is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, in words for a message.
    pub(super) fn words(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "text",
            Kind::List(_) => "a list",
            Kind::Object(_) => "an object",
        }
    }

    /// The text this must be.
    pub(super) fn needs_text(&self, what: &str) -> Result<&str, ReadError> {
        self.as_text().ok_or_else(|| self.refuse(what, "text"))
    }

    /// The list this must be.
    pub(super) fn needs_list(&self, what: &str) -> Result<&[Json<'a>], ReadError> {
        match &self.kind {
            Kind::List(items) => Ok(items),
            _ => Err(self.refuse(what, "a list")),
        }
    }

    /// The members of the object this must be.
    pub(super) fn needs_entries(&self, what: &str) -> Result<&[Entry<'a>], ReadError> {
        self.entries().ok_or_else(|| self.refuse(what, "an object"))
    }

    /// The member that the object this is must have.
    pub(super) fn needs(&self, name: &str, what: &str) -> Result<&Json<'a>, ReadError> {
        self.get(name).ok_or_else(|| ReadError::new(self.at, format!("{what} has no `{name}`; expected one")))
    }

    /// The refusal of what this is.
    pub(super) fn refuse(&self, what: &str, expected: &str) -> ReadError {
        ReadError::new(self.at, format!("{what} is {}; expected {expected}", self.words()))
    }
}

impl<'a> From<Kind<'a>> for Json<'a> {
    fn from(kind: Kind<'a>) -> Self {
        Self { at: 0, kind }
    }
}
