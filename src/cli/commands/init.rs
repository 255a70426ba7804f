//! `connectory init`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::adjustable;
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::init::{self, Asked, Ci, NewFile, Program, Wish};
use crate::source::{self, Home};

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
    if home.exists {
        let registry = home.folder.parts().fold(home.top.clone(), |folder, part| folder.join(part));
        context.tell(&format!("{} is a registry already: only what it lacks is added", shown(&registry)));
    }
    let wish = Wish { folder: home.folder.clone(), new: !home.exists, ci, program };
    for file in init::plan(&wish, &adjustable())? {
        let path = file.path.parts().fold(home.top.clone(), |folder, part| folder.join(part));
        let added = source::add_file(&path, file.text.as_bytes())?;
        context.print(&format!("{} {}\n", if added { "written  " } else { "was there" }, shown(&path)))?;
        if !added {
            advise(&file, &path, context);
        }
    }
    next(&home, &arguments.folder, context);
    Ok(Exit::Clean)
}

/// Says what a file that is there already lacks.
fn advise(file: &NewFile, path: &Path, context: &Context) {
    let there = context.read(path).unwrap_or_default();
    let shown = shown(path);
    match &file.asked {
        Asked::Hold(text, lines) if !String::from_utf8_lossy(&there).contains(text) => {
            context.tell(&format!("warning: {shown}: left as it is; add this to it:\n{lines}"));
        }
        Asked::Same if there != file.text.as_bytes() => {
            let folder = path.parent().map(self::shown).unwrap_or_default();
            context.tell(&format!(
                "warning: {shown}: left as it is, and another than this program's; to replace it: connectory schema --out {folder} --force"
            ));
        }
        _ => {}
    }
}

/// Says what to do next.
fn next(home: &Home, folder: &Path, context: &Context) {
    if !home.in_git {
        context.tell(&format!("this lies in no Git repository yet: git init {}", shown(&home.top)));
    }
    let registry =
        if folder == Path::new(".") { String::new() } else { format!(" --registry {}", folder.display()) };
    context.tell(&format!("to see what is there and what is missing: connectory check{registry}"));
}

/// A path as a person standing here would write it.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    match path.strip_prefix(here) {
        Ok(below) if below.as_os_str().is_empty() => ".".to_owned(),
        Ok(below) => below.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}
