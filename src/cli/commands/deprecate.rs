//! `connectory deprecate`

use clap::Args;

use super::changing::Consent;
use super::retire::RetireArguments;
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::Retired;

/// It still works; people are told to move away. Exit code: 0 done, 1 refused, 2 it could not be done.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    retire: RetireArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    arguments.retire.run(Retired::Deprecated, &Consent::default(), context)
}
