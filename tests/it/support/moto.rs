//! A real S3 server on this machine, for as long as a test needs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

use super::project;

/// The server, which is ended when this is dropped.
pub(crate) struct Moto {
    pub(crate) at: SocketAddr,
    child: Child,
}

impl Moto {
    /// Starts one with the bucket `plant`.
    pub(crate) fn start() -> Moto {
        let program = project().join("target/moto/bin/moto_server");
        assert!(program.is_file(), "there is no S3 server to publish to; run: tests/store/install");
        let mut child = Command::new(program)
            .args(["--host", "127.0.0.1", "--port", "0"])
            .env("PYTHONUNBUFFERED", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let (mut line, mut all) = (String::new(), String::new());
        let at = loop {
            line.clear();
            assert!(told.read_line(&mut line).unwrap() > 0, "the S3 server ended: {all}");
            match line.split_once("Running on http://") {
                Some((_, at)) => break at.trim().parse().unwrap(),
                None => all.push_str(&line),
            }
        };
        // It tells of every request, and would wait once nobody listens.
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        let moto = Moto { at, child };
        let (status, _) = moto.ask("PUT /plant");
        assert_eq!(status, 200, "the bucket is made");
        moto
    }

    /// Status and body of what the server answers when it is asked directly.
    pub(crate) fn ask(&self, line: &str) -> (u16, Vec<u8>) {
        let (status, _, body) = self.asked(line);
        (status, body)
    }

    /// Puts an object.
    pub(crate) fn put(&self, target: &str, bytes: &[u8]) {
        assert_eq!(self.sent(&format!("PUT {target}"), bytes).0, 200, "{target}");
    }

    /// The same, and the head.
    pub(crate) fn asked(&self, line: &str) -> (u16, String, Vec<u8>) {
        self.sent(line, b"")
    }

    fn sent(&self, line: &str, bytes: &[u8]) -> (u16, String, Vec<u8>) {
        let mut server = TcpStream::connect(self.at).unwrap();
        // It takes any name for somebody who may read.
        let head = format!(
            "Host: {}\r\nAuthorization: AWS nobody:nothing\r\nContent-Length: {}",
            self.at,
            bytes.len()
        );
        write!(server, "{line} HTTP/1.1\r\n{head}\r\nConnection: close\r\n\r\n").unwrap();
        server.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a head");
        let body = answer.split_off(end + 4);
        let head = String::from_utf8_lossy(&answer).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, head, body)
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
