//! `connectory category`

#[path = "category/list.rs"]
mod list;

use clap::{ArgGroup, Args, Subcommand};

use super::changing::{ChangeArguments, Consent, Subject};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::category::{self, Spot, Words};
use crate::edit::{EditError, Plan};

/// Connectors that name a category follow, and the order of the others stays. Exit code: 0 done, 1 refused, 2 it could not be
/// done.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Deed {
    /// Add a category
    Add(AddArguments),
    /// Give a category another id, another name, another description
    Rename(RenameArguments),
    /// Move a category in the order in which people see them
    Move(MoveArguments),
    /// Remove a category that nothing is in, or whose connectors move to another one
    Remove(RemoveArguments),
    /// List the categories, and how many connectors are in each
    List(list::Arguments),
}

#[derive(Debug, Args)]
struct AddArguments {
    /// Its id, by which connectors name it: a-z, 0-9 and `-`
    id: String,
    /// The name that people see
    #[arg(long)]
    name: String,
    /// One sentence about it
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    spot: SpotArguments,
    #[command(flatten)]
    change: ChangeArguments,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["to", "name", "description"]).required(true).multiple(true))]
struct RenameArguments {
    /// The category, by its id
    id: String,
    /// Its new id; left out where only its words change
    #[arg(value_name = "NEW_ID")]
    to: Option<String>,
    /// The name that people see
    #[arg(long)]
    name: Option<String>,
    /// One sentence about it
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    change: ChangeArguments,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("where").args(["before", "after", "first", "last"]).required(true))]
struct MoveArguments {
    /// The category, by its id
    id: String,
    #[command(flatten)]
    spot: SpotArguments,
    #[command(flatten)]
    change: ChangeArguments,
}

#[derive(Debug, Args)]
struct RemoveArguments {
    /// The category, by its id
    id: String,
    /// The category that its connectors go to
    #[arg(long, value_name = "ID")]
    move_to: Option<String>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    change: ChangeArguments,
}

/// Where it is to stand.
#[derive(Debug, Args)]
#[group(multiple = false)]
struct SpotArguments {
    /// Before this category
    #[arg(long, value_name = "ID")]
    before: Option<String>,
    /// Behind this category
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    /// Before all others
    #[arg(long)]
    first: bool,
    /// Behind all others
    #[arg(long)]
    last: bool,
}

impl SpotArguments {
    fn spot(&self) -> Spot<'_> {
        match (&self.before, &self.after) {
            (Some(id), _) => Spot::Before(id),
            (_, Some(id)) => Spot::After(id),
            _ if self.first => Spot::First,
            _ => Spot::Last,
        }
    }
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let nothing_asked = Consent::default();
    match &arguments.deed {
        Deed::Add(asked) => change(&asked.change, &nothing_asked, context, |subject| {
            let words = Words { name: Some(&asked.name), description: asked.description.as_deref() };
            category::add(subject.registry, subject.tree, (&asked.id, words), asked.spot.spot())
        }),
        Deed::Rename(asked) => change(&asked.change, &nothing_asked, context, |subject| {
            let words = Words { name: asked.name.as_deref(), description: asked.description.as_deref() };
            category::rename(subject.registry, subject.tree, (&asked.id, asked.to.as_deref()), words)
        }),
        Deed::Move(asked) => change(&asked.change, &nothing_asked, context, |subject| {
            category::shift(subject.registry, subject.tree, &asked.id, asked.spot.spot())
        }),
        Deed::Remove(asked) => change(&asked.change, &asked.consent, context, |subject| {
            category::remove(subject.registry, subject.tree, &asked.id, asked.move_to.as_deref())
        }),
        Deed::List(asked) => list::run(asked, context),
    }
}

fn change(
    arguments: &ChangeArguments,
    consent: &Consent,
    context: &Context,
    plan: impl FnOnce(&Subject<'_>) -> Result<Plan, EditError>,
) -> Result<Exit, Failure> {
    arguments.run(consent, context, |subject| Ok(plan(subject)?))
}
