//! The promises of the room, over packages made by hand and every real one at hand.

mod fixture;
mod foreign;
mod form;
mod hostile;
mod identity;
mod mutations;
#[path = "../../../tests/it/support/real.rs"]
mod real;
mod round_trip;
mod truncation;
