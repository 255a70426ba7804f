//! Object stores (S3 and what speaks like it, Azure Blob Storage, Google Cloud Storage): from an address to one that answers, and
//! what they say, in words. Packages are read from them, and sites go out to them.

mod address;
mod words;

pub(crate) use address::{Opened, Patience, check, open};
pub(crate) use words::{in_a_line, is_unsupported};
