//! A registry of industrial connectors kept in Git: what is in it, what is wrong with it, who uses what, and a
//! static catalogue that shows it. The rooms and what may import what are drawn in `ARCHITECTURE.md`.
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests make and break files"))]

pub mod check;
pub mod cli;
pub mod daemon;
pub mod diag;
pub mod edit;
pub mod load;
pub mod model;
pub mod package;
pub mod pipeline;
pub mod plan;
pub mod publish;
pub mod render;
pub mod source;
mod yaml;
