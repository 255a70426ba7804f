//! `connectory diff`

mod human;
mod json;
mod markdown;

use clap::Args;

use super::named::{NamedPackage, Packages};
use super::registry::RegistryArguments;
use crate::cli::context::{Context, Exit, Failure};
use crate::model::change::Comparison;

/// A package is a file, or a version in the registry such as sql-server@1.38. One version alone is compared with the one
/// below it. Exit code: 0 nothing breaks, 1 a change is breaking, 2 the packages could not be compared.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The earlier package; or the only one, to be compared with the version below it
    before: String,
    /// The later package
    after: Option<String>,
    /// How to write the changes
    #[arg(long, default_value = "human")]
    format: Format,
    /// Take versions from the registry as it was at this commit
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    #[command(flatten)]
    registry: RegistryArguments,
}

/// How changes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: one document, schema 1
    Json,
    /// For a comment in a pull request
    Markdown,
}

/// Two packages and what changed between them.
struct Compared {
    before: NamedPackage,
    after: NamedPackage,
    comparison: Comparison,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let mut packages = Packages::new(&arguments.registry, arguments.rev.as_deref(), context);
    let (before, after) = match &arguments.after {
        Some(after) => (packages.find(&arguments.before)?, packages.find(after)?),
        None => packages.with_predecessor(&arguments.before)?,
    };
    let comparison = Comparison::between(&before.facts, &after.facts);
    let compared = Compared { before, after, comparison };
    let text = match arguments.format {
        Format::Human => human::text(&compared),
        Format::Json => json::text(&compared),
        Format::Markdown => markdown::text(&compared),
    };
    context.print(&text)?;
    Ok(if compared.comparison.is_breaking() { Exit::Findings } else { Exit::Clean })
}
