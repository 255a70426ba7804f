//! `connectory activate`

use clap::Args;

use super::changing::{ChangeArguments, Consent};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit;

/// The way back from `deprecate` and `withdraw`. Exit code: 0 done, 1 refused, 2 it could not be done.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Versions, such as sql-server@1.25
    #[arg(value_name = "SLUG@VERSION", required = true)]
    versions: Vec<String>,
    #[command(flatten)]
    change: ChangeArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    arguments.change.run(&Consent::default(), context, |subject| {
        Ok(edit::activate(subject.registry, subject.tree, &arguments.versions)?)
    })
}
