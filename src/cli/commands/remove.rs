//! `connectory remove`

use clap::Args;

use super::changing::{ChangeArguments, Consent};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit;

/// What is in use stays: the applications are named. Exit code: 0 removed, 1 refused, 2 it could not be done.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Connectors by their folder's name, or versions, such as sql-server@1.25
    #[arg(value_name = "SLUG[@VERSION]", required = true)]
    named: Vec<String>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    change: ChangeArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    arguments.change.run(&arguments.consent, context, |subject| {
        Ok(edit::remove(subject.registry, subject.opened, &arguments.named)?)
    })
}
