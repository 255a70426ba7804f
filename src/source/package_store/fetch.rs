//! Asks an object store for a package.

use futures_util::StreamExt;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt};
use tokio::runtime::Runtime;

use crate::source::objects::{Opened, in_a_line};

/// What a store says of an object.
#[derive(Debug)]
pub(super) enum Fetched {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It is not there.
    Absent,
    /// It has more bytes than are read: so many, or at least so many.
    TooLarge(u64),
    /// It is not given: why. Another one may be.
    Refused(String),
    /// Nobody answers: why.
    Silent(String),
}

/// Whoever can be asked for an object.
pub(super) trait Fetch: Send + Sync {
    /// The object `key`, up to `limit` bytes.
    fn fetch(&self, key: &str, limit: u64) -> Fetched;
}

/// A bucket, or a folder of one.
struct Bucket {
    store: Box<dyn ObjectStore>,
    prefix: Path,
    secrets: Vec<String>,
    // Requests are made on a small runtime of its own, so that whoever reads just waits.
    runtime: Runtime,
}

/// Asks an opened store.
pub(super) fn from(opened: Opened) -> Result<Box<dyn Fetch>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("cannot be asked: {error}"))?;
    let Opened { store, prefix, secrets } = opened;
    Ok(Box::new(Bucket { store, prefix, secrets, runtime }))
}

impl Fetch for Bucket {
    fn fetch(&self, key: &str, limit: u64) -> Fetched {
        let key = match self.prefix.as_ref() {
            "" => key.to_owned(),
            prefix => format!("{prefix}/{key}"),
        };
        let key = Path::parse(key).expect("a digest below a checked prefix is a path");
        self.runtime.block_on(self.bytes(&key, limit)).unwrap_or_else(|error| self.failed(&error))
    }
}

impl Bucket {
    async fn bytes(&self, key: &Path, limit: u64) -> object_store::Result<Fetched> {
        let found = self.store.get(key).await?;
        if found.meta.size > limit {
            return Ok(Fetched::TooLarge(found.meta.size));
        }
        let mut bytes = Vec::with_capacity(found.meta.size as usize);
        let mut pieces = found.into_stream();
        while let Some(piece) = pieces.next().await {
            bytes.extend_from_slice(&piece?);
            // A store may give more than it said.
            if bytes.len() as u64 > limit {
                return Ok(Fetched::TooLarge(bytes.len() as u64));
            }
        }
        Ok(Fetched::Bytes(bytes))
    }

    fn failed(&self, error: &Error) -> Fetched {
        let said = || in_a_line(error, &self.secrets);
        match error {
            // Where the bucket is missing, the place is wrong, and nothing is known of packages.
            Error::NotFound { source, .. } if !source.to_string().contains("NoSuchBucket") => Fetched::Absent,
            Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => Fetched::Refused(said()),
            _ => Fetched::Silent(said()),
        }
    }
}
