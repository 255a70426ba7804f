//! `connectory bulk`

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::cli::context::{Context, Exit, Failure};
use crate::package::Limits;
use crate::package::bulk::{self, BulkEntry};
use crate::source::{self, NewFolder};

/// Exit code: 0 it is written, 2 something is no package or cannot be written.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    what: What,
}

/// In or out.
#[derive(Debug, Subcommand)]
enum What {
    /// Put packages into one zip
    Pack {
        /// The packages (.xmp, in the binary form)
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The zip to write
        #[arg(long, value_name = "ZIP")]
        out: PathBuf,
        /// Replace the zip when it holds something else
        #[arg(long)]
        force: bool,
    },
    /// Get the packages out of a zip
    Unpack {
        /// The zip
        #[arg(value_name = "ZIP")]
        file: PathBuf,
        /// The folder to put them into, a new or an empty one
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    match arguments.what {
        What::Pack { files, out, force } => pack(&files, &out, force, context),
        What::Unpack { file, out } => unpack(&file, &out, context),
    }
}

fn pack(files: &[PathBuf], out: &Path, force: bool, context: &Context) -> Result<Exit, Failure> {
    let mut entries = Vec::new();
    for file in files {
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or_else(|| format!("{}: its name is not UTF-8 text; rename it", file.display()))?;
        entries.push(BulkEntry { name: name.to_owned(), bytes: context.read(file)? });
    }
    let bytes = bulk::write(&entries)?;
    source::write_file(out, &bytes, force)?;
    context.tell(&format!("{}: {} packages, {} bytes", out.display(), entries.len(), bytes.len()));
    Ok(Exit::Clean)
}

fn unpack(file: &Path, out: &Path, context: &Context) -> Result<Exit, Failure> {
    let bytes = context.read(file)?;
    let entries =
        bulk::read(&bytes, &Limits::default()).map_err(|error| format!("{}: {error}", file.display()))?;
    // All or nothing: a folder with half of the packages looks like one with all of them.
    let mut folder = NewFolder::begin(out)?;
    for entry in &entries {
        folder.put(&entry.name, &entry.bytes)?;
    }
    folder.finish()?;
    context.tell(&format!("{}: {} packages", out.display(), entries.len()));
    Ok(Exit::Clean)
}
