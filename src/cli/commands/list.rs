//! `connectory list`

#[path = "list/connectors.rs"]
mod connectors;
#[path = "list/filter.rs"]
mod filter;
#[path = "list/versions.rs"]
mod versions;

use clap::Args;

use super::looking::{Dates, LookArguments};
use crate::cli::context::{Context, Exit, Failure};
use crate::model::Usage;

/// In the order of slugs. On a terminal the table fits its width; elsewhere every value is whole. Exit code: 0 listed, also
/// where nothing is there to be listed; 2 the registry could not be read, or has no such category or owner.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// List every version, the highest of each connector first, instead of the connectors
    #[arg(long)]
    versions: bool,
    #[command(flatten)]
    filter: filter::FilterArguments,
    #[command(flatten)]
    look: LookArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let dates = if arguments.versions { Dates::Needed } else { Dates::Spared };
    let registry = arguments.look.load(dates, context)?;
    let usage = Usage::of(&registry);
    let filter = arguments.filter.over(&registry, &usage)?;
    let listed = if arguments.versions {
        versions::list(&filter, arguments.look.format, context)?
    } else {
        connectors::list(&filter, arguments.look.format, context)?
    };
    if listed == 0 {
        let what = if arguments.versions { "version" } else { "connector" };
        context.tell(&match arguments.filter.is_empty() {
            true => format!("the registry has no {what} yet"),
            false => format!("the registry has no such {what}"),
        });
    }
    Ok(Exit::Clean)
}
