//! The options by which commands name a registry.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use crate::cli::context::{Context, Failure};
use crate::source::{self, Opened};

/// Which registry, for which day.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct RegistryArguments {
    /// The registry's folder: one that holds registry.yaml, or whose folder `registry` does; or a bare repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(in crate::cli) registry: PathBuf,
    /// The day to check for, such as 2026-03-31, instead of today
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) as_of: Option<Date>,
}

impl RegistryArguments {
    /// Where the registry lies on disk.
    pub(in crate::cli) fn folder(&self) -> Result<PathBuf, Failure> {
        Ok(source::find(&self.registry)?)
    }

    /// Opens the registry, at `revision` if one is given.
    pub(in crate::cli) fn open(&self, revision: Option<&str>) -> Result<Opened, Failure> {
        // At a revision the folder need not hold a registry today.
        let folder = match (self.folder(), revision) {
            (Ok(folder), _) => folder,
            (Err(_), Some(_)) if self.registry.is_dir() => self.registry.clone(),
            (Err(error), _) => return Err(error),
        };
        Ok(source::open(&folder, revision)?)
    }

    /// Where the registry lies for a person who stands in the current folder, as the beginning of paths: empty where they
    /// stand in it. For one that is read from a commit, where it lies in the repository.
    pub(in crate::cli) fn shown(&self, opened: &Opened) -> String {
        let on_disk = if opened.is_on_disk { self.folder().ok() } else { None };
        let Some(folder) = on_disk else { return opened.folder.to_string() };
        let parts: Vec<_> =
            folder.iter().filter(|part| *part != ".").map(|part| part.to_string_lossy()).collect();
        parts.join("/").replacen("//", "/", 1)
    }

    /// The day to check for.
    pub(in crate::cli) fn today(&self, context: &Context) -> Date {
        self.as_of.unwrap_or_else(|| context.today())
    }
}
