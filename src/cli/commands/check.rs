//! `connectory check`

mod fix;

use clap::Args;

use super::registry::RegistryArguments;
use super::report::{self, Format};
use crate::cli::context::{Context, Exit, Failure};
use crate::pipeline::{Pipeline, Request};

/// Exit code: 0 clean, 1 errors found, 2 the check could not run.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    registry: RegistryArguments,
    /// Check the registry as it was at this commit, without touching the work tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Review what changed since this revision, such as origin/main, as it would be once merged
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Who makes the change; again for whoever agreed to it
    #[arg(long, value_name = "NAME", requires = "since")]
    actor: Vec<String>,
    /// How to write the report
    #[arg(long, default_value = "human")]
    format: Format,
    #[command(flatten)]
    fix: fix::FixArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let opened = arguments.registry.open(arguments.rev.as_deref())?;
    let today = arguments.registry.today(context);
    let mut pipeline = Pipeline::new()?;
    let (registry, revision) = (&arguments.registry, arguments.rev.as_deref());
    let wanted = &|_: &_| true;
    let subject =
        fix::Subject { registry, revision, opened: &opened, pipeline: &mut pipeline, today, wanted };
    if let Some(exit) = arguments.fix.run(subject, context)? {
        return Ok(exit);
    }
    let request = Request { since: arguments.since.as_deref(), actors: &arguments.actor, today };
    let reviewed = pipeline.review(&opened, &request)?;
    context.print(&report::text(&reviewed.report, opened.tree.as_ref(), arguments.format))?;
    Ok(report::exit(&reviewed.report))
}
