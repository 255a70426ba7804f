//! A registry of industrial connectors kept in Git: what is in it, what is wrong with it, who uses what, and a
//! static catalogue that shows it. The rooms and what may import what are drawn in `ARCHITECTURE.md`.

pub mod check;
pub mod diag;
pub mod load;
pub mod model;
pub mod package;
pub mod source;
