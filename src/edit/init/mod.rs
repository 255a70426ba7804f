//! A new registry, and what an older one lacks, as files: planned here, written by the command line.
//!
//! 1. The files of a registry, each beginning with the line by which editors find its schema.
//! 2. The schemas, in a folder whose name begins with a dot.
//! 3. Where asked for, the files by which a CI service checks every pull request ([`ci`]), with a template for one.
//! 4. Where asked for, a connector as an example ([`example`]).

mod ci;
mod example;

pub use ci::{Ci, Program};

use super::schema::{self, Kind, schema_line};
use crate::source::RepoPath;

/// What is to be begun.
#[derive(Debug)]
pub struct Wish {
    /// Where the registry lies in its repository.
    pub folder: RepoPath,
    /// Whether there is none yet. One that is there gets no policy files: those it lacks, it lacks on purpose.
    pub new: bool,
    /// Whether a connector is to be in it as an example.
    pub example: bool,
    /// The service that checks pull requests.
    pub ci: Option<Ci>,
    /// Where that gets the program from; `None` where the service's own variables say it.
    pub program: Option<Program>,
}

/// A file to be written where none is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its path in the repository.
    pub path: RepoPath,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// What one that is there already is asked for.
    pub asked: Asked,
    /// Other places in the repository where one that is there already does as well.
    pub elsewhere: &'static [&'static str],
}

/// What is asked of a file that is there already. It is never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Nothing.
    Nothing,
    /// To hold this text; else a person is told to add these lines.
    Hold(&'static str, String),
    /// To be what this program would write; else a person is told that it is of another version.
    Same,
}

/// The files of `wish`, in the order they are written: `registry.yaml` comes last, since it makes a folder a registry.
///
/// # Errors
/// When the registry's path cannot be written into the file of a CI service.
pub fn plan(wish: &Wish, rules: &[&str]) -> Result<Vec<NewFile>, String> {
    let mut files = Vec::new();
    let mut add = |name: &str, text: Vec<u8>, asked: Asked| {
        let path = wish.folder.join(name).expect("a constant name joins any folder");
        files.push(NewFile { path, bytes: text, asked, elsewhere: &[] });
    };
    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Package) {
        add(&format!("{}/{}", schema::FOLDER, kind.file_name()), kind.text(rules).into_bytes(), Asked::Same);
    }
    let binary = "*.xmp binary\n";
    let attributes = format!("# Packages are never merged, and their line ends never changed.\n{binary}");
    add(".gitattributes", attributes.into_bytes(), Asked::Hold("*.xmp", binary.to_owned()));
    for (name, bytes) in example::files().into_iter().filter(|_| wish.example) {
        let path =
            RepoPath::new(&format!("{}/{name}", example::FOLDER)).expect("a constant path is well-formed");
        let head = if path.extension() == Some("yaml") { schema_line(&path) } else { String::new() };
        add(path.as_str(), [head.into_bytes(), bytes].concat(), Asked::Nothing);
    }
    if wish.new {
        for (name, text) in
            [("categories.yaml", CATEGORIES), ("access.yaml", ACCESS), ("registry.yaml", REGISTRY)]
        {
            let path = RepoPath::new(name).expect("a constant path is well-formed");
            add(name, (schema_line(&path) + text).into_bytes(), Asked::Nothing);
        }
    }
    if let Some(ci) = wish.ci {
        let registry = files.split_off(files.len() - usize::from(wish.new));
        files.extend(ci.files(&wish.folder, wish.program.as_ref())?);
        files.extend(registry);
    }
    Ok(files)
}

const REGISTRY: &str = "\
# The registry: its title and its policy. What stands behind a `#` shows what could stand there.
schema: 1
title: Connectors
# description: Connectors approved for plant applications.
# url: https://connectors.example.com/     # where the catalogue will stand
default_category: default                  # of a connector that names none
# usage_max_age_days: 30                   # older observations of applications never permit a deletion
# rules:                                   # allow | warn | deny; `connectory rules` lists them
#   help-missing: deny
";

const CATEGORIES: &str = "\
# The order here is the order in the catalogue.
- id: default
  name: Default
# - id: database
#   name: Database & Technology
#   description: Historians, warehouses and operational databases.
";

const ACCESS: &str = "\
# Who may do what. Of a pull request, the base's file counts, never its own. Fill it in, beginning with an administrator.
groups: {}
#   operations: [alice, bob]
#   platform: [carol]
# rights:                                  # App Designer's own names
#   platform: [CreateConnector, EditConnector, DeleteConnector, ManageConnectorCategories, ViewConnector]
#   operations: [ViewConnector]
# administrators: [carol]
# owners_may: [CreateVersion, EditConnector]   # what a connector's owners may do to their own connector
";
