//! Time comes in as a value: the command line has the real clock, tests have one that they turn.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

/// What time it is.
pub trait Clock: Send + Sync {
    /// The time since some moment; never goes back.
    fn elapsed(&self) -> Duration;

    /// This moment.
    fn now(&self) -> Timestamp;

    /// The day, where the daemon runs.
    fn today(&self) -> Date;
}
