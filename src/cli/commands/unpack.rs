//! `connectory unpack`

use std::path::PathBuf;

use clap::Args;

use crate::cli::context::{Context, Exit, Failure};
use crate::edit::package_file;
use crate::package::{self, Container, Limits};
use crate::source::NewFolder;

/// Exit code: 0 unpacked, 1 the package holds what cannot be unpacked without loss, 2 it is no package or nothing could be
/// written. Unless it is 0, nothing is left behind.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The package, in any form
    file: PathBuf,
    /// Where to put the files: a new or empty folder
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let bytes = context.read(&arguments.file)?;
    let package = package::read(&bytes, &Limits::default())
        .map_err(|error| format!("{}: {error}", arguments.file.display()))?;
    let files = match package_file::unpack(&package) {
        Ok(files) => files,
        Err(error) => {
            context.fail(&error);
            return Ok(Exit::Findings);
        }
    };
    let mut folder = NewFolder::begin(&arguments.out)?;
    for file in &files {
        folder.put(&file.name, &file.bytes)?;
    }
    folder.finish()?;
    context.tell(&format!("{}: {} files", arguments.out.display(), files.len()));
    let container = package::container(&bytes)?;
    if package::write_as(&package, container)? != bytes {
        context.tell("warning: the package was written in an unusual way; `pack` gives other bytes");
    } else if container != Container::Binary {
        context.tell(&format!("`pack --container {container}` gives the same bytes"));
    }
    Ok(Exit::Clean)
}
