//! `connectory new`

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::cli::context::{Context, Exit, Failure};
use crate::edit::package_file::{self, Project, Start};
use crate::source::{self, NewFolder};

/// Exit code: 0 written, 2 there is one already, or it could not be written.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    what: What,
}

/// What can be begun.
#[derive(Debug, Subcommand)]
enum What {
    /// Begin a connector: a package.yaml in which every field is explained
    Connector(Connector),
}

#[derive(Debug, Args)]
struct Connector {
    /// The folder of the C# project, which may be new; a .csproj in it gives the names and the path of the DLL
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The package's id instead of a fresh one, such as that of a connector which has versions already
    #[arg(long, value_name = "GUID")]
    id: Option<String>,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let What::Connector(connector) = arguments.what;
    let folder = &connector.folder;
    let path = folder.join(package_file::NAME);
    if path.symlink_metadata().is_ok() {
        return Err(format!("{}: it is there already, and is left as it is", path.display()).into());
    }
    let id = match &connector.id {
        Some(id) => package_file::check_id(id).map(|()| id.clone())?,
        None => package_file::guid(context.random()?),
    };
    let text = package_file::template(&start(folder, id, context)?);
    if folder.is_dir() {
        source::write_file(&path, text.as_bytes(), false)?;
    } else {
        let mut new = NewFolder::begin(folder)?;
        new.put(package_file::NAME, text.as_bytes())?;
        new.finish()?;
    }
    let shown = folder.display();
    context.tell(&format!(
        "{}: written; fill it in, build, then: connectory pack {shown} --out FILE",
        path.display()
    ));
    Ok(Exit::Clean)
}

/// What the project in the folder says, else what its name does.
fn start(folder: &Path, id: String, context: &Context) -> Result<Start, Failure> {
    let full = std::path::absolute(folder)?;
    let named =
        full.file_name().map_or_else(|| "Connector".to_owned(), |name| name.to_string_lossy().into_owned());
    let (name, project) = match project_file(folder)? {
        None => (named, None),
        Some(path) => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = String::from_utf8(context.read(&path)?).unwrap_or_default();
            let project = Project::read(&text, &stem);
            if project.is_none() {
                context.tell(&format!(
                    "warning: {}: no project that can be read; names are made up",
                    path.display()
                ));
            }
            (stem, project)
        }
    };
    let project = project.unwrap_or_else(|| Project {
        assembly: name.clone(),
        namespace: name.clone(),
        output: format!("bin/Release/{name}.dll"),
    });
    Ok(Start { id, name, entry_point: format!("{}.Connector", project.namespace), plug_in: project.output })
}

/// The one `.csproj` of the folder; none where there are several, since nobody says which.
fn project_file(folder: &Path) -> Result<Option<PathBuf>, Failure> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csproj"))
            && path.is_file()
        {
            found.push(path);
        }
    }
    Ok(found.pop().filter(|_| found.is_empty()))
}
