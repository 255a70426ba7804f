//! The only hands on a store: every change is one request, and what comes back is told in words.
//!
//! Requests are made on a small runtime of its own, so that whoever publishes just waits.

use std::cell::Cell;
use std::ops::ControlFlow;

use futures_util::{StreamExt, stream};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, PutResult,
    UpdateVersion,
};
use tokio::runtime::Runtime;

use super::marker::MARKER;
use crate::plan::{SitePath, manifest};
use crate::publish::PublishError;
use crate::publish::media::{cache_control, content_type, is_download};
use crate::source::objects::{Opened, in_a_line, is_unsupported};

/// As many requests are under way at once.
const AT_ONCE: usize = 8;

/// A bucket, or a folder of one.
pub(super) struct Bucket {
    store: Box<dyn ObjectStore>,
    prefix: Path,
    secrets: Vec<String>,
    shown: String,
    runtime: Runtime,
}

/// An object that was read.
pub(super) struct Found {
    pub(super) bytes: Vec<u8>,
    pub(super) version: UpdateVersion,
}

/// Is told of an object that arrived, and what the store calls this version of it.
pub(super) type Sent<'s> = dyn FnMut(&SitePath, Option<String>) -> Result<(), PublishError> + 's;

/// An object as a listing tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) size: u64,
    pub(super) etag: Option<String>,
}

