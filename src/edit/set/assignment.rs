//! `field=value`, `field+=value`, `field-=value`: what a person wrote, and what is to be done.

use super::MOST_SHOWN;
use super::fields::{self, Takes};
use crate::diag::joined;
use crate::edit::EditError;
use crate::edit::fields::Fields;
use crate::edit::find::Named;
use crate::model::Registry;
use crate::yaml::{Out, Refused};

/// What a person wrote.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The field.
    pub name: String,
    /// The text behind the sign.
    pub value: String,
    how: How,
}

/// The sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Is,
    More,
    Less,
}

impl Assignment {
    /// Reads `field=value`.
    ///
    /// # Errors
    /// There is no sign, or no field before it.
    pub fn parse(text: &str) -> Result<Assignment, EditError> {
        let Some((name, value)) = text.split_once('=') else {
            let what = format!("`{text}` sets nothing; write it as field=value, such as name=\"SQL Server\"");
            return Err(EditError::refused(what));
        };
        let (name, how) = match name {
            name if name.ends_with('+') => (&name[..name.len() - 1], How::More),
            name if name.ends_with('-') => (&name[..name.len() - 1], How::Less),
            name => (name, How::Is),
        };
        Ok(Assignment { name: name.trim().to_owned(), value: value.to_owned(), how })
    }

    /// Whether its value is to be read from standard input: `-`, for a field that holds a long text.
    pub fn reads_input(&self) -> bool {
        self.value == "-" && self.how == How::Is && fields::is_long(&self.name)
    }

    /// What is to be done.
    pub(super) fn deed(&self, registry: &Registry, named: &Named<'_>) -> Result<Deed, EditError> {
        let name = self.name.as_str();
        let takes = fields::of(name, named)?;
        let value = self.value.replace("\r\n", "\n");
        let value = value.trim();
        match self.how {
            How::Is if value.is_empty() => match takes {
                Takes::Name => Err(EditError::refused("a connector needs a name; write name=\"SQL Server\"")),
                _ => Ok(Deed::Remove),
            },
            How::Is => Ok(Deed::Set(fields::value((name, takes), value, registry, named)?)),
            How::More | How::Less if !matches!(takes, Takes::Owners | Takes::Tags) => {
                Err(EditError::refused(format!("`{name}` is no list; write {name}=...")))
            }
            How::More => Ok(Deed::Push(fields::missing((name, takes), value, named)?)),
            How::Less => Ok(Deed::Drop(fields::present((name, takes), value, named)?)),
        }
    }
}

/// What is done to a field.
#[derive(Debug)]
pub(super) enum Deed {
    Set(Out),
    Remove,
    Push(Vec<String>),
    Drop(Vec<String>),
}

impl Deed {
    /// Does it.
    pub(super) fn make(&self, fields: &mut Fields<'_>, name: &str) -> Result<(), Refused> {
        match self {
            Deed::Set(value) => fields.set(name, value),
            Deed::Remove => fields.remove(name),
            Deed::Push(items) => items.iter().try_for_each(|item| fields.push(name, item)),
            Deed::Drop(items) => fields.drop(name, |item| items.iter().any(|going| going == item)),
        }
    }

    /// What is said of it.
    pub(super) fn step(&self, name: &str, shown: &str) -> String {
        match self {
            Deed::Set(Out::Text(text) | Out::Plain(text) | Out::Quoted(text))
                if !text.contains('\n') && text.chars().count() <= MOST_SHOWN =>
            {
                format!("set `{name}` of {shown} to `{text}`")
            }
            Deed::Set(_) => format!("set `{name}` of {shown}"),
            Deed::Remove => format!("remove `{name}` of {shown}"),
            Deed::Push(items) => format!("add {} to `{name}` of {shown}", quoted(items)),
            Deed::Drop(items) => format!("remove {} from `{name}` of {shown}", quoted(items)),
        }
    }
}

fn quoted(items: &[String]) -> String {
    joined(&items.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>())
}
