//! What a running daemon shows at its ports: each audience its own site, and how it stands.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::process::{Running, daemon};
use crate::support::sample_copied;

/// Nothing is waited for longer than this.
const BOUND: Duration = Duration::from_secs(60);
const WORD: &str = "correct-horse-battery";

/// An address that was free a moment ago.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// The status and the whole answer, header and body.
fn ask(at: SocketAddr, line: &str, headers: &str) -> (u16, Vec<u8>) {
    let Ok(mut stream) = TcpStream::connect(at) else { return (0, Vec::new()) };
    stream.set_read_timeout(Some(BOUND)).unwrap();
    write!(stream, "{line} HTTP/1.1\r\nHost: {at}\r\n{headers}Connection: close\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let status = std::str::from_utf8(&bytes[9..12]).unwrap().parse().unwrap();
    (status, bytes)
}

fn body(answer: &[u8]) -> &[u8] {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    &answer[end + 4..]
}

fn json(at: SocketAddr, path: &str) -> Value {
    serde_json::from_slice(body(&ask(at, &format!("GET {path}"), "").1)).unwrap()
}

/// Waits until `is_so`, but not for ever.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < BOUND, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn start(root: &Path, settings: &str, operate: SocketAddr) -> Running {
    write(root, settings, operate);
    let running = daemon(&["--config", "daemon.yaml"], root);
    until("it is ready", || ask(operate, "GET /readyz", "").0 == 200);
    running
}

fn write(root: &Path, settings: &str, operate: SocketAddr) {
    let text = format!("state: state\nregistry: {{ folder: registry }}\noperate: {operate}\n{settings}");
    fs::write(root.join("daemon.yaml"), text).unwrap();
}

/// The sample in the folder `registry` below the one that is returned, and a secret.
fn house() -> tempfile::TempDir {
    let root = sample_copied();
    fs::write(root.path().join("secret"), WORD).unwrap();
    let allowed = std::process::Command::new("chmod").arg("600").arg(root.path().join("secret")).status();
    assert!(allowed.unwrap().success());
    root
}

/// Every path of the site that is shown there.
fn paths(at: SocketAddr, headers: &str) -> BTreeSet<String> {
    let manifest: Value = serde_json::from_slice(body(&ask(at, "GET /manifest.json", headers).1)).unwrap();
    let files = manifest["files"].as_array().expect("the files of a manifest").iter();
    files.map(|file| format!("/{}", file["path"].as_str().unwrap())).collect()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[test]
fn nothing_that_an_audience_may_not_see_is_reachable_at_its_port() {
    let root = house();
    let [admin, public, proxied, operate] = [free(), free(), free(), free()];
    let settings = format!(
        "serve:\n- {{ listen: '{admin}', site: admin }}\n- {{ listen: '{public}', site: public }}\n\
         - {{ listen: '{proxied}', by_header: {{ name: X-Site, sites: [public, operations], secret_file: secret }} }}\n"
    );
    let _running = start(root.path(), &settings, operate);
    let all = paths(admin, "");
    let shown = paths(public, "");
    assert!(all.contains("/applications/kpi-board.html") && !shown.contains("/applications/kpi-board.html"));
    let as_public = format!("X-Connectory-Proxy-Secret: {WORD}\r\nX-Site: public\r\n");
    let hidden = "kpi-board";
    for path in &all {
        let line = format!("GET {path}");
        for (at, headers) in [(public, ""), (proxied, as_public.as_str())] {
            let (status, answer) = ask(at, &line, headers);
            assert_eq!(status, if shown.contains(path) { 200 } else { 404 }, "{path} at {at}");
            assert!(!holds(&answer, hidden) || path.contains(hidden), "{path} at {at}");
        }
        assert_eq!(ask(proxied, &line, "X-Site: admin\r\n").0, 403);
    }
    let as_admin = format!("X-Connectory-Proxy-Secret: {WORD}\r\nX-Site: admin\r\n");
    assert_eq!(body(&ask(proxied, "GET /", &as_admin).1), b"forbidden");
    for path in ["/-/status?path=/applications/kpi-board.html", "/pulse.json", "/status.json", "/metrics"] {
        assert!(!holds(&ask(public, &format!("GET {path}"), "").1, hidden), "{path}");
    }
    let status = json(operate, "/status.json");
    let names = status["targets"].as_array().unwrap().iter().map(|target| target["name"].as_str().unwrap());
    assert_eq!(
        names.collect::<BTreeSet<_>>(),
        ["served admin", "served operations", "served public"].into(),
        "a site that two ports show is kept once"
    );
}

#[test]
fn a_broken_registry_leaves_the_last_site_up_even_after_a_restart() {
    let root = house();
    let [public, operate] = [free(), free()];
    let settings = format!("serve:\n- {{ listen: '{public}', site: public }}\n");
    let mut running = start(root.path(), &settings, operate);
    let (_, before) = ask(public, "GET /index.html", "");
    running.signal("TERM");
    running.ended();
    fs::write(root.path().join("registry/registry.yaml"), "schema: [").unwrap();
    let _running = daemon(&["--config", "daemon.yaml"], root.path());
    until("the last site is there", || ask(public, "GET /index.html", "").0 == 200);
    assert!(body(&ask(public, "GET /index.html", "").1) == body(&before));
    until("that it is not current is told", || ask(operate, "GET /readyz", "").0 == 503);
    until("the site itself tells it", || json(public, "/pulse.json")["state"] == "stale");
}

#[test]
fn a_target_that_is_no_longer_in_the_settings_is_no_longer_told_of() {
    let root = house();
    let operate = free();
    let one = "- { name: one, site: public, folder: one }\n";
    let two = "- { name: two, site: public, folder: two }\n";
    let running = start(root.path(), &format!("targets:\n{one}{two}"), operate);
    let told = || {
        let status = json(operate, "/status.json");
        let targets = status["targets"].as_array().unwrap().iter();
        targets.map(|target| target["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told().len(), 2);
    write(root.path(), &format!("targets:\n{one}"), operate);
    running.signal("HUP");
    until("only one is told of", || ask(operate, "GET /livez", "").0 == 200 && told() == ["one"]);
}

#[test]
fn whoever_asks_for_a_look_gets_one() {
    let root = house();
    let [public, operate] = [free(), free()];
    let settings = format!("serve:\n- {{ listen: '{public}', site: public }}\n");
    let mut running = start(root.path(), &settings, operate);
    let builds = || json(operate, "/status.json")["counts"]["builds"].as_u64().unwrap();
    let before = builds();
    assert_eq!(ask(operate, "POST /hooks/look", "").0, 202);
    until("it was looked at", || builds() > before);
    running.signal("TERM");
    assert!(running.ended().0.success());
}
