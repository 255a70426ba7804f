#![expect(clippy::disallowed_methods, reason = "tests make files")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::net::SocketAddr;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use tempfile::TempDir;

use super::asking::{self, Answer, Turned};
use super::packed::Packed;
use super::*;
use crate::daemon::{Clock, State, TargetStatus, Turn};
use crate::plan::{Fingerprint, Held, SitePath};
use crate::publish::{Content, File};

const GZIP: &str = "Accept-Encoding: gzip\r\n";

/// A server of a site that is published, in memory or on disk.
struct Published {
    root: TempDir,
    site: Site,
    board: Board,
    clock: Arc<Turned>,
    server: Server,
}

impl Published {
    fn new() -> Self {
        let (site, board, clock) = (Site::default(), Board::new(), Arc::new(Turned::default()));
        let shown = Shown { site: site.clone(), target: "served".into() };
        let of_server = (board.clone(), Arc::clone(&clock) as Arc<dyn Clock>);
        let server = Server::listen(ServeOptions::new(0), |at| Desk {
            door: Door::One(shown),
            board: of_server.0,
            clock: Some(of_server.1),
            hosts: Hosts::new(at, &[]),
            manner: Manner::AsPublished(Arc::new(Packed::new())),
        });
        Published { root: tempfile::tempdir().unwrap(), site, board, clock, server: server.unwrap() }
    }

    fn at(&self) -> SocketAddr {
        self.server.at()
    }

    fn ask(&self, line: &str, headers: &str) -> Answer {
        asking::ask(self.at(), line, headers)
    }

    /// Shows these files in memory, and returns where they would lie on disk.
    fn in_memory(&self, number: u64, files: &[(&str, Vec<u8>)]) {
        let file = |bytes: &Vec<u8>| File::new(bytes.clone(), Held::of(Fingerprint::of(bytes), bytes));
        self.site.show(number, files.iter().map(|(name, bytes)| (path(name), file(bytes))).collect());
    }

    /// Shows them from a folder of this generation, as they lie there.
    fn on_disk(&self, number: u64, files: &[(&str, Vec<u8>)]) -> PathBuf {
        let folder = self.root.path().join(number.to_string());
        let mut shown = BTreeMap::new();
        for (name, bytes) in files {
            let place = folder.join(name);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(&place, bytes).unwrap();
            let held = Held::of(Fingerprint::of(bytes), bytes);
            shown.insert(path(name), File::of(Content::Disk(folder.as_path().into(), path(name)), held));
        }
        self.site.show(number, shown);
        folder
    }
}

fn path(name: &str) -> SitePath {
    SitePath::new(name).unwrap()
}

fn page() -> Vec<u8> {
    format!("<body>{}</body>", "a line of a page that says much the same\n".repeat(200)).into_bytes()
}

/// As hard to pack as a package.
fn package(length: usize) -> Vec<u8> {
    let mut noise = 7u64;
    let next = || {
        noise = noise.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (noise >> 56) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn files() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("404.html", b"<body>lost</body>".to_vec()),
        ("assets/s-0123abcd.css", page()),
        ("badges/a.svg", b"<svg/>".to_vec()),
        ("data.json", page()),
        ("index.html", page()),
        ("noise.txt", package(5_000).iter().map(|byte| byte & 0x7f).collect()),
        ("pack.xmp", package(200_000)),
        ("short.txt", b"short".to_vec()),
    ]
}

fn unpacked(answer: &Answer) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(&answer.body[..]).read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn what_is_served_is_what_was_published_byte_for_byte_from_memory_and_from_disk() {
    let house = Published::new();
    for turn in 0..2 {
        match turn {
            0 => house.in_memory(1, &files()),
            _ => drop(house.on_disk(2, &files())),
        }
        for (name, bytes) in files() {
            let plain = house.ask(&format!("GET /{name}"), "");
            assert_eq!((plain.status, plain.body == bytes), (200, true), "{name} {turn}");
            assert_eq!(plain.header("content-length"), bytes.len().to_string(), "{name}");
            assert_eq!(plain.header("content-encoding"), "");
            let packed = house.ask(&format!("GET /{name}"), GZIP);
            let got =
                if packed.header("content-encoding") == "gzip" { unpacked(&packed) } else { packed.body };
            assert!(got == bytes, "{name} {turn}");
        }
        let lost = house.ask("GET /nowhere", GZIP);
        assert_eq!((lost.status, lost.text()), (404, "<body>lost</body>"));
    }
}

#[test]
fn nothing_of_live_reload_is_there() {
    let house = Published::new();
    house.in_memory(1, &files());
    for name in ["/-/live.js", "/-/live.css", "/-/events", "/-/"] {
        assert_eq!(house.ask(&format!("GET {name}"), "").status, 404, "{name}");
    }
    let early = Published::new();
    let answer = early.ask("GET /", "");
    assert_eq!((answer.status, answer.header("retry-after")), (503, "1"));
    assert!(!answer.text().contains("script"), "{}", answer.text());
}

