//! `connectory withdraw`

use clap::Args;

use super::changing::Consent;
use super::retire::RetireArguments;
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::Retired;

/// It must not be used any more; where applications still do, they are named, and you are asked. Exit code: 0 done, 1 refused,
/// 2 it could not be done.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    retire: RetireArguments,
    #[command(flatten)]
    consent: Consent,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    arguments.retire.run(Retired::Withdrawn, &arguments.consent, context)
}
