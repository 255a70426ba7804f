use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use super::*;
use crate::daemon::{Finding, Severity, State};
use crate::plan::{Fingerprint, Held, SitePath};
use crate::publish::{MemorySink, Sink};

const PAGE: &str = "<html><body>hello</body></html>";

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

struct House {
    sink: MemorySink,
    board: Board,
    server: Server,
}

impl House {
    fn empty(change: impl FnOnce(&mut ServeOptions)) -> Self {
        let (sink, board) = (MemorySink::new(), Board::new());
        let mut options = ServeOptions::new(0);
        change(&mut options);
        let server = Server::start(options, sink.site(), board.clone()).unwrap();
        House { sink, board, server }
    }

    fn new() -> Self {
        let mut house = Self::empty(|_| {});
        house.publish(&[
            ("404.html", "<body>lost</body>"),
            ("a/index.html", PAGE),
            ("assets/s-0123abcd.css", "body{}"),
            ("data.csv", "a,b"),
            ("deadlines.ics", "BEGIN:VCALENDAR"),
            ("index.html", PAGE),
            ("pack.xmp", "binary"),
        ]);
        house
    }

    fn publish(&mut self, files: &[(&str, &str)]) {
        self.sink.begin().unwrap();
        for (path, text) in files {
            let path = SitePath::new(path).unwrap();
            let file = Held::of(Fingerprint::of(text.as_bytes()), text.as_bytes());
            self.sink.put(path, file, Some(text.as_bytes().to_vec())).unwrap();
        }
        self.sink.finish().unwrap();
        self.board.update(|status| status.state = State::Current);
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.server.at()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    fn ask(&self, line: &str, headers: &str) -> Answer {
        let host = format!("Host: {}\r\n", self.server.at());
        self.ask_as(&host, line, headers)
    }

    fn ask_as(&self, host: &str, line: &str, headers: &str) -> Answer {
        let mut stream = self.connect();
        write!(stream, "{line} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        };
        Answer { status, headers: lines.map(header).collect(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), "")
    }
}

#[test]
fn pages_are_found_by_their_addresses() {
    let house = House::new();
    for path in ["/", "/index.html", "/a/", "/a/index.html", "/?q=1", "/a/?/../x"] {
        assert_eq!(house.get(path).status, 200, "{path}");
    }
    let moved = house.get("/a");
    assert_eq!((moved.status, moved.headers["location"].as_str()), (308, "/a/"));
    let lost = house.get("/nowhere");
    assert_eq!(lost.status, 404);
    assert!(lost.body.contains("lost") && lost.body.contains("/-/live.js"));
}

#[test]
fn nothing_but_the_site_is_ever_served() {
    let house = House::new();
    for path in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
        "/%2e%2e%5cCargo.toml",
        "/a/..%00/x",
        "/%00",
        "/..\\Cargo.toml",
        "/a/../index.html",
        "//etc/passwd",
        "/./index.html",
        "/a//index.html",
        "/-/",
        "/-/../index.html",
        "/%",
        "/%zz",
        "/%ff",
        "/.connectory",
        "/C:/x",
    ] {
        let answer = house.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.body.contains("hello"), "{path}");
    }
}

#[test]
fn only_get_and_head_are_answered() {
    let house = House::new();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "MADE-UP"] {
        let answer = house.ask(&format!("{method} /"), "");
        assert_eq!((answer.status, answer.headers["allow"].as_str()), (405, "GET, HEAD"), "{method}");
    }
    let (get, head) = (house.get("/"), house.ask("HEAD /", ""));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.headers["content-length"], get.body.len().to_string());
    assert_eq!(head.headers["etag"], get.headers["etag"]);
}

#[test]
fn a_strange_host_is_refused() {
    let house = House::empty(|options| options.names.push("connectors.example".into()));
    let port = house.server.at().port();
    let status = |host: &str| house.ask_as(host, "GET /-/live.js", "").status;
    for host in ["localhost", "127.0.0.1", "[::1]", "connectors.example"] {
        assert_eq!(status(&format!("Host: {host}:{port}\r\n")), 200, "{host}");
    }
    assert_eq!(status("Host: evil.example\r\n"), 421);
    assert_eq!(status(&format!("Host: localhost:{port}\r\nHost: evil.example\r\n")), 421);
    assert_eq!(status("Host: localhost:1\r\n"), 421);
    assert_eq!(status(""), 421);
    let own = format!("Host: localhost:{port}\r\n");
    assert_eq!(house.ask_as(&own, "GET http://evil.example/-/status", "").status, 421);
}

#[test]
fn known_bytes_are_not_sent_again() {
    let house = House::new();
    let etag = house.get("/").headers["etag"].clone();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".into()] {
        let answer = house.ask("GET /", &format!("If-None-Match: {known}\r\n"));
        assert_eq!((answer.status, answer.body.as_str()), (304, ""), "{known}");
        assert_eq!(answer.headers["etag"], etag);
    }
    assert_eq!(house.ask("GET /", "If-None-Match: \"other\"\r\n").status, 200);
}

