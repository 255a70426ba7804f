//! Reports as text, one file a format.

pub mod human;
pub mod json;