#[test]
fn texts_are_packed_once_and_the_packed_form_has_a_tag_of_its_own() {
    let house = Published::new();
    house.on_disk(1, &files());
    for name in ["index.html", "data.json", "assets/s-0123abcd.css"] {
        let line = format!("GET /{name}");
        let (plain, packed) = (house.ask(&line, ""), house.ask(&line, GZIP));
        assert_eq!(packed.header("content-encoding"), "gzip", "{name}");
        assert!(packed.body.len() < plain.body.len() / 4);
        assert_ne!(plain.header("etag"), packed.header("etag"));
        for answer in [&plain, &packed] {
            assert_eq!(answer.header("vary"), "accept-encoding", "{name}");
        }
        let known = |etag: &str, more: &str| house.ask(&line, &format!("If-None-Match: {etag}\r\n{more}"));
        let again = known(packed.header("etag"), GZIP);
        assert_eq!((again.status, again.header("etag")), (304, packed.header("etag")));
        assert_eq!(again.header("vary"), "accept-encoding");
        assert_eq!(known(plain.header("etag"), "").status, 304);
        assert_eq!(known(packed.header("etag"), "").status, 200, "another form was asked for");
        assert_eq!(known(plain.header("etag"), GZIP).status, 200);
        for refused in ["gzip;q=0", "br", "identity, gzip;q=0.5"] {
            let answer = house.ask(&line, &format!("Accept-Encoding: {refused}\r\n"));
            assert_eq!(answer.header("content-encoding"), "", "{refused}");
        }
    }
    // Packed once: the file is not asked for again.
    fs::remove_dir_all(house.root.path().join("1")).unwrap();
    assert_eq!(unpacked(&house.ask("GET /index.html", GZIP)), page());
    for name in ["short.txt", "pack.xmp"] {
        assert_eq!(house.ask(&format!("HEAD /{name}"), GZIP).header("vary"), "", "{name}");
    }
}

#[test]
fn head_says_what_get_says() {
    let house = Published::new();
    house.on_disk(1, &files());
    let mut names: Vec<String> = files().into_iter().map(|(name, _)| format!("/{name}")).collect();
    names.extend(["/".into(), "/nowhere".into(), "/-/status".into(), "/pulse.json".into()]);
    for name in names {
        for headers in ["", GZIP, "If-None-Match: *\r\n"] {
            let (get, head) =
                (house.ask(&format!("GET {name}"), headers), house.ask(&format!("HEAD {name}"), headers));
            let told = |answer: &Answer| {
                let mut headers = answer.headers.clone();
                headers.remove("date");
                (answer.status, headers)
            };
            assert_eq!(told(&get), told(&head), "{name} {headers}");
            assert!(head.body.is_empty());
        }
    }
}

#[test]
fn a_part_of_a_package_is_given_and_of_nothing_else() {
    let house = Published::new();
    for turn in 0..2 {
        match turn {
            0 => house.in_memory(1, &files()),
            _ => drop(house.on_disk(2, &files())),
        }
        let bytes = package(200_000);
        let table = [
            ("0-9", 0..10),
            ("199990-", 199_990..200_000),
            ("-5", 199_995..200_000),
            ("100-150099", 100..150_100),
        ];
        for (range, part) in table {
            let answer = house.ask("GET /pack.xmp", &format!("Range: bytes={range}\r\n{GZIP}"));
            assert_eq!((answer.status, answer.body == bytes[part.clone()]), (206, true), "{range}");
            assert_eq!(
                answer.header("content-range"),
                format!("bytes {}-{}/200000", part.start, part.end - 1)
            );
            assert_eq!(answer.header("content-length"), part.len().to_string());
        }
        let outside = house.ask("GET /pack.xmp", "Range: bytes=200000-\r\n");
        assert_eq!((outside.status, outside.header("content-range")), (416, "bytes */200000"));
        for (line, headers) in [
            ("GET /pack.xmp", "Range: bytes=0-1,4-5\r\n"),
            ("GET /pack.xmp", "Range: bytes=0-1\r\nIf-Range: \"other\"\r\n"),
            ("GET /pack.xmp", "Range: bytes=0-1\r\nRange: bytes=4-5\r\n"),
            ("HEAD /pack.xmp", "Range: bytes=0-1\r\n"),
            ("GET /index.html", "Range: bytes=0-1\r\n"),
        ] {
            let answer = house.ask(line, headers);
            assert_eq!((answer.status, answer.header("content-range")), (200, ""), "{line} {headers}");
        }
        let etag = house.ask("HEAD /pack.xmp", "").header("etag").to_owned();
        assert_eq!(
            house.ask("GET /pack.xmp", &format!("Range: bytes=0-1\r\nIf-Range: {etag}\r\n")).status,
            206
        );
    }
}

