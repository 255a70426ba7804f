//! Packages that are kept outside of the repository, by the SHA-256 of their bytes: in a folder, or in an object store.
//!
//! 1. A package lies at `<first two digits>/<sha256>.xmp`. Nothing else of a store is ever read.
//! 2. Its bytes count only where they have that digest, wherever they come from.
//! 3. What an object store gave is kept on this machine ([`cache`]), so that it is asked once for each package.
//! 4. A store that does not answer says nothing of what it holds. It is not asked again by the same look.

mod cache;
mod fetch;
mod place;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub use place::PackagePlace;

use self::cache::Cache;
use self::fetch::{Fetch, Fetched};
use super::Digest;
use super::named::{Name, Named, checked};
use super::objects::{self, Patience};

/// No package of a store is larger, whatever a registry's own limit says: whoever proposes a change may write that, too.
const MOST: u64 = 1 << 30;

/// What a store needs of the machine that it is read on.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Names and values of the environment: secrets, and where the hosts of object stores are.
    pub environment: Vec<(String, String)>,
    /// Where packages that were fetched are kept; `None` keeps none.
    pub cache: Option<PathBuf>,
    /// Whether no object store is asked.
    pub offline: bool,
}

impl Surroundings {
    /// Those of this process. `CONNECTORY_CACHE` says where fetched things are kept, `CONNECTORY_OFFLINE` that nothing is fetched.
    pub fn of_process() -> Surroundings {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let environment: Vec<(String, String)> = std::env::vars_os().filter_map(text).collect();
        let cache = cache::place(&environment);
        let offline =
            environment.iter().any(|(name, value)| name == "CONNECTORY_OFFLINE" && !value.is_empty());
        Surroundings { environment, cache, offline }
    }
}

/// A store of packages, opened.
pub struct PackageStore {
    kind: Kind,
    /// Why it does not answer, once it did not.
    silent: OnceLock<String>,
}

enum Kind {
    Folder(PathBuf),
    Objects { fetch: Box<dyn Fetch>, cache: Option<Cache>, offline: bool },
}

impl PackageStore {
    /// Opens the store at `place`, for a registry in the folder `base`. Nothing is asked of it yet.
    ///
    /// # Errors
    /// The place is none here, or what the environment says is not understood; the end of a sentence that begins with the place.
    pub fn open(
        place: &PackagePlace,
        base: Option<&Path>,
        surroundings: &Surroundings,
    ) -> Result<PackageStore, String> {
        let kind = match place {
            PackagePlace::Folder(text) => Kind::Folder(place::folder(text, base)?),
            PackagePlace::Objects(url) => {
                let opened = objects::open(url, &[], &surroundings.environment, Patience::FETCHING);
                let opened = opened.map_err(|why| format!("cannot be asked: {why}"))?;
                let cache = surroundings.cache.clone().map(Cache::at);
                Kind::Objects { fetch: fetch::from(opened)?, cache, offline: surroundings.offline }
            }
        };
        Ok(PackageStore { kind, silent: OnceLock::new() })
    }

    /// Where a package lies in a store.
    pub fn key(digest: Digest) -> String {
        let digest = digest.to_string();
        format!("{}/{digest}.xmp", &digest[..2])
    }

    /// The most bytes that are read of a package where a registry takes `limit`.
    pub fn most(limit: u64) -> u64 {
        limit.min(MOST)
    }

    /// The package with a digest, up to `limit` bytes.
    ///
    /// # Errors
    /// The store does not answer: why, in words. What it holds is not known then.
    pub fn read(&self, digest: Digest, limit: u64) -> Result<Named, String> {
        let limit = PackageStore::most(limit);
        match &self.kind {
            Kind::Folder(folder) => self.lying(folder, digest, limit),
            Kind::Objects { fetch, cache, offline } => {
                if let Some(bytes) = cache.as_ref().and_then(|cache| cache.read(digest, limit)) {
                    return Ok(Named::Whole(bytes));
                }
                if *offline {
                    return Err("it is not asked, since `CONNECTORY_OFFLINE` is set".to_owned());
                }
                let named = self.fetched(fetch.as_ref(), digest, limit)?;
                if let (Some(cache), Named::Whole(bytes)) = (cache, &named) {
                    cache.put(digest, bytes);
                }
                Ok(named)
            }
        }
    }

    /// What lies in a folder. One that is not there, as a drive that is not mounted, is no empty one.
    fn lying(&self, folder: &Path, digest: Digest, limit: u64) -> Result<Named, String> {
        let key = PackageStore::key(digest);
        let parts: Vec<&str> = key.split('/').collect();
        let named = Name { folder, parts: &parts, digest, size: None }.read(limit);
        match named.map_err(|error| error.to_string())? {
            Named::Absent if !folder.is_dir() => Err("there is no such folder on this machine".to_owned()),
            named => Ok(named),
        }
    }

    fn fetched(&self, fetch: &dyn Fetch, digest: Digest, limit: u64) -> Result<Named, String> {
        if let Some(why) = self.silent.get() {
            return Err(why.clone());
        }
        match fetch.fetch(&PackageStore::key(digest), limit) {
            Fetched::Bytes(bytes) => Ok(checked(bytes, digest)),
            Fetched::Absent => Ok(Named::Absent),
            Fetched::TooLarge(size) => Ok(Named::TooLarge(size)),
            Fetched::Refused(why) => Err(why),
            Fetched::Silent(why) => Err(self.silent.get_or_init(|| why).clone()),
        }
    }
}

#[cfg(test)]
mod tests;
