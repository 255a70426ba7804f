//! Words in, words and exit codes out.

mod commands;
mod context;
mod table;

use clap::Parser;
use context::Context;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "connectory", version, about, max_term_width = 100)]
struct Arguments {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: context::Color,
    #[command(subcommand)]
    command: commands::Command,
}

/// Runs the command line of this process. Exit codes: 0 clean, 1 findings, 2 wrong usage or machine trouble.
pub fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    let context = Context::new(arguments.color);
    arguments.command.run(&context).unwrap_or_else(|error| context.fail(&*error)).into()
}
