//! `connectory add`

mod ask;
mod gather;

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::changing::{ChangeArguments, Consent, Subject};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::Plan;
use crate::edit::add::{Adding, Wish, category, owners};

/// A package whose id is new becomes a connector, any other a version of its connector. Release notes, the help of a new
/// connector and what breaks are drafted from the packages. What is there already with the same bytes is left alone. Exit
/// code: 0 added, or nothing to add; 1 the registry would have new errors; 2 something is no package, or a version is
/// there with other bytes. Nothing is ever added in part.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Packages: .xmp; .json with the files inside it or beside it; .zip of one package or of many
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The category of a new connector, by its id or name; else that of the package, or the registry's default
    #[arg(long)]
    category: Option<String>,
    /// Who answers for a new connector, such as @edge; may be given several times
    #[arg(long)]
    owner: Vec<String>,
    /// What the folder of the new connector is called; else it is made of the name
    #[arg(long)]
    slug: Option<String>,
    /// The folder below connectors/ that new connectors are put into, such as historians
    #[arg(long, value_name = "FOLDER")]
    group: Option<String>,
    /// The release notes, Markdown, or - to read them from standard input; else they are drafted from what changed
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    notes: Option<String>,
    /// The day by which applications should move to a version that breaks; else in 30 days
    #[arg(long, value_name = "DATE")]
    upgrade_by: Option<Date>,
    /// What they have to do, Markdown; else it is drafted from what changed
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    guide: Option<String>,
    #[command(flatten)]
    change: ChangeArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    arguments.change.run(&Consent::default(), context, |subject| plan(&arguments, subject, context))
}

fn plan(arguments: &Arguments, subject: &Subject<'_>, context: &Context) -> Result<Plan, Failure> {
    let registry = subject.registry;
    let wish = Wish {
        category: arguments.category.as_deref().map(|word| category(registry, word)).transpose()?,
        owners: owners(&arguments.owner)?,
        slug: arguments.slug.clone(),
        group: arguments.group.clone(),
        notes: notes(arguments, context)?,
        upgrade_by: arguments.upgrade_by,
        guide: arguments.guide.as_deref().map(|guide| said("--guide", guide)).transpose()?,
        today: subject.today,
    };
    let packages = gather::packages(&arguments.files, &registry.policy.limits, context)?;
    let mut adding = Adding::sort(registry, subject.tree, packages, &wish)?;
    if context.is_terminal() {
        ask::about(&mut adding, registry, &wish, context)?;
    }
    Ok(adding.plan(&wish))
}

/// The release notes that a person wrote.
fn notes(arguments: &Arguments, context: &Context) -> Result<Option<String>, Failure> {
    match arguments.notes.as_deref() {
        Some("-") => said("standard input", &context.read_input()?).map(Some),
        Some(text) => said("--notes", text).map(Some),
        None => Ok(None),
    }
}

/// A text that says something.
fn said(from: &str, text: &str) -> Result<String, Failure> {
    match text.trim() {
        "" => Err(format!("{from} holds no words; leave it out to have them drafted").into()),
        _ => Ok(text.to_owned()),
    }
}
