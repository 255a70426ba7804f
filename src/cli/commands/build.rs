//! `connectory build`

use std::path::PathBuf;

use clap::Args;

use super::registry::RegistryArguments;
use super::report;
use crate::cli::context::{Context, Exit, Failure};
use crate::daemon;
use crate::diag::emit::Format;
use crate::pipeline::{Pipeline, is_unfinished};
use crate::publish::FolderSink;

/// What is wrong with the registry is reported and left out; everything else is built, unless a change of several files
/// is not finished. Exit code: 0 clean, 1 errors found, 2 the site could not be built.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    registry: RegistryArguments,
    /// Build the registry as it was at this commit, without touching the work tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Where to put the site: a new or empty folder, or one that this command wrote before
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let opened = arguments.registry.open(arguments.rev.as_deref())?;
    let mut pipeline = Pipeline::new()?;
    let checked = pipeline.read(&opened, arguments.registry.today(context))?;
    let built = if is_unfinished(&checked.report) {
        None
    } else {
        let mut sink = FolderSink::open(&arguments.out)?;
        Some(daemon::publish(&pipeline, &checked.registry, opened.tree.as_ref(), None, &mut sink)?)
    };
    if !checked.report.diagnostics().is_empty() {
        let (text_of, rules) = (report::text_of(opened.tree.as_ref()), report::rules());
        let printing = report::printing(&checked.report, &opened.folder, &text_of, &rules);
        context.tell_text(&report::text(&printing, Format::Human));
    }
    let Some(published) = built else {
        context.tell("nothing is built: a change of several files is not finished");
        return Ok(report::exit(&checked.report));
    };
    context.tell(&format!(
        "{}: {} files written, {} unchanged, {} removed",
        arguments.out.display(),
        published.written.len(),
        published.kept,
        published.removed.len()
    ));
    Ok(report::exit(&checked.report))
}
