//! `connectory app import`

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::super::changing::{ChangeArguments, Consent, Subject};
use super::super::findings;
use crate::cli::context::{Context, Exit, Failure};
use crate::diag::Report;
use crate::diag::emit::Format;
use crate::edit::Plan;
use crate::edit::import::{self, Fault, Import, ImportError, Mapping};
use crate::source::RepoPath;

/// As many faults are told.
const MOST_TOLD: usize = 50;

/// A row for each connection, with the columns application, connector and version, and others that docs/import.md lists.
/// With a single row that is wrong nothing is imported. Exit code: 0 imported, or nothing is new; 1 it would bring errors,
/// or nobody agreed to it; 2 the file cannot be used.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The file: CSV with a line of headings, or JSON
    file: PathBuf,
    /// A YAML file that says what the columns of another file mean
    #[arg(long, value_name = "MAPPING.yaml")]
    map: Option<PathBuf>,
    /// The day on which this was read from the platform, where a row does not say it, instead of today
    #[arg(long, value_name = "DATE")]
    observed: Option<Date>,
    /// The platform it was read from, where a row does not say it
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The folder in `applications/` for new files
    #[arg(long)]
    folder: Option<String>,
    /// Remove the applications of the same source that the file does not name
    #[arg(long)]
    complete: bool,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    change: ChangeArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    arguments.change.run(&arguments.consent, context, |subject| arguments.plan(subject, context))
}

impl Arguments {
    fn plan(&self, subject: &Subject<'_>, context: &Context) -> Result<Plan, Failure> {
        let bytes = context.read(&self.file)?;
        let mut mapping = match &self.map {
            Some(path) => mapping(path, context)?,
            None => Mapping::default(),
        };
        if let Some(source) = &self.source {
            mapping = mapping.with_source(source)?;
        }
        if self.observed.is_some() || !mapping.says_day() {
            mapping = mapping.with_day(self.observed.unwrap_or(subject.today));
        }
        let name = self.file.display().to_string();
        let (folder, complete) = (self.folder.as_deref(), self.complete);
        let import = Import { name: &name, bytes: &bytes, mapping: &mapping, folder, complete };
        import::plan(subject.registry, subject.tree, &import).map_err(|error| {
            if let ImportError::Rows(faults) = &error {
                tell(&name, faults, context);
            }
            error.into()
        })
    }
}

/// Reads a mapping; what is wrong with it is told.
fn mapping(path: &Path, context: &Context) -> Result<Mapping, Failure> {
    let bytes = context.read(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let shown = RepoPath::new(&name)?;
    let (mapping, found) = Mapping::read(&shown, &bytes);
    let report = Report::new(found);
    if !report.diagnostics().is_empty() {
        let text_of = |_: &RepoPath| String::from_utf8(bytes.clone()).ok();
        let root = RepoPath::root();
        let printing = findings::printing(&report, &root, &text_of, &[]);
        context.tell_text(&findings::text(&printing, Format::Human));
    }
    mapping.ok_or_else(|| format!("{}: this is no mapping that can be used", path.display()).into())
}

fn tell(name: &str, faults: &[Fault], context: &Context) {
    for fault in faults.iter().take(MOST_TOLD) {
        context.tell(&format!("{name}: {fault}"));
    }
    if faults.len() > MOST_TOLD {
        context.tell(&format!("... and {} more faults", faults.len() - MOST_TOLD));
    }
}
