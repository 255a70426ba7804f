//! YAML that strangers wrote: a tree of values that know where they stand, and a reader that reports every fault.

mod fields;
mod tree;

pub(super) use fields::{Fields, Reader, limit};
pub(super) use tree::{Node, Value};
