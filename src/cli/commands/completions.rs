//! `connectory completions`

use clap::Args;
use clap_complete::{Shell, generate};

use crate::cli::context::{Context, Exit, Failure};

/// Put what is printed where the shell looks for it: `connectory completions bash >
/// ~/.local/share/bash-completion/completions/connectory`, `connectory completions fish >
/// ~/.config/fish/completions/connectory.fish`; zsh takes it as a file `_connectory` in a folder of its `fpath`, PowerShell at
/// the end of its `$PROFILE`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// For which shell
    shell: Shell,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut crate::cli::program(), "connectory", &mut script);
    context.print(&String::from_utf8(script).expect("a script is a text"))?;
    Ok(Exit::Clean)
}
