//! Waits for a change, builds, publishes, and again; serves the last generation meanwhile.
//!
//! 1. [`follow()`] runs the loop: a [`Watch`] says "look again", [`Debounce`] says when, [`Hold`] says whether to believe it.
//! 2. The caller's build fills a sink; a build that fails leaves the last generation where it is.
//! 3. [`Server`] answers from memory alone and tells open pages, through the [`Board`], what became of the build.
//!
//! The loop does nothing that a build and a publication by hand would not do.

mod address;
mod answer;
mod board;
mod debounce;
mod ear;
mod event;
mod follow;
mod head;
mod hold;
mod listing;
mod live;
mod mount;
mod rebuild;
mod serve;
mod watch;

pub use board::{Board, Finding, Outcome, Severity, State, Status};
pub use debounce::{Debounce, Next};
pub use event::{BuildReport, Cause, Event};
pub use follow::{FollowOptions, follow};
pub use hold::{Hold, Verdict};
pub use rebuild::{Rebuild, publish};
pub use serve::{ServeError, ServeOptions, Server};
pub use watch::{Watch, WatchOptions};
