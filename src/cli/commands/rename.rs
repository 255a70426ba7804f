//! `connectory rename`

use clap::Args;

use super::changing::{ChangeArguments, Consent};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::{self, Rename};

/// Applications, replacements and links in help texts follow, and its old addresses lead to it. What people see is its name:
/// `connectory set SLUG name=...`. Exit code: 0 done, 1 refused, 2 it could not be done.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The connector, by its folder's name
    slug: String,
    /// The new name of its folder; left out where it only moves
    #[arg(value_name = "NEW", required_unless_present = "group")]
    to: Option<String>,
    /// The folder below connectors/ that it is to lie in, which may be new; `.` for none
    #[arg(long, value_name = "FOLDER")]
    group: Option<String>,
    #[command(flatten)]
    change: ChangeArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let wish =
        Rename { slug: &arguments.slug, to: arguments.to.as_deref(), group: arguments.group.as_deref() };
    arguments
        .change
        .run(&Consent::default(), context, |subject| Ok(edit::rename(subject.registry, subject.tree, &wish)?))
}