impl Bucket {
    /// Takes the store, which is `shown` to people under this name.
    pub(super) fn new(opened: Opened, shown: &str) -> Result<Bucket, PublishError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| PublishError::Elsewhere {
            place: shown.to_owned(),
            what: format!("cannot make requests: {error}"),
        })?;
        let Opened { store, prefix, secrets } = opened;
        Ok(Bucket { store, prefix, secrets, shown: shown.to_owned(), runtime })
    }

    /// What this bucket does not do, in words.
    pub(super) fn refuse(&self, what: impl Into<String>) -> PublishError {
        PublishError::Elsewhere { place: self.shown.clone(), what: what.into() }
    }

    /// Another one publishes here.
    pub(super) fn taken(&self, owner: impl Into<String>) -> PublishError {
        PublishError::Taken { place: self.shown.clone(), owner: owner.into() }
    }

    fn at(&self, name: &str) -> Path {
        let key = match self.prefix.as_ref() {
            "" => name.to_owned(),
            prefix => format!("{prefix}/{name}"),
        };
        Path::parse(key).expect("a checked path below a checked prefix is one")
    }

    fn failed(&self, doing: &str, name: &str, error: &Error) -> PublishError {
        self.refuse(format!("cannot {doing} `{name}`: {}", in_a_line(error, &self.secrets)))
    }

    /// The object, if it is there.
    pub(super) fn read(&self, name: &str) -> Result<Option<Found>, PublishError> {
        let at = self.at(name);
        let read = self.runtime.block_on(async {
            let found = self.store.get(&at).await?;
            if found.meta.size > manifest::MOST {
                let source = format!("it holds more than {} bytes", manifest::MOST).into();
                return Err(Error::Generic { store: "object", source });
            }
            let version =
                UpdateVersion { e_tag: found.meta.e_tag.clone(), version: found.meta.version.clone() };
            Ok(Found { bytes: found.bytes().await?.to_vec(), version })
        });
        self.if_there("read", name, read)
    }

    /// Which version of the object is there, if one is.
    pub(super) fn version(&self, name: &str) -> Result<Option<UpdateVersion>, PublishError> {
        let at = self.at(name);
        let meta = self.runtime.block_on(self.store.head(&at));
        let version = meta.map(|meta| UpdateVersion { e_tag: meta.e_tag, version: meta.version });
        self.if_there("look at", name, version)
    }

    fn if_there<T>(
        &self,
        doing: &str,
        name: &str,
        found: object_store::Result<T>,
    ) -> Result<Option<T>, PublishError> {
        match found {
            Ok(found) => Ok(Some(found)),
            // Where the bucket is missing, nothing can be put either.
            Err(Error::NotFound { source, .. }) if !source.to_string().contains("NoSuchBucket") => Ok(None),
            Err(error) => Err(self.failed(doing, name, &error)),
        }
    }

    /// Tells of every object until told to break off.
    pub(super) fn list(
        &self,
        each: &mut dyn FnMut(&str, Listed) -> ControlFlow<()>,
    ) -> Result<(), PublishError> {
        let prefix = Some(&self.prefix).filter(|prefix| !prefix.as_ref().is_empty());
        let start = prefix.map_or(0, |prefix| prefix.as_ref().len() + 1);
        self.runtime.block_on(async {
            let mut objects = self.store.list(prefix);
            while let Some(object) = objects.next().await {
                let object = object.map_err(|error| self.failed("list", self.prefix.as_ref(), &error))?;
                let name = object.location.as_ref().get(start..).unwrap_or_default();
                if each(name, Listed { size: object.size, etag: object.e_tag }).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Puts an object, whatever is there.
    pub(super) fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), PublishError> {
        let put = self.runtime.block_on(self.ask(name, bytes, PutMode::Overwrite));
        put.map(drop).map_err(|error| self.failed("send", name, &error))
    }

    /// Puts an object if what is there is as expected; says nothing if it is not. A store that knows no conditions is asked before.
    pub(super) fn put_expecting(
        &self,
        name: &str,
        bytes: &[u8],
        expected: Option<&UpdateVersion>,
    ) -> Result<Option<UpdateVersion>, PublishError> {
        let mode = expected.cloned().map_or(PutMode::Create, PutMode::Update);
        match self.runtime.block_on(self.ask(name, bytes.to_vec(), mode)) {
            Ok(put) => Ok(Some(put.into())),
            Err(Error::Precondition { .. } | Error::AlreadyExists { .. } | Error::NotModified { .. }) => {
                // The answer to the first of several tries may have got lost.
                let there = self.read(name)?;
                Ok(there.filter(|there| there.bytes == bytes).map(|there| there.version))
            }
            Err(error) if is_unsupported(&error) => {
                if self.version(name)?.as_ref().map(|there| &there.e_tag) != expected.map(|e| &e.e_tag) {
                    return Ok(None);
                }
                let put = self.runtime.block_on(self.ask(name, bytes.to_vec(), PutMode::Overwrite));
                put.map(|put| Some(put.into())).map_err(|error| self.failed("send", name, &error))
            }
            Err(error) => Err(self.failed("send", name, &error)),
        }
    }

    async fn ask(&self, name: &str, bytes: Vec<u8>, mode: PutMode) -> object_store::Result<PutResult> {
        let options = PutOptions { mode, attributes: attributes(name), ..PutOptions::default() };
        self.store.put_opts(&self.at(name), PutPayload::from(bytes), options).await
    }

    /// Sends several, `AT_ONCE` at a time, and tells of each that arrived. After one that did not, no other is begun.
    pub(super) fn send(
        &self,
        paths: &[&SitePath],
        body: &dyn Fn(&SitePath) -> Result<Vec<u8>, PublishError>,
        sent: &mut Sent<'_>,
    ) -> Result<(), PublishError> {
        let send = async |path: &SitePath| {
            let put = self.ask(path.as_str(), body(path)?, PutMode::Overwrite).await;
            put.map(|put| put.e_tag).map_err(|error| self.failed("send", path.as_str(), &error))
        };
        self.each(paths, &send, sent)
    }

    /// Deletes several; one that is not there is no fault.
    pub(super) fn delete(
        &self,
        paths: &[&SitePath],
        deleted: &mut dyn FnMut(&SitePath) -> Result<(), PublishError>,
    ) -> Result<(), PublishError> {
        let delete = async |path: &SitePath| match self.store.delete(&self.at(path.as_str())).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed("delete", path.as_str(), &error)),
        };
        self.each(paths, &delete, &mut |path, ()| deleted(path))
    }

    fn each<T>(
        &self,
        paths: &[&SitePath],
        act: &impl AsyncFn(&SitePath) -> Result<T, PublishError>,
        done: &mut dyn FnMut(&SitePath, T) -> Result<(), PublishError>,
    ) -> Result<(), PublishError> {
        let failure = Cell::new(None);
        let go_on = || {
            let failed = failure.take();
            let is_none = failed.is_none();
            failure.set(failed);
            is_none
        };
        self.runtime.block_on(async {
            let asked = paths.iter().take_while(|_| go_on()).map(async |path| (*path, act(path).await));
            let mut asked = stream::iter(asked).buffer_unordered(AT_ONCE);
            // Those under way are waited for: what arrived is worth remembering.
            while let Some((path, answer)) = asked.next().await {
                let told = answer.and_then(|answer| done(path, answer));
                if let Err(error) = told
                    && go_on()
                {
                    failure.set(Some(error));
                }
            }
        });
        failure.into_inner().map_or(Ok(()), Err)
    }
}

/// What readers are told of an object.
fn attributes(name: &str) -> Attributes {
    let kind = if name == MARKER { "application/json" } else { content_type(name) };
    let cache = SitePath::new(name).map_or("no-store", |path| cache_control(&path));
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::ContentType, kind.into());
    attributes.insert(Attribute::CacheControl, cache.into());
    if is_download(kind) {
        attributes.insert(Attribute::ContentDisposition, "attachment".into());
    }
    attributes
}
