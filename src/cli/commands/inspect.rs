//! `connectory inspect`

mod code;
mod human;
mod json;

use std::path::PathBuf;

use clap::Args;

use super::report::Format;
use crate::cli::context::{Context, Exit, Failure};
use crate::package::code::facts;
use crate::package::{self, Limits};

/// Exit code: 0 it is a package, 2 it is none or cannot be read.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The package (.xmp)
    file: PathBuf,
    /// How to write it
    #[arg(long, default_value = "human")]
    format: Format,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let bytes = context.read(&arguments.file)?;
    let package = package::read(&bytes, &Limits::default())
        .map_err(|error| format!("{}: {error}", arguments.file.display()))?;
    let facts = facts(&package);
    let text = match arguments.format {
        Format::Human => human::text(&package, &facts, &bytes),
        Format::Json => json::text(&package, &facts, &bytes),
    };
    context.print(&text)?;
    Ok(Exit::Clean)
}
