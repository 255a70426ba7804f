//! Which site a request is shown: the port's own, or the one that a reverse proxy names for its reader. None is ever guessed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::talk::Asked;
use crate::daemon::settings::HeaderSettings;
use crate::publish::Site;
use crate::source::Digest;

/// The header by which a proxy shows that it is one.
pub(super) const SECRET: HeaderName = HeaderName::from_static("x-connectory-proxy-secret");
/// A secret is at least and at most so long, in bytes.
const SECRET_LENGTH: std::ops::RangeInclusive<usize> = 16..=1024;

/// A site, and the target on the board that keeps it current.
#[derive(Debug, Clone)]
pub(in crate::daemon) struct Shown {
    pub(in crate::daemon) site: Site,
    pub(in crate::daemon) target: String,
}

/// Which site is shown to whom.
#[derive(Debug)]
pub(in crate::daemon) enum Door {
    /// One to all.
    One(Shown),
    /// The one that a proxy names.
    ByHeader(ByHeader),
}

/// What a proxy says of its reader, and by what it is known to be one.
#[derive(Debug)]
pub(in crate::daemon) struct ByHeader {
    name: HeaderName,
    secret: Digest,
    shown: BTreeMap<String, Shown>,
}

/// Why what a proxy says cannot be relied on. The error says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// The header can be none.
    #[error(
        "`by_header: {{ name: {0} }}`: no name of a header that can name a site; write one such as X-Connectory-Site"
    )]
    Header(String),
    /// The secret cannot be read.
    #[error("cannot read the proxy's secret `{}`: {cause}", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The secret is none.
    #[error("the proxy's secret `{}` is {length} bytes long, and may be {} to {}; write one with `openssl rand -hex 32`", path.display(), SECRET_LENGTH.start(), SECRET_LENGTH.end())]
    Length {
        /// The file.
        path: PathBuf,
        /// Its length without white space at its ends.
        length: usize,
    },
    /// Others may read the secret.
    #[error("the proxy's secret `{}` can be read by every user of this machine, who then could see any site; take that away: chmod o= {}", path.display(), path.display())]
    ReadByOthers {
        /// The file.
        path: PathBuf,
    },
}

impl Door {
    /// The site that this request is shown; nothing if that is not certain.
    pub(super) fn lead(&self, asked: &Asked) -> Option<&Shown> {
        match self {
            Door::One(shown) => Some(shown),
            Door::ByHeader(by) => by.lead(asked),
        }
    }

    /// Lets no cache between here and the reader show one reader's site to another.
    pub(super) fn keep_private(&self, headers: &mut HeaderMap) {
        let Door::ByHeader(by) = self else { return };
        headers.append(header::VARY, HeaderValue::from_name(by.name.clone()));
        let cache = headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok());
        let rest = cache.unwrap_or("no-store").trim_start_matches("public, ");
        if let Ok(cache) = HeaderValue::from_str(&format!("private, {rest}")) {
            headers.insert(header::CACHE_CONTROL, cache);
        }
    }
}

impl ByHeader {
    /// Reads the secret. `shown` are the sites that may be named.
    ///
    /// # Errors
    /// What a proxy says could not be relied on.
    pub(in crate::daemon) fn new(
        settings: &HeaderSettings,
        shown: BTreeMap<String, Shown>,
    ) -> Result<ByHeader, DoorError> {
        let name = settings.name.parse().ok().filter(|name| !is_taken(name));
        let name = name.ok_or_else(|| DoorError::Header(settings.name.clone()))?;
        Ok(ByHeader { name, secret: secret(&settings.secret_file)?, shown })
    }

    fn lead(&self, asked: &Asked) -> Option<&Shown> {
        let secret = only(&asked.headers, &SECRET)?;
        let is_proxy = asked.peer.to_canonical().is_loopback() && self.is_secret(secret);
        let site = only(&asked.headers, &self.name)?.to_str().ok()?;
        is_proxy.then(|| self.shown.get(site)).flatten()
    }

    /// Compares digests, all of their bytes: the time it takes tells nothing of the secret.
    fn is_secret(&self, given: &HeaderValue) -> bool {
        let given = Digest::of(given.as_bytes());
        let pairs = given.as_bytes().iter().zip(self.secret.as_bytes());
        pairs.fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
    }
}

/// The value of a header that is given once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

/// Headers that a reader's browser sends, or that mean something else.
fn is_taken(name: &HeaderName) -> bool {
    *name == SECRET || !name.as_str().starts_with("x-") && !name.as_str().starts_with("remote-")
}

/// The secret's digest; the file may end with a line break.
fn secret(path: &Path) -> Result<Digest, DoorError> {
    let unread = |cause| DoorError::Unread { path: path.to_owned(), cause };
    let file = File::open(path).map_err(unread)?;
    if is_read_by_others(&file).map_err(unread)? {
        return Err(DoorError::ReadByOthers { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    file.take(*SECRET_LENGTH.end() as u64 + 16).read_to_end(&mut bytes).map_err(unread)?;
    let secret = bytes.trim_ascii();
    if !SECRET_LENGTH.contains(&secret.len()) {
        return Err(DoorError::Length { path: path.to_owned(), length: secret.len() });
    }
    Ok(Digest::of(secret))
}

/// A group may read it: that is how a proxy and the daemon share it.
#[cfg(unix)]
fn is_read_by_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(file.metadata()?.permissions().mode() & 0o007 != 0)
}

/// Who may read a file is not told by its mode there.
#[cfg(not(unix))]
fn is_read_by_others(_file: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
#[path = "door_tests.rs"]
mod tests;
