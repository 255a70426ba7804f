use std::io::{Read, Write};

use super::*;
use crate::daemon::serve::asking::{Turned, ask, connect, raw};
use crate::daemon::{Board, Finding, InboxStatus, ItemStatus, Severity, Standing, State, TargetStatus, Turn};

const EVIL: &str = "<script>alert(1)</script>\"'&\u{202e}";

struct House {
    board: Board,
    clock: Arc<Turned>,
    requests: Arc<Requests>,
    server: Server,
}

impl House {
    fn new() -> Self {
        let (board, clock) = (Board::new(), Arc::new(Turned::default()));
        let requests = Arc::new(Requests::default());
        let around = Surroundings { board: board.clone(), clock: clock.clone(), say: Arc::new(|_| {}) };
        let server = start(([127, 0, 0, 1], 0).into(), &around, &requests).unwrap();
        House { board, clock, requests, server }
    }

    fn ask(&self, line: &str, headers: &str) -> crate::daemon::serve::asking::Answer {
        ask(self.server.at(), line, headers)
    }

    fn told(&self, path: &str) -> (u16, String) {
        let answer = self.ask(&format!("GET {path}"), "");
        (answer.status, answer.text().to_owned())
    }

    fn publish(&self) {
        self.board.update(|status| {
            status.turn = Turn::Done;
            status.targets = vec![TargetStatus {
                name: "pages".into(),
                published: Some(jiff::Timestamp::UNIX_EPOCH),
                ..TargetStatus::default()
            }];
            status.settle(jiff::Timestamp::UNIX_EPOCH);
        });
    }

    fn trouble(&self) {
        let finding = Finding {
            severity: Severity::Error,
            code: "a-rule".into(),
            message: EVIL.into(),
            path: Some(EVIL.into()),
            line: Some(3),
            column: Some(4),
            help: Some(EVIL.into()),
        };
        self.board.update(|status| {
            status.state = State::Degraded;
            status.message = Some(EVIL.into());
            status.errors = 1;
            status.findings = vec![finding.clone()];
            status.source.place = EVIL.into();
            status.source.problem = Some(EVIL.into());
            status.source.behind = Some(1);
            let standing = Standing { finding, since: Some(jiff::Timestamp::UNIX_EPOCH) };
            status.items = vec![ItemStatus { item: EVIL.into(), is_kept: true, findings: vec![standing] }];
            status.inboxes = vec![InboxStatus { folder: EVIL.into(), ..InboxStatus::default() }];
            status.targets.push(TargetStatus {
                name: EVIL.into(),
                place: EVIL.into(),
                site: Some(EVIL.into()),
                commit: Some("0123456789abcdef0123".into()),
                problem: Some(EVIL.into()),
                failures: 2,
                ..TargetStatus::default()
            });
        });
    }
}

#[test]
fn a_loop_that_stands_still_is_not_alive_after_a_minute() {
    let house = House::new();
    assert_eq!(house.told("/livez"), (200, "ok\n".into()), "before the first turn");
    house.board.beat(house.clock.as_ref());
    house.clock.by(59);
    assert_eq!(house.told("/livez").0, 200);
    house.clock.by(1);
    assert_eq!(house.told("/livez"), (503, "the loop did not turn for 60 s\n".into()));
    assert!(house.told("/status").1.contains("The loop hangs"));
    house.board.beat(house.clock.as_ref());
    assert_eq!(house.told("/livez").0, 200);
}

#[test]
fn ready_is_who_published_everything() {
    let house = House::new();
    house.board.beat(house.clock.as_ref());
    assert_eq!(house.told("/readyz"), (503, "starting\n".into()));
    house.publish();
    assert_eq!(house.told("/readyz"), (200, "ok\n".into()));
    house.board.update(|status| status.targets[0].published = None);
    assert_eq!(house.told("/readyz"), (503, "pages was not published to yet\n".into()));
}

