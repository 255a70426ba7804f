//! Stands between a client and an HTTP server, counts what passes, and lets it go wrong as it is told.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How a request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is answered with an error of the server, which did not see it.
    Error,
    /// The same, but the server did what it was asked.
    ErrorAfter,
    /// The connection ends before the server saw anything.
    Cut,
    /// The connection ends after the server did what it was asked.
    CutAfter,
    /// The server gets half of the body.
    HalfBody,
    /// The client gets half of the answer.
    HalfAnswer,
}

/// Every fault.
pub(crate) const FAULTS: [Fault; 6] =
    [Fault::Error, Fault::ErrorAfter, Fault::Cut, Fault::CutAfter, Fault::HalfBody, Fault::HalfAnswer];

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Passed {
    /// Method and target.
    pub(crate) line: String,
    /// Bytes of its body.
    pub(crate) bytes: usize,
}

type Judge = Box<dyn FnMut(usize, &str) -> Option<Fault> + Send>;

struct Desk {
    server: SocketAddr,
    passed: Mutex<Vec<Passed>>,
    /// Is asked of each request, which are counted from 1, and told its first line.
    judge: Mutex<Judge>,
    stop: AtomicBool,
}

/// The proxy; it ends when dropped.
pub(crate) struct Proxy {
    /// Where it listens.
    pub(crate) at: SocketAddr,
    desk: Arc<Desk>,
}

impl Proxy {
    pub(crate) fn before(server: SocketAddr) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let judge: Mutex<Judge> = Mutex::new(Box::new(|_, _| None));
        let desk = Arc::new(Desk { server, passed: Mutex::default(), judge, stop: AtomicBool::new(false) });
        let shared = Arc::clone(&desk);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if shared.stop.load(Ordering::Relaxed) {
                    return;
                }
                let (desk, client) = (Arc::clone(&shared), client.unwrap());
                std::thread::spawn(move || drop(pass(&desk, client)));
            }
        });
        Proxy { at, desk }
    }

    /// From now on requests go wrong as `judge` says; tells what came until now.
    pub(crate) fn judge(
        &self,
        judge: impl FnMut(usize, &str) -> Option<Fault> + Send + 'static,
    ) -> Vec<Passed> {
        *self.desk.judge.lock().unwrap() = Box::new(judge);
        std::mem::take(&mut *self.desk.passed.lock().unwrap())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.desk.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.at);
    }
}

/// One connection: one request and its answer, for it is closed afterwards.
fn pass(desk: &Desk, mut client: TcpStream) -> std::io::Result<()> {
    client.set_read_timeout(Some(Duration::from_secs(20)))?;
    let Some((head, body)) = request(&mut client)? else { return Ok(()) };
    let line = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let number = {
        let mut passed = desk.passed.lock().unwrap();
        passed.push(Passed { line: line.clone(), bytes: body.len() });
        passed.len()
    };
    let fault = (desk.judge.lock().unwrap())(number, &line);
    match fault {
        Some(Fault::Cut) => return Ok(()),
        Some(Fault::Error) => return broken(&mut client),
        _ => {}
    }
    let mut server = TcpStream::connect(desk.server)?;
    server.set_read_timeout(Some(Duration::from_secs(20)))?;
    server.write_all(head.as_bytes())?;
    if fault == Some(Fault::HalfBody) {
        server.write_all(&body[..body.len() / 2])?;
        return server.shutdown(Shutdown::Both);
    }
    server.write_all(&body)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    match fault {
        Some(Fault::CutAfter) => Ok(()),
        Some(Fault::ErrorAfter) => broken(&mut client),
        Some(Fault::HalfAnswer) => client.write_all(&answer[..answer.len() / 2]),
        _ => client.write_all(&answer),
    }
}

fn broken(client: &mut TcpStream) -> std::io::Result<()> {
    let body =
        "<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>";
    let head = "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/xml\r\nConnection: close";
    write!(client, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// The head of a request, which asks for the connection to be closed, and its body.
fn request(client: &mut TcpStream) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 64 << 10]);
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        match client.read(&mut piece)? {
            0 => return Ok(None),
            count => bytes.extend_from_slice(&piece[..count]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut body = bytes.split_off(end + 4);
    let length = |line: &str| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok();
    let length: usize = head.lines().find_map(length).unwrap_or_default();
    while body.len() < length {
        match client.read(&mut piece)? {
            0 => return Ok(None),
            count => body.extend_from_slice(&piece[..count]),
        }
    }
    Ok(Some((format!("{head}\r\nConnection: close\r\n\r\n"), body)))
}
