//! Packages that are dropped into a folder become branches of the registry; what is refused is kept, with the reason beside it.
//!
//! 1. A file is waited for until it is whole ([`patience`], [`whole`]), and renamed into `taken/`, where nobody else works on it.
//! 2. It is planned and checked over the commit that is followed ([`judge`]), as `connectory add` would in a clone.
//! 3. The branch is made, and pushed where that is asked for ([`Push`]).
//! 4. Only then the file is renamed into `accepted/`, or, refused, into `rejected/`; what is said of it comes to lie beside it.
//!
//! Every step is a rename or makes what is made already: a drop is in one folder at any moment, and whoever starts next goes on with
//! what is in `taken/`. The branch is there before the file is in `accepted/`.

mod disk;
mod judge;
mod names;
mod patience;
mod push;
mod round;
mod start;
mod told;
mod whole;

#[cfg(test)]
mod tests;

pub use push::{GitPush, Push};
pub use round::Inbox;
pub use start::{InboxThread, start};