#[test]
fn headers_say_what_a_file_is_and_how_long_it_lasts() {
    let house = House::new();
    let page = house.get("/");
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers["cache-control"], "no-cache");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    assert!(page.headers["content-security-policy"].starts_with("default-src 'none'; script-src 'self'"));
    let style = house.get("/assets/s-0123abcd.css");
    assert!(style.headers["cache-control"].contains("immutable"));
    let package = house.get("/pack.xmp");
    assert_eq!(package.headers["content-type"], "application/octet-stream");
    assert_eq!(package.headers["content-disposition"], "attachment");
    assert_eq!(house.get("/data.csv").headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(house.get("/deadlines.ics").headers["content-type"], "text/calendar; charset=utf-8");
}

#[test]
fn only_served_pages_hold_the_script() {
    let house = House::new();
    let (page, etag) = (house.get("/").body, &house.get("/").headers["etag"]);
    let tag = format!("<script src=\"/-/live.js\" data-page={etag} defer></script></body>");
    assert!(page.contains(&tag), "{page}");
    assert_eq!(page.replace(&tag, "</body>"), PAGE);
    assert_eq!(house.get("/data.csv").body, "a,b");
    assert_eq!(house.get("/-/live.js").status, 200);
    assert_eq!(house.get("/-/live.css").headers["content-type"], "text/css; charset=utf-8");
    let site = house.sink.site().current();
    assert!(site.files.values().all(|file| !file.bytes().unwrap().windows(7).any(|w| w == b"live.js")));
}

#[test]
fn who_edits_is_told_that_there_is_no_sign_of_life_without_a_fault() {
    let pulse = House::new().get("/pulse.json");
    assert_eq!((pulse.status, pulse.body.as_str()), (204, ""));
}

#[test]
fn before_the_first_build_a_page_waits_for_it() {
    let mut house = House::empty(|_| {});
    let early = house.get("/");
    assert_eq!(early.status, 503);
    assert!(early.body.contains("/-/live.js"));
    house.publish(&[("index.html", PAGE)]);
    assert_eq!(house.get("/").status, 200);
}

#[test]
fn the_status_names_findings_and_the_bytes_asked_for() {
    let house = House::new();
    house.board.update(|status| {
        status.errors = 1;
        status.findings = vec![Finding {
            severity: Severity::Error,
            code: "a-rule".into(),
            message: "wrong".into(),
            path: Some("a.yaml".into()),
            line: Some(3),
            column: None,
            help: None,
        }];
    });
    let answer = house.get("/-/status?path=%2Fa%2F&path=/nowhere&path=%2e%2e&x=1");
    let status: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((&status["state"], &status["generation"]), (&"current".into(), &1.into()));
    assert_eq!(
        (&status["findings"][0]["line"], &status["findings"][0]["severity"]),
        (&3.into(), &"error".into())
    );
    let etag = house.get("/a/").headers["etag"].trim_matches('"').to_owned();
    assert_eq!(status["etags"]["/a/"], etag);
    assert_eq!(status["etags"]["/nowhere"], serde_json::Value::Null);
}

#[test]
fn a_new_generation_is_told_to_open_pages() {
    let mut house = House::new();
    let mut stream = house.connect();
    write!(stream, "GET /-/events HTTP/1.1\r\nHost: {}\r\n\r\n", house.server.at()).unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let mut next = || lines.find(|line| line.starts_with("data: ")).unwrap();
    assert!(next().contains("\"generation\":1"));
    house.publish(&[("index.html", "<body>new</body>")]);
    assert!(next().contains("\"generation\":2"));
}

#[test]
fn more_connections_than_the_limit_wait() {
    let house = House::empty(|options| {
        options.places = Arc::new(Semaphore::new(2));
        options.header_time = Duration::from_millis(300);
    });
    let started = Instant::now();
    let mut idle = [house.connect(), house.connect()];
    // Answered only when the idle ones have been closed.
    assert_eq!(house.get("/-/live.js").status, 200);
    assert!(started.elapsed() >= Duration::from_millis(200), "{:?}", started.elapsed());
    for stream in &mut idle {
        assert!(!stream.read_to_end(&mut Vec::new()).is_ok_and(|read| read > 200));
    }
}

#[test]
fn a_taken_address_is_an_error_and_stopping_frees_it() {
    let house = House::new();
    let at = house.server.at();
    let again = || Server::start(ServeOptions::new(at.port()), house.sink.site(), house.board.clone());
    assert!(matches!(again(), Err(ServeError::Listen { .. })));
    let mut open = house.connect();
    let started = Instant::now();
    house.server.stop();
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(open.read(&mut [0]).unwrap_or(0), 0);
    again().unwrap();
}
