//! `connectory restore`

use clap::Args;

use super::changing::{ChangeArguments, Consent};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit;

/// What was never committed stays as it is; what is overwritten is asked for. Exit code: 0 restored, 1 refused, 2 it could
/// not be done.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Connectors by their folder's name, present or former, or versions, such as sql-server@1.25
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
        Ok(edit::restore(subject.registry, subject.opened, &arguments.named)?)
    })
}
