//! Prints a report the way the person asked for.

use crate::cli::context::Exit;
use crate::diag::{Report, emit};
use crate::source::{RepoPath, Tree};

/// The most bytes of a file that is shown in a report.
const MOST_SHOWN: u64 = 1 << 20;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people
    Human,
    /// For programs: one document, schema 1
    Json,
}

/// The report as text.
pub(in crate::cli) fn text(report: &Report, tree: &dyn Tree, format: Format) -> String {
    let text_of = |path: &RepoPath| String::from_utf8(tree.read(path, MOST_SHOWN).ok()?).ok();
    match format {
        // The printer takes the colours out again where there is no terminal.
        Format::Human => emit::human::emit(report, &text_of, true),
        Format::Json => emit::json::emit(report, &text_of),
    }
}

/// Clean, or findings when there are errors.
pub(in crate::cli) fn exit(report: &Report) -> Exit {
    if report.errors() == 0 { Exit::Clean } else { Exit::Findings }
}
