//! Who takes too long, sends too much or reads too slowly keeps nobody else waiting.

use std::io::{Read, Write};
use std::time::Instant;

use super::asking::{ask, connect, raw};
use super::packed::Packed;
use super::*;
use crate::plan::{Fingerprint, Held, SitePath};
use crate::publish::File;

/// A server of one large file; whoever takes too long is left after 300 ms.
fn house(places: usize) -> Server {
    let site = Site::default();
    let bytes = vec![7; 40_000_000];
    let held = Held::of(Fingerprint::of(&bytes), &bytes);
    site.show(1, [(SitePath::new("large.zip").unwrap(), File::new(bytes, held))].into());
    let options = ServeOptions {
        places: Arc::new(Semaphore::new(places)),
        header_time: Duration::from_millis(300),
        write_time: Duration::from_millis(300),
        ..ServeOptions::new(0)
    };
    let server = Server::listen(options, |at| Desk {
        door: Door::One(Shown { site, target: String::new() }),
        board: Board::new(),
        clock: None,
        hosts: Hosts::new(at, &[]),
        manner: Manner::AsPublished(Arc::new(Packed::new())),
    });
    server.unwrap()
}

/// Whether the other side ended it, within the time that a test waits.
fn is_ended(stream: &mut std::net::TcpStream) -> bool {
    let mut bytes = [0; 65536];
    loop {
        match stream.read(&mut bytes) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() == io::ErrorKind::ConnectionReset,
        }
    }
}

#[test]
fn a_header_that_comes_drop_by_drop_is_not_waited_for() {
    let server = house(1);
    let mut slow = connect(server.at());
    let dripping = std::thread::spawn(move || {
        let started = Instant::now();
        for byte in b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ".iter().chain([b'a'].iter().cycle()).take(2000) {
            if slow.write_all(&[*byte]).is_err() || started.elapsed() > Duration::from_secs(15) {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        started.elapsed()
    });
    assert_eq!(ask(server.at(), "GET /-/status", "").status, 200, "the only place is free again");
    assert!(dripping.join().unwrap() < Duration::from_secs(15));
}

#[test]
fn a_reader_who_takes_nothing_is_left() {
    let server = house(1);
    let mut lazy = connect(server.at());
    write!(lazy, "GET /large.zip HTTP/1.1\r\nHost: {}\r\n\r\n", server.at()).unwrap();
    assert_eq!(ask(server.at(), "GET /-/status", "").status, 200, "the only place is free again");
    assert!(is_ended(&mut lazy));
}

#[test]
fn a_slow_reader_keeps_no_other_waiting_and_gets_all() {
    let server = house(256);
    let mut slow = connect(server.at());
    write!(slow, "GET /large.zip HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.at()).unwrap();
    let (mut got, mut bytes) = (0, vec![0; 1_000_000]);
    let mut others = 0;
    while let read @ 1.. = slow.read(&mut bytes).unwrap() {
        got += read;
        // Each of these is answered while the slow one waits for the rest.
        if others < 20 {
            std::thread::sleep(Duration::from_millis(30));
            assert_eq!(ask(server.at(), "GET /-/status", "").status, 200);
            others += 1;
        }
    }
    assert!(got > 40_000_000, "{got}");
}

#[test]
fn headers_that_are_too_many_or_too_long_are_refused() {
    let server = house(256);
    let many = "X-A: b\r\n".repeat(100);
    assert_eq!(ask(server.at(), "GET /-/status", &many).status, 431);
    let long = format!("X-A: {}\r\n", "b".repeat(64 * 1024));
    assert!(matches!(ask(server.at(), "GET /-/status", &long).status, 400 | 431));
    let far = format!("GET /{}", "a".repeat(64 * 1024));
    assert!(matches!(ask(server.at(), &far, "").status, 400 | 414 | 431));
    assert_eq!(ask(server.at(), "GET /-/status", &"X-A: b\r\n".repeat(30)).status, 200);
}

#[test]
fn what_is_no_request_is_refused() {
    let server = house(256);
    let host = format!("Host: {}\r\n", server.at());
    for request in [
        format!("GET / HTTP/1.1\r\n{host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        format!("GET / HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host} folded: x\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}X\0Y: x\r\n\r\n"),
        format!("GET / HTTP/9.9\r\n{host}\r\n"),
        "\u{16}\u{3}\u{1}hello, this is no HTTP at all\r\n\r\n".to_owned(),
    ] {
        let answer = raw(server.at(), &request);
        assert_eq!(answer.status, 400, "{request:?}");
    }
}

#[test]
fn a_body_is_never_waited_for() {
    let server = house(1);
    for method in ["POST", "GET"] {
        let mut stream = connect(server.at());
        let head = format!("{method} /-/status HTTP/1.1\r\nHost: {}\r\n", server.at());
        write!(stream, "{head}Transfer-Encoding: chunked\r\n\r\n").unwrap();
        let started = Instant::now();
        let piece = format!("10000\r\n{}\r\n", "x".repeat(65536));
        // It goes on until the server has enough of it.
        while stream.write_all(piece.as_bytes()).is_ok() {
            assert!(started.elapsed() < Duration::from_secs(15), "{method}");
        }
        let length = format!("{head}Content-Length: 1000000000\r\nExpect: 100-continue\r\n\r\n");
        let mut stream = connect(server.at());
        stream.write_all(length.as_bytes()).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        assert!(
            answer.starts_with(if method == "GET" { "HTTP/1.1 200" } else { "HTTP/1.1 405" }),
            "{answer}"
        );
    }
    assert_eq!(ask(server.at(), "GET /-/status", "").status, 200);
}

#[test]
fn an_idle_connection_is_closed_and_one_that_asks_again_is_not() {
    let server = house(1);
    let mut stream = connect(server.at());
    for _ in 0..5 {
        write!(stream, "HEAD /large.zip HTTP/1.1\r\nHost: {}\r\n\r\n", server.at()).unwrap();
        let mut got = Vec::new();
        while !got.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            got.push(byte[0]);
        }
        assert!(got.starts_with(b"HTTP/1.1 200"));
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(is_ended(&mut stream));
}
