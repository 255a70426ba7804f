//! `connectory man`

#[path = "man/markdown.rs"]
mod markdown;

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, Command};
use clap_mangen::Man;

use crate::cli::context::{Context, Exit, Failure};
use crate::cli::{WIDEST, program};
use crate::source;

/// The same program writes the same bytes. To read a page: man -l connectory-check.1. Exit code: 0 written, 2 something could
/// not be.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("form").required(true))]
pub(in crate::cli) struct Arguments {
    /// Write the pages for the program `man` into this folder, which may be new
    #[arg(long, value_name = "DIR", group = "form")]
    out: Option<PathBuf>,
    /// Replace files there that hold something else
    #[arg(long, requires = "out")]
    force: bool,
    /// Print one page of all commands, in Markdown
    #[arg(long, group = "form")]
    markdown: bool,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    // Nothing may depend on the terminal's width.
    let mut program = program().term_width(WIDEST);
    program.build();
    match &arguments.out {
        None => context.print(&markdown::page(&program))?,
        Some(folder) => write(&pages(&program), folder, arguments.force, context)?,
    }
    Ok(Exit::Clean)
}

fn write(pages: &[Man], folder: &Path, force: bool, context: &Context) -> Result<(), Failure> {
    for page in pages {
        let (path, mut bytes) = (folder.join(page.get_filename()), Vec::new());
        page.render(&mut bytes)?;
        source::put_file(&path, &bytes, force)?;
        context.print(&format!("{}\n", path.display()))?;
    }
    Ok(())
}

/// The commands below one; that clap adds `help` to them is understood.
fn below(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|command| command.get_name() != "help")
}

/// The pages of a command and of all below it.
fn pages(command: &Command) -> Vec<Man> {
    let below = below(command).flat_map(pages);
    let source = concat!("connectory ", env!("CARGO_PKG_VERSION"));
    // An empty date would be left out, and the source be taken for it.
    let own = Man::new(command.clone()).date(" ").source(source).manual("Connectory");
    [own].into_iter().chain(below).collect()
}
