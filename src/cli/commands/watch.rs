//! `connectory watch`

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::registry::RegistryArguments;
use super::signing::SigningArguments;
use crate::cli::context::{Context, Exit, Failure};
use crate::daemon::{self, Board, FolderScout, OneSink, Rebuild, Watch};
use crate::model::Whose;
use crate::publish::{FolderSink, Sink};

/// While something in the registry has errors, its last good state stays in the folder.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    registry: RegistryArguments,
    /// Where to put the site: a new or empty folder, or one that connectory wrote before
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Which audience's site, where registry.yaml declares several
    #[arg(long, value_name = "NAME")]
    site: Option<String>,
    /// Look at the files in intervals instead of relying on the system's events (for network drives)
    #[arg(long)]
    poll: bool,
    /// Leave out the bundles: zips of the current packages for App Designer's bulk upload
    #[arg(long)]
    no_bundles: bool,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Runs the command until it is interrupted.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let mut sink = FolderSink::open(&arguments.out)?;
    let rebuild = Rebuild::new(arguments.registry.folder()?, arguments.registry.as_of, None)?;
    let rebuild = rebuild.for_whom(arguments.site.map_or(Whose::TheOnly, Whose::Named));
    let mut rebuild = rebuild.without_bundles(arguments.no_bundles).signed(arguments.signing.key(context)?);
    if let Some(sight) = rebuild.sight()? {
        sink = sink.for_audience(&sight)?;
    }
    let out = std::path::absolute(&arguments.out)?;
    let options = rebuild.options(arguments.poll, Some(&out));
    let say = |event: daemon::Event| context.tell_lines(&event.to_string());
    let mut scout = FolderScout::new(Watch::start(options, &say));
    let mut build = |sink: &mut dyn Sink| rebuild.build(sink, context.today());
    let mut work = OneSink { build: &mut build, sink: &mut sink };
    daemon::follow(&mut scout, &mut work, &Board::new(), &context.clock(), &say, &AtomicBool::new(false));
    Ok(Exit::Clean)
}
