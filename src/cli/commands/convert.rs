//! `connectory convert`

use std::path::{Path, PathBuf};

use clap::Args;

use super::form::Form;
use crate::cli::context::{Context, Exit, Failure};
use crate::package::{self, Container, Limits};
use crate::source;

/// Exit code: 0 it is written, 2 it is no package or cannot be written.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The package, in any form
    #[arg(value_name = "IN")]
    from: PathBuf,
    /// Where to write it
    #[arg(value_name = "OUT")]
    to: PathBuf,
    /// The form to write; without it the end of OUT's name says: .xmp, .zip or .json
    #[arg(long, value_name = "FORM")]
    container: Option<Form>,
    /// Replace OUT when it holds something else
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let (from, to) = (&arguments.from, &arguments.to);
    let container = match arguments.container {
        Some(form) => form.into(),
        None => by_extension(to)?,
    };
    let bytes = context.read(from)?;
    let package =
        package::read(&bytes, &Limits::default()).map_err(|error| format!("{}: {error}", from.display()))?;
    let written =
        package::write_as(&package, container).map_err(|error| format!("{}: {error}", from.display()))?;
    if written != bytes && is_same_file(from, to) {
        return Err(format!("{} is the package to convert; write to another file", to.display()).into());
    }
    source::write_file(to, &written, arguments.force)?;
    context.tell(&format!("{}: {container}, {} bytes", to.display(), written.len()));
    Ok(Exit::Clean)
}

/// The form that the end of a file's name says.
fn by_extension(path: &Path) -> Result<Container, Failure> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("xmp") => Ok(Container::Binary),
        Some("zip") => Ok(Container::Zip),
        Some("json") => Ok(Container::Json),
        _ => {
            let shown = path.display();
            Err(format!("{shown}: its name does not end in .xmp, .zip or .json; give --container").into())
        }
    }
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
