//! `connectory schema`

use clap::{Args, ValueEnum};

use crate::cli::context::{Context, Exit, Failure};
use crate::edit::package_file;

/// Prints a JSON Schema (draft 2020-12), with which an editor completes and explains a file.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Of which file
    of: File,
}

/// The files that have a schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum File {
    /// The file `package.yaml`, of which `pack` makes a package
    Package,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let schema = match arguments.of {
        File::Package => package_file::schema(),
    };
    context.print(&format!("{schema:#}\n"))?;
    Ok(Exit::Clean)
}
