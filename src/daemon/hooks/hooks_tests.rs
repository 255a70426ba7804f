use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::Value;

use super::*;
use crate::daemon::settings::Occasion;
use crate::daemon::validation::deadlines::Deadline;
use crate::daemon::validation::found::{Found, Reached};
use crate::daemon::validation::standing::compare;
use crate::daemon::{Board, Clock, Finding, Looked, Outcome, Severity};

const BOUND: Duration = Duration::from_secs(20);

struct Still;

impl Clock for Still {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn today(&self) -> Date {
        date(2027, 1, 15)
    }
}

/// Surroundings, and what was said in them.
fn around() -> (Surroundings, Arc<Mutex<Vec<String>>>) {
    let said = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&said);
    let say = Arc::new(move |event: Event| heard.lock().unwrap().push(event.to_string()));
    (Surroundings { board: Board::new(), clock: Arc::new(Still), say }, said)
}

fn patience() -> Patience {
    let short = Duration::from_millis(20);
    Patience { command: Duration::from_millis(300), address: Duration::from_secs(5), pauses: [short; 3] }
}

fn hook(whom: Whom) -> HookSettings {
    HookSettings { on: BTreeSet::from([Occasion::Finding]), whom }
}

fn document() -> Document {
    Document { occasion: Occasion::Finding, body: b"{\"schema\":1}\n".to_vec() }
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < BOUND, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whoever calls next.
fn next(listener: &TcpListener) -> TcpStream {
    listener.set_nonblocking(true).unwrap();
    let caller = std::cell::RefCell::new(None);
    until("somebody calls", || {
        *caller.borrow_mut() = listener.accept().ok().map(|(stream, _)| stream);
        caller.borrow().is_some()
    });
    let stream = caller.into_inner().unwrap();
    stream.set_nonblocking(false).unwrap();
    stream
}

/// Reads one request and answers it.
fn answer(mut stream: TcpStream, status: &str) -> String {
    stream.set_read_timeout(Some(BOUND)).unwrap();
    let mut request = Vec::new();
    while !request.ends_with(b"{\"schema\":1}\n") {
        let mut piece = [0; 1024];
        let length = stream.read(&mut piece).unwrap();
        assert!(length > 0, "{}", String::from_utf8_lossy(&request));
        request.extend(&piece[..length]);
    }
    write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
    String::from_utf8(request).unwrap()
}

#[test]
fn an_address_is_told_with_a_post_and_asked_again_when_it_fails() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook?secret=canary", listener.local_addr().unwrap());
    let (around, said) = around();
    let hooks = Hooks::patiently(&[hook(Whom::Url(url))], &around, patience()).unwrap();
    hooks.tell(&[document()]);
    let first = answer(next(&listener), "500 Internal Server Error");
    let second = answer(next(&listener), "204 No Content");
    for request in [first, second] {
        assert!(request.starts_with("POST /hook?secret=canary HTTP/1.1\r\n"), "{request}");
        assert!(request.to_lowercase().contains("content-type: application/json\r\n"), "{request}");
    }
    hooks.tell(&[Document { occasion: Occasion::Recovery, ..document() }, document()]);
    answer(next(&listener), "200 OK");
    until("both are counted", || around.board.current().counts.hooks == 3);
    assert_eq!(around.board.current().counts.failed_hooks, 1);
    let said = said.lock().unwrap().join("\n");
    assert!(said.contains("it answered 500 Internal Server Error; next try in 0 s"), "{said}");
    assert!(!said.contains("canary"), "{said}");
}

#[test]
fn where_an_answer_leads_nobody_follows() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let moved = format!("307 Moved\r\nlocation: http://{}/", elsewhere.local_addr().unwrap());
    let (around, said) = around();
    let hooks = Hooks::patiently(&[hook(Whom::Url(url))], &around, patience()).unwrap();
    hooks.tell(&[document()]);
    for _ in 0..4 {
        answer(next(&listener), &moved);
    }
    until("it is given up", || said.lock().unwrap().iter().any(|line| line.contains("not tried again")));
    assert_eq!(around.board.current().counts.failed_hooks, 4);
    assert!(elsewhere.accept().is_err(), "nobody came");
}

