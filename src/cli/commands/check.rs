//! `connectory check`

use clap::Args;

use super::registry::RegistryArguments;
use super::report;
use crate::cli::context::{Context, Exit, Failure};
use crate::diag::emit::Format;
use crate::pipeline::Pipeline;

/// Exit code: 0 clean, 1 errors found, 2 the check could not run.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    registry: RegistryArguments,
    /// Check the registry as it was at this commit, without touching the work tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// How to write the report
    #[arg(long, default_value = "human")]
    format: Format,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let opened = arguments.registry.open(arguments.rev.as_deref())?;
    let checked = Pipeline::new()?.read(&opened, arguments.registry.today(context))?;
    let text_of = report::text_of(opened.tree.as_ref());
    let rules = report::rules();
    let printing = report::printing(&checked.report, &opened.folder, &text_of, &rules);
    context.print(&report::text(&printing, arguments.format))?;
    Ok(report::exit(&checked.report))
}
