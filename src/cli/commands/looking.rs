//! What the commands share that only look at a registry: which one, for whom it is written, and what could not be read.

use clap::Args;
use serde_json::Value;

use super::format::Format;
use super::registry::RegistryArguments;
use crate::cli::context::{Context, Failure};
use crate::diag::Severity;
use crate::load::{self, Memory};
use crate::model::{Application, Behind, Connector, Registry, Usage};
use crate::source::History;

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
}

/// A JSON document as text.
pub(in crate::cli) fn document(document: &Value) -> String {
    let mut text = serde_json::to_string_pretty(document).expect("a JSON value always serialises");
    text.push('\n');
    text
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
