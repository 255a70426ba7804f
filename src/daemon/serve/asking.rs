//! For tests: a server is asked as anybody may ask it, byte for byte.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::daemon::Clock;

pub(in crate::daemon) struct Answer {
    pub(in crate::daemon) status: u16,
    /// Those of one name stand one a line.
    pub(in crate::daemon) headers: BTreeMap<String, String>,
    pub(in crate::daemon) body: Vec<u8>,
}

impl Answer {
    pub(in crate::daemon) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(in crate::daemon) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

pub(in crate::daemon) fn connect(at: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// `line` is the method and the path; `headers` end with a line break each.
pub(in crate::daemon) fn ask(at: SocketAddr, line: &str, headers: &str) -> Answer {
    raw(at, &format!("{line} HTTP/1.1\r\nHost: {at}\r\n{headers}Connection: close\r\n\r\n"))
}

pub(in crate::daemon) fn raw(at: SocketAddr, request: &str) -> Answer {
    let mut stream = connect(at);
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    // A connection that is cut ends the answer, too.
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a header");
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8(bytes).unwrap();
    let mut lines = head.trim_end().lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = BTreeMap::<String, String>::new();
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
        let kept = headers.entry(name.to_ascii_lowercase()).or_default();
        if !kept.is_empty() {
            kept.push('\n');
        }
        kept.push_str(value);
    }
    Answer { status, headers, body }
}

/// A clock that tests turn: seconds since the start, which was second 1,000.
#[derive(Default)]
pub(in crate::daemon) struct Turned(Mutex<u64>);

impl Turned {
    pub(in crate::daemon) fn by(&self, seconds: u64) {
        *self.0.lock().unwrap() += seconds;
    }
}

impl Clock for Turned {
    fn elapsed(&self) -> Duration {
        Duration::from_secs(*self.0.lock().unwrap())
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_000 + i64::try_from(*self.0.lock().unwrap()).unwrap()).unwrap()
    }

    fn today(&self) -> Date {
        date(2026, 1, 1)
    }
}
