//! `connectory app`

#[path = "app/add.rs"]
mod add;
#[path = "app/import.rs"]
mod import;
#[path = "app/list.rs"]
mod list;
#[path = "app/remove.rs"]
mod remove;

use clap::{Args, Subcommand};

use crate::cli::context::{Context, Exit, Failure};

/// An application is a file in `applications/`: which connectors it uses, and in which versions.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    what: What,
}

/// What is done.
#[derive(Debug, Subcommand)]
enum What {
    /// List applications: what each uses, how far behind, when it was observed
    List(list::Arguments),
    /// Add an application
    Add(add::Arguments),
    /// Bring in what a platform says of its applications: CSV or JSON
    Import(import::Arguments),
    /// Remove applications
    Remove(remove::Arguments),
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    match arguments.what {
        What::List(arguments) => list::run(&arguments, context),
        What::Add(arguments) => add::run(&arguments, context),
        What::Import(arguments) => import::run(&arguments, context),
        What::Remove(arguments) => remove::run(&arguments, context),
    }
}
