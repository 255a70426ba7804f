//! `connectory inspect`

mod code;
mod human;
mod json;

use std::path::PathBuf;

use clap::Args;

use super::format::Format;
use crate::cli::context::{Context, Exit, Failure};
use crate::package::code::{CodeFacts, facts};
use crate::package::{self, ArchiveEntry, Container, Limits, Package, ReadError, Reference, ReferenceType};

/// Exit code: 0 it is a package, 2 it is none or cannot be read.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The package, in any form: binary, zip or JSON
    file: PathBuf,
    /// How to write it
    #[arg(long, default_value = "human")]
    format: Format,
}

/// What is printed: the package, its form, what its code tells, and the file's bytes.
#[derive(Clone, Copy)]
struct Look<'l> {
    package: &'l Package<'l>,
    container: Container,
    facts: &'l CodeFacts,
    bytes: &'l [u8],
}

/// What is in a referenced file that is a zip, or what is wrong with it; None for other files.
fn inside(reference: &Reference<'_>) -> Option<Result<Vec<ArchiveEntry>, ReadError>> {
    let is_zip = reference.kind == ReferenceType::Zip;
    is_zip.then(|| package::list_archive(&reference.content.to_vec(), &Limits::default()))
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let bytes = context.read(&arguments.file)?;
    let package = package::read(&bytes, &Limits::default())
        .map_err(|error| format!("{}: {error}", arguments.file.display()))?;
    let container = package::container(&bytes)?;
    let facts = facts(&package);
    let look = Look { package: &package, container, facts: &facts, bytes: &bytes };
    let text = match arguments.format {
        Format::Human => human::text(&look),
        Format::Json => json::text(&look),
    };
    context.print(&text)?;
    Ok(Exit::Clean)
}
