//! `connectory check`

#[path = "check/fix.rs"]
mod fix;
#[path = "check/output.rs"]
mod output;
#[path = "check/scope.rs"]
mod scope;

use clap::Args;

use super::findings;
use super::registry::RegistryArguments;
use super::shown::quoted;
use crate::cli::context::{Context, Exit, Failure};
use crate::pipeline::{Pipeline, Request, Reviewed};
use crate::source::Opened;

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
    #[arg(long, value_name = "NAME", requires = "since", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    actor: Vec<String>,
    /// What else counts as failed, beside errors
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    fail_on: FailOn,
    #[command(flatten)]
    output: output::OutputArguments,
    #[command(flatten)]
    scope: scope::ScopeArguments,
    #[command(flatten)]
    fix: fix::FixArguments,
}

/// From which level on findings fail a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// Errors
    Error,
    /// Warnings, too
    Warning,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let wanted = arguments.output.wanted(context)?;
    let opened = arguments.registry.open(arguments.rev.as_deref())?;
    let shown = arguments.registry.shown(&opened);
    let scope = arguments.scope.scope(&shown)?;
    let today = arguments.registry.today(context);
    let mut pipeline = Pipeline::new()?;
    let (registry, revision) = (&arguments.registry, arguments.rev.as_deref());
    let subject = fix::Subject {
        registry,
        revision,
        opened: &opened,
        pipeline: &mut pipeline,
        today,
        wanted: &|finding| scope.holds(finding),
    };
    if let Some(exit) = arguments.fix.run(subject, context)? {
        return Ok(exit);
    }
    let request = Request { since: arguments.since.as_deref(), actors: &arguments.actor, today };
    let mut reviewed = pipeline.review(&opened, &request)?;
    scope.narrow(&mut reviewed.report);
    if let Some(overview) = &mut reviewed.report.overview {
        overview.command = command(&overview.base, &arguments.actor, &shown);
    }
    print(&reviewed, (&opened, &shown), &wanted, context)?;
    if let Some(why) = &reviewed.incomparable {
        context.tell(&format!("error: the change could not be reviewed: {why}"));
        return Ok(Exit::Trouble);
    }
    let warned = arguments.fail_on == FailOn::Warning && reviewed.report.warnings() > 0;
    Ok(if warned { Exit::Findings } else { findings::exit(&reviewed.report) })
}

fn print(
    reviewed: &Reviewed,
    (opened, shown): (&Opened, &str),
    wanted: &[output::Wanted],
    context: &Context,
) -> Result<(), Failure> {
    let text_of = |path: &_| reviewed.texts.get(path).cloned();
    let rules = findings::rules();
    for output in wanted {
        let printing = findings::printing(&reviewed.report, &opened.folder, &text_of, &rules);
        output.write(printing, shown, context)?;
    }
    Ok(())
}

/// The command that makes the same review elsewhere.
fn command(base: &str, actors: &[String], folder: &str) -> String {
    let mut words = vec!["connectory check".to_owned(), format!("--since {base}")];
    words.extend(actors.iter().map(|actor| format!("--actor {}", quoted(actor))));
    if !matches!(folder, "" | "registry") {
        words.push(format!("--registry {}", quoted(folder)));
    }
    words.join(" ")
}