#[test]
fn a_file_that_is_not_what_the_generation_says_is_not_served() {
    let house = Published::new();
    let folder = house.on_disk(1, &files());
    fs::remove_file(folder.join("index.html")).unwrap();
    fs::write(folder.join("short.txt"), b"torn").unwrap();
    fs::write(folder.join("pack.xmp"), package(70_000)).unwrap();
    fs::write(folder.join("data.json"), &page()[..4000]).unwrap();
    for name in ["index.html", "short.txt", "pack.xmp", "data.json"] {
        for headers in ["", GZIP] {
            let answer = house.ask(&format!("GET /{name}"), headers);
            assert_eq!((answer.status, answer.header("retry-after")), (503, "1"), "{name} {headers}");
            assert_eq!((answer.header("etag"), answer.header("cache-control")), ("", "no-store"));
        }
    }
}

#[cfg(unix)]
#[test]
fn a_download_that_began_ends_though_its_generation_is_gone() {
    let house = Published::new();
    let bytes = package(30_000_000);
    let folder = house.on_disk(1, &[("pack.xmp", bytes.clone())]);
    let mut stream = asking::connect(house.at());
    let request = format!("GET /pack.xmp HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", house.at());
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    let mut got = vec![0; 1000];
    stream.read_exact(&mut got).unwrap();
    fs::remove_dir_all(folder).unwrap();
    house.in_memory(2, &[("index.html", page())]);
    stream.read_to_end(&mut got).unwrap();
    assert!(got.ends_with(&bytes[29_000_000..]) && got.len() > bytes.len());
}

#[test]
fn what_every_answer_says_to_browsers() {
    let house = Published::new();
    house.on_disk(1, &files());
    for line in ["GET /", "GET /nowhere", "POST /", "GET /pack.xmp", "GET /-/status", "GET /pulse.json"] {
        let answer = house.ask(line, "");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{line}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    }
    assert_eq!(house.ask("GET /badges/a.svg", "").header("cross-origin-resource-policy"), "same-site");
    assert_eq!(
        house.ask("GET /assets/s-0123abcd.css", GZIP).header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(house.ask("GET /", GZIP).header("cache-control"), "no-cache");
}

#[test]
fn readers_are_told_the_state_and_nothing_of_what_others_see() {
    let house = Published::new();
    house.in_memory(7, &files());
    house.board.update(|status| {
        status.state = State::Degraded;
        status.message = Some("hidden-application".into());
        status.errors = 3;
        status.targets = vec![TargetStatus { name: "served".into(), ..TargetStatus::default() }];
    });
    let answer = house.ask("GET /-/status?path=/index.html", "");
    assert_eq!(answer.text(), r#"{"state":"degraded","generation":7}"#);
    let pulse = house.ask("GET /pulse.json", "");
    assert_eq!((pulse.status, pulse.header("cache-control")), (200, "no-store"));
    assert!(!pulse.text().contains("hidden"), "{}", pulse.text());
}

#[test]
fn the_pulse_is_that_of_the_site_and_as_old_as_the_loop() {
    let house = Published::new();
    house.in_memory(1, &files());
    assert_eq!(house.ask("GET /pulse.json", "").status, 503, "nothing keeps it current yet");
    house.board.beat(house.clock.as_ref());
    house.board.update(|status| {
        status.turn = Turn::Done;
        status.targets = vec![TargetStatus { name: "served".into(), ..TargetStatus::default() }];
    });
    house.clock.by(100);
    let told =
        || serde_json::from_slice::<serde_json::Value>(&house.ask("GET /pulse.json", "").body).unwrap();
    assert_eq!(
        (told()["state"].as_str(), told()["at"].as_str()),
        (Some("current"), Some("1970-01-01T00:16:40Z"))
    );
    house.board.update(|status| status.targets[0].failures = 1);
    assert_eq!(told()["state"], "stale");
}

#[test]
fn a_generation_that_goes_while_it_is_read_is_followed_by_the_next() {
    let house = Published::new();
    let first = house.on_disk(1, &files());
    // What a reader holds of the first generation is gone; the current one has the page.
    let (at, stop) = (house.at(), std::sync::atomic::AtomicBool::new(false));
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut read = 0;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                let answer = asking::ask(at, "GET /index.html", "");
                assert_eq!((answer.status, answer.body == page()), (200, true));
                read += 1;
            }
            read
        });
        let mut before = first;
        for number in 2..40 {
            let next = house.on_disk(number, &files());
            fs::remove_dir_all(&before).unwrap();
            before = next;
            std::thread::sleep(Duration::from_millis(5));
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(reading.join().unwrap() > 10);
    });
}
