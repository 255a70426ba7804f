//! `connectory schema`

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::adjustable;
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::schema::Kind;
use crate::source;

/// Prints a JSON Schema (draft 2020-12), with which an editor completes and explains a file.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Of which file
    #[arg(required_unless_present = "out")]
    kind: Option<Kind>,
    /// Write it into this folder as `<kind>.schema.json`; without a kind, all of them
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace files there that hold something else
    #[arg(long, requires = "out")]
    force: bool,
}

impl ValueEnum for Kind {
    fn value_variants<'a>() -> &'a [Kind] {
        Kind::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.what()))
    }
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let rules = adjustable();
    let kinds = arguments.kind.map_or(Kind::ALL.to_vec(), |kind| vec![kind]);
    let Some(folder) = &arguments.out else {
        kinds.iter().try_for_each(|kind| context.print(&kind.text(&rules)))?;
        return Ok(Exit::Clean);
    };
    for kind in kinds {
        let (path, text) = (folder.join(kind.file_name()), kind.text(&rules));
        source::put_file(&path, text.as_bytes(), arguments.force)?;
        context.print(&format!("{}\n", path.display()))?;
    }
    Ok(Exit::Clean)
}
