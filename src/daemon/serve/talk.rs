//! One connection: what is asked, who answers, and how long it may take.
//!
//! 1. A header must be there in time, must be small, and has few fields; a body is never read.
//! 2. The answer is written as fast as it is taken. Who takes less than [`LEAST`] bytes within the time given is left.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::header::HeaderMap;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, Uri};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

use super::reply::Reply;

/// A header is at most this long, in bytes, and has at most this many fields.
const HEADER: (usize, usize) = (32 * 1024, 64);
/// Who waits for an answer takes at least this many bytes of it within the time given.
const LEAST: usize = 16 * 1024;

/// A request, without its body.
#[derive(Debug)]
pub(in crate::daemon) struct Asked {
    pub(in crate::daemon) method: Method,
    pub(in crate::daemon) uri: Uri,
    pub(in crate::daemon) headers: HeaderMap,
    /// Where it comes from.
    pub(in crate::daemon) peer: IpAddr,
}

/// Whoever answers requests.
pub(in crate::daemon) trait Answer: Send + Sync + 'static {
    fn answer(&self, asked: &Asked) -> impl Future<Output = Response<Reply>> + Send;
}

/// How long a connection may take over what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For a header, and between two requests.
    pub(super) header: Duration,
    /// For [`LEAST`] bytes of an answer.
    pub(super) write: Duration,
}

/// Talks until the other side ends it or takes too long. How it ends is the other side's affair.
pub(super) async fn talk<A: Answer>(stream: TcpStream, peer: IpAddr, who: Arc<A>, patience: Patience) {
    let answer = service_fn(move |request: Request<_>| {
        let who = Arc::clone(&who);
        // The body goes with the request, unread.
        let (parts, _) = request.into_parts();
        let asked = Asked { method: parts.method, uri: parts.uri, headers: parts.headers, peer };
        async move { Ok::<_, Infallible>(who.answer(&asked).await) }
    });
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.header)
        .max_buf_size(HEADER.0)
        .max_headers(HEADER.1)
        .serve_connection(TokioIo::new(Taken::new(stream, patience.write)), answer)
        .await;
}

/// A stream whose other side must take what is written.
struct Taken {
    stream: TcpStream,
    within: Duration,
    /// Runs while something waits to be taken.
    until: Option<Pin<Box<Sleep>>>,
    /// Bytes taken since it runs.
    taken: usize,
}

impl Taken {
    fn new(stream: TcpStream, within: Duration) -> Self {
        Taken { stream, within, until: None, taken: 0 }
    }

    fn rest(&mut self) {
        (self.until, self.taken) = (None, 0);
    }

    /// What became of a write, or that it took too long.
    fn judge(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = written {
            self.taken += written.as_ref().map_or(0, |bytes| *bytes);
            if self.taken >= LEAST {
                self.rest();
            }
            return Poll::Ready(written);
        }
        let within = self.within;
        let until = self.until.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + within)));
        ready!(until.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Taken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Taken {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.judge(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Flushed only once everything was written.
        self.rest();
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
