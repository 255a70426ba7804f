//! The promises of the room, over packages made by hand and every real one at hand.

#[path = "../../../tests/it/support/archive.rs"]
mod archive;
mod containers;
pub(super) mod fixture;
mod foreign;
mod form;
mod hostile;
mod hostile_zip;
mod identity;
mod mutations;
pub(super) mod random;
#[path = "../../../tests/it/support/real.rs"]
pub(crate) mod real;
mod round_trip;
mod truncation;
