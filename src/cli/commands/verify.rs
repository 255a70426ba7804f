//! `connectory verify`

mod human;
mod json;

use std::path::{Path, PathBuf};

use clap::Args;

use super::format::Format;
use crate::cli::context::{Context, Exit, Failure};
use crate::plan::manifest::Manifest;
use crate::publish::{Copy, Expected, PublicKey, Verified};

/// More bytes than this are no key.
const MOST_KEY: u64 = 4 << 10;

/// Compares every file of a copy with the site's manifest, and finds files that are missing or do not belong to the site. With a
/// key, the manifest must be signed with it: without one, whoever changed a file may have changed the manifest, too. With the
/// manifest or the generation that is known, an older copy is refused. Exit code: 0 the copy is what was published, 1 it is not,
/// 2 that cannot be said.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The folder that holds the copy, or a manifest alone
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Who must have signed the manifest: a public key of minisign, or the file that holds it
    #[arg(long, value_name = "KEY|FILE")]
    key: Option<String>,
    /// Refuse a copy that is older than this manifest, or the copy of a site in this folder
    #[arg(long, value_name = "MANIFEST")]
    newer_than: Option<PathBuf>,
    /// Refuse a copy of a generation below this one
    #[arg(long, value_name = "GENERATION", conflicts_with = "newer_than")]
    at_least: Option<u64>,
    /// How to write what was found
    #[arg(long, default_value = "human")]
    format: Format,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, context: &Context) -> Result<Exit, Failure> {
    let key = arguments.key.as_deref().map(|key| public_key(key, context)).transpose()?;
    let known = arguments.newer_than.as_deref().map(known).transpose()?;
    let copy = Copy::open(&arguments.path)?;
    let expected = Expected { key: key.as_ref(), at_least: arguments.at_least, known: known.as_ref() };
    let verified =
        copy.verify(&expected).map_err(|error| format!("{}: {error}", arguments.path.display()))?;
    match arguments.format {
        Format::Human => human::tell(&verified, copy.is_whole(), context)?,
        Format::Json => context.print(&json::text(&verified))?,
    }
    Ok(exit(&verified))
}

fn exit(verified: &Verified) -> Exit {
    if verified.faults.is_empty() { Exit::Clean } else { Exit::Findings }
}

fn public_key(text: &str, context: &Context) -> Result<PublicKey, Failure> {
    if let Some(key) = PublicKey::read(text) {
        return Ok(key);
    }
    let file = context.read_within(Path::new(text), MOST_KEY).map_err(|error| {
        format!("`{text}` is no public key of minisign, and no file with one can be read: {error}")
    })?;
    let key = String::from_utf8(file).ok().and_then(|text| PublicKey::read(&text));
    key.ok_or_else(|| {
        format!("{text}: this is no public key of minisign; `minisign -G` writes one beside the secret key")
            .into()
    })
}

fn known(path: &Path) -> Result<Manifest, Failure> {
    let manifest = Copy::open(path)?.manifest();
    manifest.map_err(|error| format!("{}: {error}", path.display()).into())
}
