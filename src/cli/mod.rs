//! Words in, words and exit codes out.

mod commands;
mod context;
mod table;

use clap::{CommandFactory, FromArgMatches, Parser};
use context::Context;

/// No line of help is longer, in characters.
const WIDEST: usize = 100;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "connectory", version, about, max_term_width = WIDEST)]
struct Arguments {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 900)]
    color: context::Color,
    #[command(subcommand)]
    command: commands::Command,
}

/// Runs the command line of this process. Exit codes: 0 clean, 1 findings, 2 wrong usage or machine trouble.
pub fn main() -> std::process::ExitCode {
    let arguments = Arguments::from_arg_matches(&program().get_matches())
        .unwrap_or_else(|error| error.format(&mut program()).exit());
    let context = Context::new(arguments.color);
    arguments.command.run(&context).unwrap_or_else(|error| context.fail(&*error)).into()
}

/// Every command and option, with what is said of it.
fn program() -> clap::Command {
    commands::Command::explained(Arguments::command())
}
