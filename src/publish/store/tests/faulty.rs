//! A store whose requests fail when told to, before or after they took effect.

use std::pin::Pin;

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, PutMultipartOptions,
    PutOptions, PutResult, Result,
};

use super::*;

/// How a request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    /// It took effect all the same; only the answer is lost.
    pub(super) took_effect: bool,
    /// So do all that follow: the network is gone, or the process.
    pub(super) for_ever: bool,
}

/// Every way to go wrong.
pub(super) const FAULTS: [Fault; 4] = [
    Fault { took_effect: false, for_ever: false },
    Fault { took_effect: true, for_ever: false },
    Fault { took_effect: false, for_ever: true },
    Fault { took_effect: true, for_ever: true },
];

/// What was asked, and which of it goes wrong.
#[derive(Debug, Default)]
pub(super) struct Requests {
    pub(super) told: Vec<String>,
    pub(super) fault: Option<(usize, Fault)>,
}

#[derive(Debug)]
pub(super) struct Faulty {
    pub(super) inner: Arc<InMemory>,
    pub(super) requests: Arc<Mutex<Requests>>,
}

/// What becomes of a request.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Answered,
    Lost,
    AnswerLost,
}

fn ask(requests: &Mutex<Requests>, what: &str, path: &str) -> Fate {
    let mut requests = requests.lock().unwrap();
    requests
        .told
        .push(format!("{what} {}", path.strip_prefix(PREFIX).unwrap_or(path).trim_start_matches('/')));
    let asked = requests.told.len();
    match requests.fault {
        Some((n, fault)) if asked == n => {
            if fault.took_effect {
                Fate::AnswerLost
            } else {
                Fate::Lost
            }
        }
        Some((n, fault)) if asked > n && fault.for_ever => Fate::Lost,
        _ => Fate::Answered,
    }
}

fn lost() -> Error {
    Error::Generic { store: "memory", source: "the connection was cut".into() }
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

impl Faulty {
    fn answer<'a, T: 'a + Send>(
        &self,
        what: &str,
        path: &Path,
        inner: impl Future<Output = Result<T>> + Send + 'a,
    ) -> Answer<'a, T> {
        let fate = ask(&self.requests, what, path.as_ref());
        Box::pin(async move {
            match fate {
                Fate::Answered => inner.await,
                Fate::Lost => Err(lost()),
                Fate::AnswerLost => inner.await.and_then(|_| Err(lost())),
            }
        })
    }
}

impl std::fmt::Display for Faulty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a faulty store")
    }
}

// Written out as the macro `async_trait` writes it, which is no dependency of ours.
impl ObjectStore for Faulty {
    fn put_opts<'s, 'l, 'a>(
        &'s self,
        location: &'l Path,
        payload: PutPayload,
        opts: PutOptions,
    ) -> Answer<'a, PutResult>
    where
        's: 'a,
        'l: 'a,
        Self: 'a,
    {
        self.answer("put", location, self.inner.put_opts(location, payload, opts))
    }

    fn put_multipart_opts<'s, 'l, 'a>(
        &'s self,
        location: &'l Path,
        opts: PutMultipartOptions,
    ) -> Answer<'a, Box<dyn MultipartUpload>>
    where
        's: 'a,
        'l: 'a,
        Self: 'a,
    {
        self.answer("parts", location, self.inner.put_multipart_opts(location, opts))
    }

    fn get_opts<'s, 'l, 'a>(&'s self, location: &'l Path, options: GetOptions) -> Answer<'a, GetResult>
    where
        's: 'a,
        'l: 'a,
        Self: 'a,
    {
        let what = if options.head { "head" } else { "get" };
        self.answer(what, location, self.inner.get_opts(location, options))
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let (inner, requests) = (Arc::clone(&self.inner), Arc::clone(&self.requests));
        let delete = move |location: Result<Path>| {
            let (inner, requests) = (Arc::clone(&inner), Arc::clone(&requests));
            async move {
                let location = location?;
                let fate = ask(&requests, "delete", location.as_ref());
                if fate != Fate::Lost {
                    inner.delete(&location).await?;
                }
                if fate == Fate::Answered { Ok(location) } else { Err(lost()) }
            }
        };
        locations.then(delete).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let listed = self.inner.list(prefix);
        match ask(&self.requests, "list", "") {
            Fate::Answered => listed,
            Fate::Lost => stream::once(async { Err(lost()) }).boxed(),
            // The list is cut in its middle.
            Fate::AnswerLost => listed.take(2).chain(stream::once(async { Err(lost()) })).boxed(),
        }
    }

    fn list_with_delimiter<'s, 'p, 'a>(&'s self, prefix: Option<&'p Path>) -> Answer<'a, ListResult>
    where
        's: 'a,
        'p: 'a,
        Self: 'a,
    {
        self.answer("list", &Path::default(), self.inner.list_with_delimiter(prefix))
    }

    fn copy_opts<'s, 'f, 't, 'a>(
        &'s self,
        from: &'f Path,
        to: &'t Path,
        options: CopyOptions,
    ) -> Answer<'a, ()>
    where
        's: 'a,
        'f: 'a,
        't: 'a,
        Self: 'a,
    {
        self.answer("copy", to, self.inner.copy_opts(from, to, options))
    }
}
