//! Elements as values: what is known by shape, and a small tree for what is not.
//!
//! The vendor adds members between releases. So a member is a name and a [`Value`], read by the shape it has, and a
//! shape nobody knows stays an [`Element`], which writes back what was read. Only comments around plain text are not kept.

mod element;
mod name;
mod value;

pub use element::{Attribute, Element, Node};
pub use name::Name;
pub use value::{Member, TextList, Value};

pub(crate) use element::{namespaces_only, write_attributes};
pub(crate) use value::{read_member, read_text, write_member, write_named};

use crate::package::ReadError;
use crate::package::nbfx::{Event, Reader};

/// The settings that may still come, counted through the whole form.
#[derive(Debug)]
pub(crate) struct Budget {
    /// Settings that may still come.
    pub(crate) settings: usize,
    /// Members one setting may have.
    pub(crate) members: usize,
}

/// The next event inside an element that is open, where the document cannot be over.
pub(crate) fn inside<'a>(reader: &mut Reader<'a>) -> Result<(u64, Event<'a>), ReadError> {
    let at = reader.offset();
    reader.next_event()?.ok_or_else(|| ReadError::new(at, "the document ends inside an element"))
}
