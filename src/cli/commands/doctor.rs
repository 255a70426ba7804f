//! `connectory doctor`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::daemon;
use crate::cli::context::{Context, Exit, Failure};
use crate::daemon::Clock;
use crate::daemon::doctor::{self, Health};

/// Looks at Git, the state folder, the registry and whether its changes are seen, every target, inbox, hook and port; nothing
/// is published or told. Exit code: 0 everything works, 1 something does not, 2 the settings cannot be read.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The settings of the daemon
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    flags: daemon::Flags,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let settings = match &arguments.config {
        Some(file) => daemon::from_file(file, context)?,
        None => Some(arguments.flags.settings()?),
    };
    let Some(settings) = settings else { return Ok(Exit::Trouble) };
    let state = daemon::state_folder(&settings, arguments.config.as_deref(), context)?;
    let clock: Arc<dyn Clock> = Arc::new(context.clock());
    let mut exit = Exit::Clean;
    let mut text = String::new();
    for check in doctor::examine(&settings, &state, &clock) {
        let about = crate::diag::printable(&check.about);
        let (word, what, fix) = match check.health {
            Health::Fine(what) => ("ok", what, None),
            Health::Doubtful { what, fix } => ("warning", what, Some(fix)),
            Health::Broken { what, fix } => {
                exit = Exit::Findings;
                ("error", what, Some(fix))
            }
        };
        text += &format!("{word:8}{about}: {}\n", crate::diag::printable(&what));
        if let Some(fix) = fix {
            text += &format!("        fix: {}\n", crate::diag::printable(&fix));
        }
    }
    context.print(&text)?;
    Ok(exit)
}
