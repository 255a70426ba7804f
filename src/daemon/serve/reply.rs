//! What is sent back: bytes at once, from a file piece by piece, or a stream that ends with its reader.

use std::fs::File;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Response, StatusCode};
use tokio::sync::mpsc;

/// Of a file as much is in memory for one reader, in bytes, however slow he is.
pub(super) const PIECE: usize = 64 * 1024;
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// What every answer says to browsers.
const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (RESOURCE_POLICY, "same-origin"),
];
pub(super) const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
pub(in crate::daemon) const TEXT: &str = "text/plain; charset=utf-8";

/// A body.
pub(in crate::daemon) enum Reply {
    /// All there is.
    Whole(Option<Bytes>),
    /// More to come.
    Stream(mpsc::Receiver<io::Result<Bytes>>),
}

impl Reply {
    /// The next `length` bytes of the file, read as they are taken.
    pub(super) fn of_file(mut file: File, mut length: u64) -> Reply {
        let (send, stream) = mpsc::channel(1);
        tokio::spawn(async move {
            while length > 0 {
                let most = length.min(PIECE as u64);
                // Only the reading holds a thread, not the waiting for the reader.
                let read = tokio::task::spawn_blocking(move || {
                    let mut bytes = Vec::with_capacity(PIECE);
                    let read = file.by_ref().take(most).read_to_end(&mut bytes);
                    (file, read.map(|_| bytes))
                });
                let Ok((next, read)) = read.await else { return };
                file = next;
                let piece = match read {
                    Ok(bytes) if !bytes.is_empty() => Ok(Bytes::from(bytes)),
                    Ok(_) => Err(io::ErrorKind::UnexpectedEof.into()),
                    Err(error) => Err(error),
                };
                length -= piece.as_ref().map_or(0, |bytes| bytes.len() as u64);
                let is_broken = piece.is_err();
                if send.send(piece).await.is_err() || is_broken {
                    return;
                }
            }
        });
        Reply::Stream(stream)
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match &mut *self {
            Reply::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Reply::Stream(stream) => stream.poll_recv(context).map(|next| next.map(|b| b.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Reply::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Reply::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64)),
            Reply::Stream(_) => SizeHint::default(),
        }
    }
}

/// The answer with what every answer says; to HEAD without its body.
pub(in crate::daemon) fn finished(mut response: Response<Reply>, method: &Method) -> Response<Reply> {
    if method == Method::HEAD {
        *response.body_mut() = Reply::Whole(None);
    }
    for (name, value) in ALWAYS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Bytes that are ours; asked for again each time.
pub(in crate::daemon) fn own(kind: &'static str, bytes: impl Into<Bytes>) -> Response<Reply> {
    let mut response = whole(kind, bytes.into());
    set(response.headers_mut(), header::CACHE_CONTROL, "no-cache");
    response
}

/// What is another one a moment later.
pub(in crate::daemon) fn fleeting(kind: &'static str, bytes: impl Into<Bytes>) -> Response<Reply> {
    let mut response = whole(kind, bytes.into());
    set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
    response
}

/// A line of text.
pub(in crate::daemon) fn line(status: StatusCode, line: &'static str) -> Response<Reply> {
    let mut response = own(TEXT, line.as_bytes());
    *response.status_mut() = status;
    response
}

/// Only these methods are answered.
pub(in crate::daemon) fn not_allowed(methods: &'static str) -> Response<Reply> {
    let text = match methods {
        "POST" => "only POST is answered",
        _ => "only GET and HEAD are answered",
    };
    let mut response = line(StatusCode::METHOD_NOT_ALLOWED, text);
    set(response.headers_mut(), header::ALLOW, methods);
    response
}

pub(super) fn whole(kind: &'static str, bytes: Bytes) -> Response<Reply> {
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::new(Reply::Whole(Some(bytes)));
    set(response.headers_mut(), header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    response
}

pub(in crate::daemon) fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
