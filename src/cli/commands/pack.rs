//! `connectory pack`

use std::path::{Path, PathBuf};

use clap::Args;

use super::findings;
use super::form::Form;
use crate::cli::context::{Context, Exit, Failure};
use crate::diag::Report;
use crate::diag::emit::Format;
use crate::edit::package_file::{self, Sizes};
use crate::package;
use crate::source::{self, Digest, RepoPath, WorkTree};

/// Exit code: 0 written (warnings are printed), 1 errors found and nothing written, 2 the files could not be read or
/// written.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The folder that holds package.yaml, or that file
    #[arg(value_name = "DIR|package.yaml")]
    from: PathBuf,
    /// The form of the package; App Designer takes the binary one
    #[arg(long, value_name = "FORM", default_value = "binary")]
    container: Form,
    /// Where to write the package
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let (folder, name) = place(&arguments.from)?;
    let tree = WorkTree::open(&folder)?;
    let read = package_file::read(&tree, &name, &Sizes::default())?;
    let report = Report::new(read.diagnostics);
    if !report.diagnostics().is_empty() {
        let (text_of, root) = (findings::text_of(&tree), RepoPath::root());
        let printing = findings::printing(&report, &root, &text_of, &[]);
        context.tell_text(&findings::text(&printing, Format::Human));
    }
    let Some(package) = read.package.filter(|_| report.errors() == 0) else {
        return Ok(Exit::Findings);
    };
    let bytes = package::write_as(&package, arguments.container.into())?;
    source::write_file(&arguments.out, &bytes, arguments.force)?;
    context.tell(&format!(
        "{}: {} {}, {} bytes, sha256 {}",
        arguments.out.display(),
        package.name(),
        package.version(),
        bytes.len(),
        Digest::of(&bytes)
    ));
    Ok(Exit::Clean)
}

/// The folder and the name of the file in it.
fn place(from: &Path) -> Result<(PathBuf, RepoPath), Failure> {
    let (folder, name) = if from.is_dir() {
        (from.to_owned(), package_file::NAME.to_owned())
    } else {
        let name = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = from.parent().filter(|folder| !folder.as_os_str().is_empty());
        (folder.unwrap_or(Path::new(".")).to_owned(), name)
    };
    if !folder.join(&name).is_file() {
        let shown = folder.join(&name);
        return Err(
            format!("{}: no such file; `connectory new connector DIR` makes one", shown.display()).into()
        );
    }
    Ok((folder, RepoPath::new(&name)?))
}
