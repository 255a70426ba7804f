//! `connectory deprecate`, `connectory withdraw`, `connectory activate`

use clap::Args;
use jiff::civil::Date;

use super::changing::{ChangeArguments, Consent};
use crate::cli::context::{Context, Exit, Failure};
use crate::edit::{self, Retire, Retired};

/// Which versions, and why.
#[derive(Debug, Args)]
pub(super) struct RetireArguments {
    /// Versions, such as sql-server@1.25
    #[arg(value_name = "SLUG@VERSION", required = true)]
    versions: Vec<String>,
    /// Why: what is wrong with it, in a sentence its users understand
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// What to use instead: a version of the same connector, or another connector
    #[arg(long, value_name = "VERSION|SLUG")]
    replaced_by: Option<String>,
    /// From which day, such as 2027-03-31
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    #[command(flatten)]
    change: ChangeArguments,
}

impl RetireArguments {
    /// Plans and makes the change.
    pub(super) fn run(&self, how: Retired, consent: &Consent, context: &Context) -> Result<Exit, Failure> {
        let wish = Retire {
            how,
            versions: &self.versions,
            reason: &self.reason,
            replaced_by: self.replaced_by.as_deref(),
            from: self.from,
        };
        self.change.run(consent, context, |subject| Ok(edit::retire(subject.registry, subject.tree, &wish)?))
    }
}
