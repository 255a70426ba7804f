//! What the commands share that only look at a registry: which one, for whom it is written, and what could not be read.

pub(in crate::cli) mod value;

use clap::Args;

use super::format::Format;
use super::registry::RegistryArguments;
use crate::cli::context::{Context, Failure};
use crate::diag::Severity;
use crate::load::{self, Memory};
use crate::model::{Application, Behind, Connector, ConnectorVersion, Registry, Usage};
use crate::source::{History, Opened};

/// Which registry, and how to write what it holds.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct LookArguments {
    /// How to write it
    #[arg(long, default_value = "human")]
    pub(in crate::cli) format: Format,
    /// Look at the registry as it was at this commit
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) registry: RegistryArguments,
}

/// Whether versions need their dates, for which the history is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Dates {
    /// They do.
    Needed,
    /// They do not.
    Spared,
}

impl LookArguments {
    /// The registry. That it could not be read whole is told.
    pub(in crate::cli) fn load(&self, dates: Dates, context: &Context) -> Result<Registry, Failure> {
        let opened = self.registry.open(self.rev.as_deref())?;
        load(&opened, dates, context)
    }
}

/// An opened registry. That it could not be read whole is told.
pub(in crate::cli) fn load(opened: &Opened, dates: Dates, context: &Context) -> Result<Registry, Failure> {
    let mut history = History::default();
    if dates == Dates::Needed {
        opened.date(&mut history)?;
    }
    let loaded = load::load(opened.tree.as_ref(), &history, &mut Memory::default())?;
    let errors = loaded.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    if errors > 0 {
        let files = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
        context.tell(&format!(
            "warning: {files} in the registry's files, so some of it may be missing: connectory check"
        ));
    }
    Ok(loaded.registry)
}

/// The applications that use a connector in a version below the current one, by slug.
pub(in crate::cli) fn behind<'r>(usage: &Usage<'r>, connector: &Connector) -> Vec<&'r Application> {
    let mut behind: Vec<&Application> = usage
        .of_connector(connector.slug.as_str())
        .filter(|(_, used)| Behind::of(connector, &used.version.value).is_some())
        .map(|(application, _)| application)
        .collect();
    behind.sort_by_key(|application| &application.slug);
    behind.dedup_by_key(|application| &application.slug);
    behind
}

/// Whether a version is the one that new applications take.
pub(in crate::cli) fn is_current(connector: &Connector, version: &ConnectorVersion) -> bool {
    connector.current().is_some_and(|current| std::ptr::eq(current, version))
}

/// `current`, or the word for the version's status.
pub(in crate::cli) fn status(connector: &Connector, version: &ConnectorVersion) -> &'static str {
    if is_current(connector, version) { "current" } else { version.status.word() }
}

/// How far behind, for people; empty where it is not.
pub(in crate::cli) fn distance(behind: Option<Behind>) -> String {
    let Some(Behind { versions, breaks }) = behind else { return String::new() };
    let breaks = match breaks {
        0 => String::new(),
        1 => ", 1 break".to_owned(),
        _ => format!(", {breaks} breaks"),
    };
    format!("{versions} version{}{breaks}", if versions == 1 { "" } else { "s" })
}
