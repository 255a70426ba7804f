//! The daemon's log: lines for people, for the system's own log, or for programs.

use crate::cli::context::Context;
use crate::daemon::{Clock, Event};
use crate::diag::printable;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Log {
    /// Lines for people; with their levels where systemd takes them
    Text,
    /// A JSON document a line: `at`, `level`, `event`, `message` and what belongs to it
    Json,
}

/// Takes what the daemon says.
pub(super) fn sayer(
    log: Log,
    context: &Context,
    clock: impl Clock + 'static,
) -> impl Fn(Event) + Send + Sync + 'static {
    let context = *context;
    // Set where standard error goes to the journal (systemd.exec(5)); it takes the level from before the line.
    let is_journal = context.variable("JOURNAL_STREAM").is_some();
    move |event: Event| match log {
        Log::Json => context.tell_text(&format!("{}\n", event.record(clock.now()))),
        Log::Text if is_journal => {
            let text = event.to_string();
            let lines = text.lines().map(|line| format!("{}{}\n", event.level().prefix(), printable(line)));
            context.tell_text(&lines.collect::<String>());
        }
        Log::Text => context.tell_lines(&event.to_string()),
    }
}
