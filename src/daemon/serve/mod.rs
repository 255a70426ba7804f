//! The server: one thread, a limit on connections, and on how long each may take over anything.
//!
//! 1. [`Server::start`] serves whoever edits the registry: open pages follow it. [`Ports`] serve readers: each audience its own site.
//! 2. `talk` is one connection, `door` says which site it is shown, `answer` and `file` what of it.

mod address;
mod answer;
mod door;
mod file;
mod live;
mod packed;
mod ports;
mod reply;
mod talk;
mod wanted;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};

pub(super) use address::Hosts;
use answer::Desk;
pub(super) use answer::misdirected;
pub use door::DoorError;
use door::{Door, Shown};
use file::Manner;
pub(super) use ports::Ports;
pub(super) use reply::{Reply, TEXT, finished, fleeting, line, not_allowed, own, set};
pub(super) use talk::{Answer, Asked};
use talk::{Patience, talk};

use super::Board;
use crate::publish::Site;

/// Pause after the system refused a connection, such as for want of file handles.
const REFUSED: Duration = Duration::from_millis(100);
/// A reader who follows for longer connects again by itself.
const LONGEST: Duration = Duration::from_secs(3600);
/// As many threads read files and pack texts, and end after this time without any.
const READING: (usize, Duration) = (2, Duration::from_secs(60));

/// Where and how to serve.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The address; port 0 is any free one.
    pub at: SocketAddr,
    /// Names besides the loopback ones under which the server may be asked.
    pub names: Vec<String>,
    /// As many connections are open at once, of all servers that share it; more wait.
    pub places: Arc<Semaphore>,
    /// A request's header must be there within this time, and an idle connection is closed after it.
    pub header_time: Duration,
    /// Of an answer that is waited for some must be taken within this time.
    pub write_time: Duration,
}

impl ServeOptions {
    /// Loopback only, 256 connections, 10 s for a header, 30 s for a reader that takes nothing.
    pub fn new(port: u16) -> Self {
        ServeOptions {
            at: (Ipv4Addr::LOCALHOST, port).into(),
            names: Vec::new(),
            places: Arc::new(Semaphore::new(256)),
            header_time: Duration::from_secs(10),
            write_time: Duration::from_secs(30),
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
    /// Serves a site whose open pages follow it, for whoever edits the registry.
    ///
    /// # Errors
    /// The address is taken, or the system gives no thread.
    pub fn start(options: ServeOptions, site: Site, board: Board) -> Result<Self, ServeError> {
        let door = Door::One(Shown { site, target: String::new() });
        let names = options.names.clone();
        Server::listen(options, |at| {
            let hosts = Hosts::new(at, &names);
            Desk { door, board, clock: None, hosts, manner: Manner::Live }
        })
    }

    /// Listens, then lets `answers` answer from a thread of its own; it is made for the address that is listened on.
    pub(super) fn listen<A: Answer>(
        options: ServeOptions,
        answers: impl FnOnce(SocketAddr) -> A,
    ) -> Result<Self, ServeError> {
        let refused = |source| ServeError::Listen { at: options.at, source };
        let listener = std::net::TcpListener::bind(options.at).map_err(refused)?;
        listener.set_nonblocking(true).map_err(refused)?;
        let at = listener.local_addr().map_err(refused)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(READING.0)
            .thread_keep_alive(READING.1)
            .build()
            .map_err(ServeError::Start)?;
        let who = Arc::new(answers(at));
        let (stop, stopped) = oneshot::channel();
        let serve = move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    () = accept(listener, who, &options) => {}
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

async fn accept<A: Answer>(listener: std::net::TcpListener, who: Arc<A>, options: &ServeOptions) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    let patience = Patience { header: options.header_time, write: options.write_time };
    while let Ok(place) = Arc::clone(&options.places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let talk = talk(stream, peer.ip(), Arc::clone(&who), patience);
                tokio::spawn(async move {
                    let _ = tokio::time::timeout(LONGEST, talk).await;
                    drop(place);
                });
            }
            Err(_) => tokio::time::sleep(REFUSED).await,
        }
    }
}

#[cfg(test)]
pub(super) mod asking;
#[cfg(test)]
mod limits_tests;
#[cfg(test)]
mod ports_tests;
#[cfg(test)]
mod published_tests;
#[cfg(test)]
mod tests;
