//! The promises of the room, over packages made by hand and every real one at hand.

mod fixture;
mod round_trip;
