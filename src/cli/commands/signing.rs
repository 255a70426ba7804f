//! The key that a site's manifest is signed with.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::context::{Context, Failure};
use crate::pipeline::SigningKey;

/// The variable that holds a key's password.
const PASSWORD: &str = "CONNECTORY_SIGN_PASSWORD";
/// More bytes than this are no key.
const MOST: u64 = 4 << 10;

/// With which key.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct SigningArguments {
    /// Sign the site's manifest with this secret key, for `connectory verify --key`
    ///
    /// `minisign -G` makes a key. Its password, where it has one, comes from the variable CONNECTORY_SIGN_PASSWORD.
    #[arg(long, value_name = "FILE")]
    sign_key: Option<PathBuf>,
}

impl SigningArguments {
    /// The key. Nothing of the file is ever told.
    pub(in crate::cli) fn key(&self, context: &Context) -> Result<Option<SigningKey>, Failure> {
        key(self.sign_key.as_deref(), context)
    }
}

/// The key in `file`, if one is given. Nothing of the file is ever told.
pub(in crate::cli) fn key(file: Option<&Path>, context: &Context) -> Result<Option<SigningKey>, Failure> {
    let Some(file) = file else { return Ok(None) };
    let failed = |why: &dyn std::fmt::Display| -> Failure { format!("{}: {why}", file.display()).into() };
    let text = String::from_utf8(context.read_within(file, MOST)?)
        .map_err(|_| failed(&crate::pipeline::NoKey::Malformed))?;
    let key = SigningKey::read(&text, context.variable(PASSWORD).as_deref());
    key.map(Some).map_err(|error| failed(&error))
}
