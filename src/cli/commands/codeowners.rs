//! `connectory codeowners`

use std::path::{Path, PathBuf};

use clap::Args;

use super::registry::RegistryArguments;
use super::shown::{print_diff, shown};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::{self, CodeownersFile, EditError};
use crate::load::{self, Memory};
use crate::source::{self, Changes, History, Opened, RepoPath};

/// What others wrote in the file stays. Exit code: 0 done or nothing to do, 2 it could not be written.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    registry: RegistryArguments,
    /// Write nothing, and print what would change as a diff
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let opened = arguments.registry.open(None)?;
    if !opened.is_on_disk {
        return Err("a bare repository has no files to change; run this in a clone".into());
    }
    let file = planned(&opened)?;
    for note in &file.notes {
        context.tell(&format!("note: {note}"));
    }
    let path = on_disk(&file, &arguments.registry.folder()?)?;
    match &file.after {
        None => context.tell("nothing to write: nobody owns anything that a Git host would know"),
        _ if file.is_current() => context.tell(&format!("{}: nothing to change", shown(&path))),
        Some(after) if arguments.dry_run => print_diff(&diff(&file, after), context)?,
        Some(after) => write(&file, after, &path, context)?,
    }
    Ok(Exit::Clean)
}

/// Writes the file for the registry that was just begun in `folder`, unless others wrote one. `registry` is how a command
/// names it.
pub(super) fn begin(folder: &Path, registry: &str, context: &Context) -> Result<(), Failure> {
    let file = match planned(&source::open(folder, None)?) {
        Ok(file) => file,
        Err(EditError::Refused(why)) => {
            context.tell(&format!("warning: no owners are written: {why}"));
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let path = on_disk(&file, folder)?;
    match (&file.before, &file.after) {
        (_, None) => context.tell(&format!(
            "no CODEOWNERS: nobody owns anything yet; once somebody does: connectory codeowners{registry}"
        )),
        (None, Some(after)) => write(&file, after, &path, context)?,
        (Some(_), Some(_)) if file.is_current() => {}
        (Some(_), Some(_)) => context.tell(&format!(
            "{}: left as it is; to have it name the owners here: connectory codeowners{registry}",
            shown(&path)
        )),
    }
    Ok(())
}

fn planned(opened: &Opened) -> Result<CodeownersFile, EditError> {
    let loaded = load::load(opened.tree.as_ref(), &History::default(), &mut Memory::default())?;
    edit::codeowners(&loaded.registry)
}

/// Where the file for the registry in `folder` lies.
pub(super) fn on_disk(file: &CodeownersFile, folder: &Path) -> Result<PathBuf, Failure> {
    let top = source::home(folder)?.top;
    Ok(file.path.parts().fold(top, |folder, part| folder.join(part)))
}

fn write(file: &CodeownersFile, after: &str, path: &Path, context: &Context) -> Result<(), Failure> {
    let added = match &file.before {
        Some(_) => source::write_file(path, after.as_bytes(), true).map(|()| true)?,
        None => source::add_file(path, after.as_bytes())?,
    };
    if !added {
        return Err(format!("{}: something is there that is no file, or cannot be read", shown(path)).into());
    }
    context.print(&format!("written   {}\n", shown(path)))
}

/// What would change.
pub(super) fn diff(file: &CodeownersFile, after: &str) -> String {
    let (mut changes, after) = (Changes::default(), after.as_bytes().to_vec());
    match &file.before {
        Some(before) => changes.write(&file.path, before.as_bytes().to_vec(), after),
        None => changes.create(&file.path, after),
    }
    changes.diff(&RepoPath::root())
}