#[test]
fn a_program_is_told_everything_and_a_person_too() {
    let house = House::new();
    house.publish();
    house.trouble();
    let json = house.ask("GET /status.json", "");
    assert_eq!(json.header("content-type"), "application/json");
    let value: serde_json::Value = serde_json::from_slice(&json.body).unwrap();
    let told = (&value["schema"], &value["state"], &value["items"][0]["item"]);
    assert_eq!(told, (&1.into(), &"degraded".into(), &EVIL.into()));
    assert_eq!(value["items"][0]["findings"][0]["since"], "1970-01-01T00:00:00Z");
    assert_eq!(value["program"]["version"], env!("CARGO_PKG_VERSION"));
    for (accept, kind) in [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/json, text/html;q=0.5", "application/json"),
        ("*/*", "text/html; charset=utf-8"),
    ] {
        let answer = house.ask("GET /status", &format!("Accept: {accept}\r\n"));
        assert_eq!((answer.header("content-type"), answer.header("vary")), (kind, "accept"), "{accept}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let page = house.told("/status").1;
    for part in
        ["degraded", "shown as it last was", "a-rule", "pages", "0123456789ab<", "1 commit", "(2 in a row)"]
    {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn whatever_is_told_is_text_on_the_page() {
    let house = House::new();
    house.trouble();
    let page = house.told("/status").1;
    assert!(!page.contains("<script>alert") && !page.contains('\u{202e}'), "{page}");
    assert!(page.matches("&lt;script&gt;").count() >= 10, "{page}");
}

#[test]
fn the_status_is_what_its_schema_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schemas/status.schema.json");
    let schema: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let house = House::new();
    let faults = || {
        let value: serde_json::Value =
            serde_json::from_slice(&house.ask("GET /status.json", "").body).unwrap();
        validator
            .iter_errors(&value)
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect::<Vec<_>>()
    };
    assert_eq!(faults(), [""; 0], "at the start");
    house.board.beat(house.clock.as_ref());
    house.publish();
    house.trouble();
    assert_eq!(faults(), [""; 0], "with everything");
    let promised: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    let value: serde_json::Value = serde_json::from_slice(&house.ask("GET /status.json", "").body).unwrap();
    let told: Vec<&String> = value.as_object().unwrap().keys().collect();
    for name in &promised {
        assert!(told.contains(name), "{name} is promised");
    }
}

#[test]
fn metrics_version_and_what_the_page_needs_are_there() {
    let house = House::new();
    let metrics = house.ask("GET /metrics", "");
    assert_eq!(metrics.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    assert!(metrics.text().ends_with("# EOF\n"));
    let version: serde_json::Value = serde_json::from_slice(&house.ask("GET /version", "").body).unwrap();
    assert_eq!(
        (&version["name"], &version["version"]),
        (&"connectory".into(), &env!("CARGO_PKG_VERSION").into())
    );
    let page = house.told("/status").1;
    for name in ["status.css", "status.js", "status.svg"] {
        assert!(page.contains(name));
        assert_eq!(house.told(&format!("/{name}")).0, 200);
    }
    assert!(!page.contains("<style") && !page.contains("style=") && !page.contains("onclick"));
    let home = house.ask("GET /", "");
    assert_eq!((home.status, home.header("location")), (307, "/status"));
}

#[test]
fn a_look_is_asked_for_once_a_second_and_by_no_page() {
    let house = House::new();
    let at = house.server.at();
    let looked = || house.requests.look.swap(false, Ordering::Relaxed);
    let asked = house.ask("POST /hooks/look", "Content-Length: 0\r\n");
    assert_eq!((asked.status, looked()), (202, true));
    let again = house.ask("POST /hooks/look", "");
    assert_eq!((again.status, again.header("retry-after"), looked()), (429, "1", false));
    house.clock.by(1);
    for headers in ["Origin: https://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
        assert_eq!((house.ask("POST /hooks/look", headers).status, looked()), (403, false), "{headers}");
    }
    let evil = raw(at, "POST /hooks/look HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert_eq!((evil.status, looked()), (421, false));
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"] {
        let answer = house.ask(&format!("{method} /hooks/look"), "");
        assert_eq!((answer.status, answer.header("allow"), looked()), (405, "POST", false), "{method}");
    }
    assert_eq!((house.ask("POST /hooks/other", "").status, looked()), (404, false));
    let status = house.ask("POST /status", "");
    assert_eq!((status.status, status.header("allow")), (405, "GET, HEAD"));
    // What a host sends along is neither read nor waited for.
    let mut stream = connect(at);
    write!(stream, "POST /hooks/look HTTP/1.1\r\nHost: {at}\r\nContent-Length: 1000000000\r\n\r\n{{")
        .unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 202") && looked(), "{answer}");
}

#[test]
fn nothing_else_is_there() {
    let house = House::new();
    for path in
        ["/index.html", "/-/status", "/livez/", "/..%2fetc/passwd", "/status.html", "/hooks", "/pulse.json"]
    {
        assert_eq!(house.told(path).0, 404, "{path}");
    }
}
