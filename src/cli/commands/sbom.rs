//! `connectory sbom`

use clap::Args;
use jiff::Timestamp;

use super::named::Packages;
use super::registry::RegistryArguments;
use crate::cli::context::{Context, Exit, Failure};
use crate::diag::emit::pretty;
use crate::plan;

/// The document is CycloneDX 1.6 JSON; the same package gives the same bytes. Exit code: 0 it was written, 2 there is no such
/// package or it cannot be read.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The package (.xmp), or a version in the registry such as sql-server@1.38
    package: String,
    /// The time to write into the document, such as 2026-03-31T12:00:00Z; without it there is none
    #[arg(long, value_name = "TIME")]
    timestamp: Option<Timestamp>,
    /// Take the version from the registry as it was at this commit
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    #[command(flatten)]
    registry: RegistryArguments,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let mut packages = Packages::new(&arguments.registry, arguments.rev.as_deref(), context);
    let package = packages.find(&arguments.package)?;
    let document = plan::sbom(&package.facts, arguments.timestamp);
    context.print(&pretty(&document))?;
    Ok(Exit::Clean)
}
