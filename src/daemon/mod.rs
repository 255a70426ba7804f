//! Waits for a change, builds, publishes, and again; serves the last generation meanwhile.
//!
//! 1. [`Follower`] is the loop: a [`Scout`] says "look again" and whether to believe what there is, [`Debounce`] says when, [`Work`] is done then.
//! 2. `serve` and `watch` build into [`OneSink`]; the daemon ([`run()`]) hands what it read to a [`Courier`] for each target. What fails leaves
//!    the last generation where it is.
//! 3. [`Server`] answers from the list of a generation alone and tells open pages, through the [`Board`], what became of the build.
//! 4. `operate` tells those who run the daemon how it stands.
//!
//! The loop does nothing that a build and a publication by hand would not do.

mod board;
mod clock;
mod courier;
mod debounce;
pub mod doctor;
mod ear;
mod event;
mod findings;
mod follow;
mod head;
mod hold;
mod hooks;
pub mod inbox;
mod listing;
mod mount;
mod operate;
mod pulse;
mod reading;
mod rebuild;
mod record;
mod remote;
mod run;
mod scout;
mod serve;
pub mod settings;
mod state;
mod status;
pub mod targets;
mod validation;
mod watch;

pub use board::{Board, Finding, Outcome, Severity};
pub use clock::Clock;
pub use courier::{Courier, Surroundings, Target};
pub use debounce::{Debounce, Next};
pub use event::{BuildReport, Cause, Event};
pub use follow::{Done, Follower, OneSink, Work, follow};
pub use hold::{Hold, Verdict};
pub use hooks::About;
pub use reading::{Looked, Reader, Reading, Whence};
pub use rebuild::{Rebuild, publish};
pub use record::Level;
pub use remote::{Beside, MIRROR, Remote};
pub use run::{DaemonError, Equipment, Requests, run};
pub use scout::{FolderScout, Scout};
pub use serve::{DoorError, ServeError, ServeOptions, Server};
pub use state::{StateError, StateFolder};
pub use status::{
    Counts, InboxStatus, ItemStatus, SourceStatus, Standing, State, Status, TargetState, TargetStatus, Turn,
};
pub use validation::deadlines::{Deadline, Told, due};
pub use validation::found::{Found, Reached};
pub use validation::standing::{Compared, Known, compare};
pub use watch::{Watch, WatchOptions};