#[cfg(unix)]
#[test]
fn one_that_hangs_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("told");
    let sh = |script: String| hook(Whom::Command(vec!["sh".into(), "-c".into(), script]));
    let (around, said) = around();
    let all = [sh("sleep 60".into()), sh(format!("cat >> '{}'", file.display()))];
    let hooks = Hooks::patiently(&all, &around, patience()).unwrap();
    for _ in 0..3 {
        hooks.tell(&[document()]);
    }
    let told = || std::fs::read_to_string(&file).unwrap_or_default();
    until("the other is told", || told().lines().count() == 3);
    until("the hanging one is given up", || {
        said.lock().unwrap().iter().any(|line| line.contains("not tried again"))
    });
    assert!(
        said.lock().unwrap()[0]
            .contains("the hook `sh` was not told: `sh` took longer than 0.3 s and was stopped")
    );
    // What finds no room in its queue is left out, and said.
    (0..3 * QUEUE).for_each(|_| hooks.tell(&[document()]));
    assert!(
        said.lock()
            .unwrap()
            .iter()
            .any(|line| line.contains("64 documents wait for it; this one is left out"))
    );
}

#[test]
fn a_hook_that_is_dropped_ends_its_thread() {
    let (around, _) = around();
    let (gone, ended) = channel();
    let say = Arc::new(move |_: Event| _ = gone.send(()));
    let around = Surroundings { say, ..around };
    let whom = Whom::Command(vec!["/no/such/program".into()]);
    let slow = Patience { pauses: [Duration::from_secs(600); 3], ..patience() };
    let hooks = Hooks::patiently(&[hook(whom)], &around, slow).unwrap();
    hooks.tell(&[document()]);
    ended.recv_timeout(BOUND).unwrap();
    drop((hooks, around));
    // The thread held the last sender.
    assert_eq!(ended.recv_timeout(BOUND), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
}

/// What a look comes to in which one thing of each kind is wrong.
fn looked() -> Looked {
    let found = |item: &str, path: &str, severity, line: Option<usize>| Found {
        finding: Finding {
            severity,
            code: "yaml-syntax".into(),
            message: "`{` is not closed".into(),
            path: Some(path.into()),
            line,
            column: line,
            help: line.map(|_| "close it".into()),
        },
        item: item.into(),
        applications: vec![Reached {
            name: "Kiln".into(),
            file: "applications/kiln.yaml".into(),
            version: "1.0".into(),
            todo: vec!["move to 1.2".into()],
        }],
    };
    Looked {
        outcome: Outcome::default(),
        reading: None,
        found: vec![
            found("connectors/mqtt", "connectors/mqtt/connector.yaml", Severity::Error, Some(3)),
            found("applications/kiln", "applications/kiln.yaml", Severity::Warning, None),
            found("access.yaml", "access.yaml", Severity::Error, None),
        ],
        kept: BTreeSet::from(["connectors/mqtt".to_owned()]),
        about: About::default(),
    }
}

#[test]
fn every_document_is_what_its_schema_says() {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schemas/hook.schema.json")).unwrap();
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
    let (about, at, looked) = (
        About { title: "Plant".into(), place: "https://host/x".into(), commit: Some("4be1".into()) },
        Still.now(),
        looked(),
    );
    let compared = compare(&[], &looked.found, at);
    let deadline = Deadline {
        kind: "waiver",
        on: date(2027, 1, 15),
        item: "help-missing connectors/**".into(),
        version: None,
        path: Some("registry.yaml".into()),
        message: "it ended".into(),
        applications: looked.found[0].applications.clone(),
    };
    let documents = [
        Document::findings(&about, at, &looked, &compared),
        Document::recoveries(&about, at, &compared.known),
        Document::deadlines(&about, at, &[deadline]),
    ];
    for document in documents.map(|document| document.expect("there is something to tell")) {
        let value: Value = serde_json::from_slice(&document.body).unwrap();
        assert_eq!(value["occasion"], document::word(document.occasion));
        let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, [""; 0], "{value:#}");
        let mut poorer = value.clone();
        poorer["items"][0].as_object_mut().unwrap().shift_remove("message");
        assert!(!validator.is_valid(&poorer), "the schema does not look at what is told");
    }
    assert_eq!(Document::recoveries(&about, at, &[]), None, "nothing is told of nothing");
}

#[test]
fn of_very_much_the_rest_is_counted() {
    let mut looked = looked();
    looked.found = vec![looked.found[0].clone(); 700];
    let compared = compare(&[], &looked.found, Still.now());
    let document = Document::findings(&About::default(), Still.now(), &looked, &compared).unwrap();
    let value: Value = serde_json::from_slice(&document.body).unwrap();
    assert_eq!((value["items"].as_array().unwrap().len(), &value["more"]), (500, &200.into()));
}
