//! The server: one thread, a limit on connections and on how long a header may take.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};

use super::Board;
use super::address::Hosts;
use super::answer::Desk;
use crate::publish::Site;

/// Pause after the system refused a connection, such as for want of file handles.
const REFUSED: Duration = Duration::from_millis(100);
/// A reader who follows for longer connects again by itself.
const LONGEST: Duration = Duration::from_secs(600);

/// Where and how to serve.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The address; port 0 is any free one.
    pub at: SocketAddr,
    /// Names besides the loopback ones under which the server may be asked.
    pub names: Vec<String>,
    /// As many connections are open at once; more wait.
    pub connections: usize,
    /// A request's header must be there within this time, and an idle connection is closed after it.
    pub header_time: Duration,
}

impl ServeOptions {
    /// Loopback only, 256 connections, 10 s for a header.
    pub fn new(port: u16) -> Self {
        ServeOptions {
            at: (Ipv4Addr::LOCALHOST, port).into(),
            names: Vec::new(),
            connections: 256,
            header_time: Duration::from_secs(10),
        }
    }
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("cannot listen on `{at}`: {source}")]
    Listen {
        /// The address.
        at: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The system gave no thread or no poller.
    #[error("cannot start the server: {0}")]
    Start(#[source] io::Error),
}

/// A running server; dropping it stops it.
#[derive(Debug)]
pub struct Server {
    at: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens, then serves from a thread of its own.
    pub fn start(options: ServeOptions, site: Site, board: Board) -> Result<Self, ServeError> {
        let refused = |source| ServeError::Listen { at: options.at, source };
        let listener = std::net::TcpListener::bind(options.at).map_err(refused)?;
        listener.set_nonblocking(true).map_err(refused)?;
        let at = listener.local_addr().map_err(refused)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(ServeError::Start)?;
        let desk = Desk { site, board, hosts: Hosts::new(at, &options.names) };
        let (stop, stopped) = oneshot::channel();
        let serve = move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    () = accept(listener, Arc::new(desk), &options) => {}
                }
            });
            runtime.shutdown_background();
        };
        let thread =
            std::thread::Builder::new().name("serve".into()).spawn(serve).map_err(ServeError::Start)?;
        Ok(Server { at, stop: Some(stop), thread: Some(thread) })
    }

    /// The address the server listens on.
    pub fn at(&self) -> SocketAddr {
        self.at
    }

    /// Closes all connections and waits for the thread.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Either way the thread ends: by the message, or because the sender is gone.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: std::net::TcpListener, desk: Arc<Desk>, options: &ServeOptions) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    let places = Arc::new(Semaphore::new(options.connections));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                let talk = talk(stream, Arc::clone(&desk), options.header_time);
                tokio::spawn(async move {
                    let _ = tokio::time::timeout(LONGEST, talk).await;
                    drop(place);
                });
            }
            Err(_) => tokio::time::sleep(REFUSED).await,
        }
    }
}

/// One connection. How it ends is the reader's affair.
async fn talk(stream: TcpStream, desk: Arc<Desk>, header_time: Duration) {
    let answer = service_fn(move |request| {
        let response = desk.answer(&request);
        async move { Ok::<_, Infallible>(response) }
    });
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_time)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
}

#[cfg(test)]
#[path = "serve_tests.rs"]
mod tests;
