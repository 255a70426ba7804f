//! The integration tests, in one binary.
#![allow(clippy::disallowed_methods, reason = "tests make and break files")]

mod build;
