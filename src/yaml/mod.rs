//! YAML that strangers wrote: a tree of values that know where they stand, a reader that reports every fault, and what can
//! be mended in a text without touching the rest of it.

mod blocks;
mod edit;
mod fields;
mod layout;
#[cfg(test)]
mod pieces;
mod same;
mod tree;
mod write;

pub(crate) use blocks::line_end;
pub(crate) use edit::{Editor, Refused, Step};
pub(crate) use fields::{Fields, Reader, is_address, limit, no_utf8};
pub(crate) use same::same_values;
pub(crate) use tree::{Node, Value, parse};
pub(crate) use write::{Out, document, scalar};
