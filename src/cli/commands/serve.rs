//! `connectory serve`

use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::registry::RegistryArguments;
use crate::cli::context::{Context, Exit, Failure};
use crate::daemon::{self, Board, FolderScout, OneSink, Rebuild, ServeOptions, Server, Watch};
use crate::model::Whose;
use crate::publish::{MemorySink, Sink};

/// Open pages reload when they change. While something in the registry has errors, its last good page stays with the
/// errors shown over it.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    registry: RegistryArguments,
    /// The port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 8090)]
    port: u16,
    /// Show the site of this audience, as registry.yaml declares it, instead of everything
    #[arg(long, value_name = "NAME")]
    site: Option<String>,
    /// Open the catalogue in the browser
    #[arg(long)]
    open: bool,
    /// Look at the files in intervals instead of relying on the system's events (for network drives)
    #[arg(long)]
    poll: bool,
    /// Leave out the bundles: zips of the current packages for App Designer's bulk upload
    #[arg(long)]
    no_bundles: bool,
}

/// Runs the command until it is interrupted.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let mut sink = MemorySink::new();
    let board = Board::new();
    let rebuild = Rebuild::new(arguments.registry.folder()?, arguments.registry.as_of, Some("/"))?;
    let rebuild = rebuild.for_whom(arguments.site.map_or(Whose::Everyone, Whose::Named));
    let mut rebuild = rebuild.without_bundles(arguments.no_bundles);
    rebuild.sight()?;
    let server = Server::start(ServeOptions::new(arguments.port), sink.site(), board.clone())?;
    let address = format!("http://{}/", server.at());
    context.print(&format!("{address}\n"))?;
    if arguments.open {
        open(&address, context);
    }
    let options = rebuild.options(arguments.poll, None);
    let say = |event: daemon::Event| context.tell_lines(&event.to_string());
    let mut scout = FolderScout::new(Watch::start(options, &say));
    let mut build = |sink: &mut dyn Sink| rebuild.build(sink, context.today());
    let mut work = OneSink { build: &mut build, sink: &mut sink };
    daemon::follow(&mut scout, &mut work, &board, &context.clock(), &say, &AtomicBool::new(false));
    server.stop();
    Ok(Exit::Clean)
}

/// Asks the system to show `address`; a machine without a browser is told and served all the same.
fn open(address: &str, context: &Context) {
    let opener = match std::env::consts::OS {
        "windows" => "explorer",
        "macos" => "open",
        _ => "xdg-open",
    };
    let started = Command::new(opener).arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Err(error) = started {
        context.tell(&format!("no browser could be opened ({opener}: {error}); open {address} yourself"));
    }
}
