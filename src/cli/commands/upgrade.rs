//! `connectory upgrade`

#[path = "upgrade/way.rs"]
mod way;

use clap::Args;

use super::changing::{ChangeArguments, Consent};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::upgrade::{self, Wish};

/// Shows the way there first: every version that is crossed with its notes, what breaks for this application, and what it
/// must fill in. Exit code: 0 moved, or there already; 1 it would bring errors; 2 it is not clear what is to move where.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The application, by slug or name
    #[arg(value_name = "APP")]
    application: String,
    /// The connector, and the version to move to instead of its current one
    #[arg(value_name = "SLUG[@VERSION]", conflicts_with = "all")]
    connector: Option<String>,
    /// Move everything that is behind
    #[arg(long)]
    all: bool,
    /// Move only the connection of this name
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    #[command(flatten)]
    change: ChangeArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    arguments.change.run(&Consent::default(), context, |subject| {
        let (connector, version) = match &arguments.connector {
            Some(text) => match text.split_once('@') {
                Some((slug, version)) => (Some(slug), Some(version)),
                None => (Some(text.as_str()), None),
            },
            None => (None, None),
        };
        let wish = Wish {
            application: &arguments.application,
            connector,
            version,
            connection: arguments.connection.as_deref(),
            all: arguments.all,
        };
        let upgrade = upgrade::plan(subject.registry, subject.tree, &wish)?;
        let ways = way::told(&upgrade);
        let mut plan = upgrade.plan;
        plan.steps.splice(0..0, ways);
        Ok(plan)
    })
}
