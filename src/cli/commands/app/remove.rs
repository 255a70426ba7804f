//! `connectory app remove`

use clap::Args;

use super::super::changing::{ChangeArguments, Consent};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::application;

/// Exit code: 0 removed, 1 nobody agreed to it, 2 there is no such application.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The applications, by slug or name
    #[arg(value_name = "APP", required = true)]
    applications: Vec<String>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    change: ChangeArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    arguments.change.run(&arguments.consent, context, |subject| {
        Ok(application::remove(subject.registry, subject.tree, &arguments.applications)?)
    })
}
