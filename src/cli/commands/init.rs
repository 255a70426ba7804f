//! `connectory init`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::shown::{quoted, shown};
use super::{adjustable, codeowners};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::init::{self, Asked, Ci, NewFile, Program, Wish};
use crate::source::{self, Home, RepoPath};

/// Nothing that is there already is changed: run it again to add what is missing. Exit code: 0 done, 2 something could
/// not be written.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The registry's folder, which may be new, or a folder whose folder `registry` is one
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Add what this CI service needs to check every pull request
    #[arg(long)]
    ci: Option<Service>,
    /// Put a connector into a new registry as an example
    #[arg(long)]
    example: bool,
    /// Where that gets connectory from: the address of a Git repository
    #[arg(long, value_name = "URL", requires = "ci", requires = "program_revision")]
    program_repository: Option<String>,
    /// At which commit: all 40 digits of its id
    #[arg(long, value_name = "COMMIT", requires = "program_repository")]
    program_revision: Option<String>,
}

/// A CI service.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Service {
    /// GitHub Actions
    Github,
    /// Azure Pipelines, for repositories on Azure Repos
    Azure,
    /// GitLab CI
    Gitlab,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let home = source::home(&arguments.folder)?;
    let program = match (&arguments.program_repository, &arguments.program_revision) {
        (Some(repository), Some(revision)) => Some(Program::new(repository, revision)?),
        _ => None,
    };
    let ci = arguments.ci.map(|service| match service {
        Service::Github => Ci::GitHub,
        Service::Azure => Ci::Azure,
        Service::Gitlab => Ci::GitLab,
    });
    let registry = below(&home, &home.folder);
    if home.exists {
        if arguments.example {
            return Err(
                format!("{} is a registry already; an example is for a new one", shown(&registry)).into()
            );
        }
        context.tell(&format!("{} is a registry already: only what it lacks is added", shown(&registry)));
    }
    let (example, new) = (arguments.example, !home.exists);
    let wish = Wish { folder: home.folder.clone(), new, example, ci, program };
    for file in init::plan(&wish, &adjustable())? {
        add(&file, &home, context)?;
    }
    let words = named(&arguments.folder);
    match ci {
        _ if home.exists => {}
        Some(Ci::Azure) => {
            context.tell("no CODEOWNERS: Azure Repos reads none; its branch policies name reviewers")
        }
        _ => codeowners::begin(&registry, &words, context)?,
    }
    next(&home, &words, context);
    Ok(Exit::Clean)
}

/// Where a path of the repository lies on this disk.
fn below(home: &Home, path: &RepoPath) -> PathBuf {
    path.parts().fold(home.top.clone(), |folder, part| folder.join(part))
}

/// Writes a file where none is.
fn add(file: &NewFile, home: &Home, context: &Context) -> Result<(), Failure> {
    let path = below(home, &file.path);
    let others = file.elsewhere.iter().map(|other| home.top.join(other));
    if let Some(other) =
        others.filter(|_| path.symlink_metadata().is_err()).find(|other| other.symlink_metadata().is_ok())
    {
        return context.print(&format!("was there {}\n", shown(&other)));
    }
    let added = source::add_file(&path, &file.bytes)?;
    context.print(&format!("{} {}\n", if added { "written  " } else { "was there" }, shown(&path)))?;
    if !added {
        advise(file, &path, context);
    }
    Ok(())
}

/// Says what a file that is there already lacks.
fn advise(file: &NewFile, path: &Path, context: &Context) {
    let there = context.read(path).unwrap_or_default();
    let shown = shown(path);
    match &file.asked {
        Asked::Hold(text, lines) if !String::from_utf8_lossy(&there).contains(text) => {
            context.tell_lines(&format!("warning: {shown}: left as it is; add this to it:\n{lines}"));
        }
        Asked::Same if there != file.bytes => {
            let folder = path.parent().map(self::shown).unwrap_or_default();
            context.tell(&format!(
                "warning: {shown}: left as it is, and another than this program's; to replace it: connectory schema --out {folder} --force"
            ));
        }
        _ => {}
    }
}

/// How a command names the registry; nothing where it finds it itself.
fn named(folder: &Path) -> String {
    match folder == Path::new(".") {
        true => String::new(),
        false => format!(" --registry {}", quoted(&folder.display().to_string())),
    }
}

/// Says what to do next.
fn next(home: &Home, registry: &str, context: &Context) {
    if !home.in_git {
        context.tell(&format!("this lies in no Git repository yet: git init {}", shown(&home.top)));
    }
    context.tell(&format!("to see what is there and what is missing: connectory check{registry}"));
}
