//! `connectory explain`

use clap::Args;

use crate::check;
use crate::cli::context::{Context, Exit, Failure};
use crate::model::change::Kind;

/// Exit code: 0 explained, 2 there is no such code.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The code in brackets of a finding, or of a change, such as version-duplicate
    code: String,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let code = arguments.code.as_str();
    if let Some(entry) = check::entry(code) {
        context.print(entry.page)?;
        return Ok(Exit::Clean);
    }
    if let Some(kind) = Kind::ALL.iter().find(|kind| kind.code() == code) {
        let (grade, why) = (kind.grade(), kind.why());
        context.print(&format!(
            "# {code}\n\n**What.** A change that `connectory diff` tells, graded {grade}.\n\n**Why.** {why}.\n"
        ))?;
        return Ok(Exit::Clean);
    }
    let rules = check::RULES.iter().map(|entry| entry.code);
    let known: Vec<&str> = rules.chain(Kind::ALL.iter().map(|kind| kind.code())).collect();
    let meant = check::nearest(code, &known);
    let hint =
        meant.map_or("`connectory rules` lists them".to_owned(), |meant| format!("did you mean `{meant}`?"));
    Err(format!("there is no code `{code}`; {hint}").into())
}
