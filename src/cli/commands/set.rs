//! `connectory set`

use clap::Args;

use super::changing::{ChangeArguments, Consent};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::{self, Assignment};

/// Fields of a connector: name, description, category, owners, tags, help_url, logs.allowed, logs.duration_days, replaced_by.
/// Of a version: added, notes, breaking.summary, breaking.upgrade_by, breaking.guide, requires.app_designer. An empty value
/// takes a field away; `owners+=` and `owners-=` change a list, as `tags+=` and `tags-=` do. Exit code: 0 done, 1 refused,
/// 2 it could not be done.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// A connector by its folder's name, or a version, such as sql-server@1.25
    #[arg(value_name = "SLUG[@VERSION]")]
    named: String,
    /// What to write, such as owners=@edge,@plant-it; of a long text, - reads it from standard input
    #[arg(value_name = "FIELD=VALUE", required = true)]
    assignments: Vec<String>,
    #[command(flatten)]
    change: ChangeArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let assignments = read(&arguments.assignments, context)?;
    arguments.change.run(&Consent::default(), context, |subject| {
        Ok(edit::set(subject.registry, subject.tree, &arguments.named, &assignments)?)
    })
}

/// What a person wrote, with what comes from standard input.
fn read(words: &[String], context: &Context) -> Result<Vec<Assignment>, Failure> {
    let mut assignments: Vec<Assignment> =
        words.iter().map(|word| Assignment::parse(word)).collect::<Result<_, _>>()?;
    let mut readers = assignments.iter_mut().filter(|assignment| assignment.reads_input());
    if let Some(first) = readers.next() {
        if let Some(second) = readers.next() {
            let (first, second) = (&first.name, &second.name);
            let what = format!(
                "`{first}` and `{second}` cannot both be read from standard input; set them one by one"
            );
            return Err(what.into());
        }
        first.value = context.read_input()?;
        if first.value.trim().is_empty() {
            let name = &first.name;
            return Err(format!("standard input holds no words; to take `{name}` away, write {name}=").into());
        }
    }
    Ok(assignments)
}
