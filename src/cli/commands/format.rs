//! How a command writes what it has to say, where that is no report.

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people
    Human,
    /// For programs: one document, schema 1
    Json,
}
