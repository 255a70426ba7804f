//! The JSON export: a package as text, for review and source control.
//!
//! 1. [`write()`] lays a package out as Package Manager's own export does: its order of members, its numbers for words,
//!    its indentation. What that export has no words for is kept in escapes, members whose name begins with `$`.
//! 2. [`read()`] takes both: the vendor's export, where an absent member has the value Package Manager gives it, and ours,
//!    which gives back the very package.
//!
//! `$members` (of a package, form, setting or reference) is the order in the binary form, where that is unusual; `$root`
//! the root element, `$prefix` and `$attributes` those of an element, where they are; values are told in [`values`].

mod beside;
mod members;
mod names;
mod parse;
mod print;
mod read;
mod settings;
mod trees;
mod unnamed;
mod value;
mod values;
mod write;

pub(super) use beside::read_beside;
pub(super) use read::read;
pub(super) use unnamed::unnamed;
pub(super) use write::write;

/// Where the contents of the referenced files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contents {
    /// In the document, as base64.
    Inside,
    /// In files of their own.
    Beside,
}
