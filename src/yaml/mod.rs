//! YAML that strangers wrote: a tree of values that know where they stand, and a reader that reports every fault.

mod fields;
mod tree;
mod write;

pub(crate) use fields::{Fields, Reader, limit, no_utf8};
pub(crate) use tree::{Node, Value};
pub(crate) use write::{Out, document, scalar};
