//! Two audiences, each at its own port and behind a proxy: no byte crosses.
#![expect(clippy::disallowed_methods, reason = "tests make files")]

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::asking::{Answer, Turned, ask};
use super::*;
use crate::daemon::settings::{HeaderSettings, ServeSettings, Settings};
use crate::daemon::{StateFolder, Surroundings, TargetStatus};
use crate::plan::{Fingerprint, Held, SitePath};
use crate::publish::Sink;

const WORD: &str = "correct-horse-battery";

struct House {
    root: tempfile::TempDir,
    state: StateFolder,
    around: Surroundings,
    said: Arc<std::sync::Mutex<Vec<String>>>,
}

impl House {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let state = StateFolder::take(&root.path().join("state"), "a test").unwrap();
        let said = Arc::new(std::sync::Mutex::new(Vec::new()));
        let told = Arc::clone(&said);
        let around = Surroundings {
            board: Board::new(),
            clock: Arc::new(Turned::default()),
            say: Arc::new(move |event| told.lock().unwrap().push(event.to_string())),
        };
        House { root, state, around, said }
    }

    fn open(&self, settings: &Settings) -> Result<Ports, String> {
        Ports::open(settings, &self.state, &self.around).map_err(|error| error.to_string())
    }

    fn secret(&self) -> PathBuf {
        let path = self.root.path().join("secret");
        fs::write(&path, WORD).unwrap();
        keep(&path);
        path
    }
}

#[cfg(unix)]
fn keep(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn keep(_path: &Path) {}

fn port(site: Option<&str>) -> ServeSettings {
    let listen = ([127, 0, 0, 1], 0).into();
    ServeSettings { listen, site: site.map(str::to_owned), names: Vec::new(), by_header: None }
}

fn by_header(sites: &[&str], secret_file: PathBuf) -> ServeSettings {
    let sites = sites.iter().map(|site| (*site).to_owned()).collect();
    let by_header = Some(HeaderSettings { name: "X-Site".into(), sites, secret_file });
    ServeSettings { by_header, ..port(None) }
}

fn publish(sink: &mut dyn Sink, files: &[(&str, &str)]) {
    sink.begin().unwrap();
    for (path, text) in files {
        let held = Held::of(Fingerprint::of(text.as_bytes()), text.as_bytes());
        sink.put(SitePath::new(path).unwrap(), held, Some(text.as_bytes().to_vec())).unwrap();
    }
    sink.finish().unwrap();
}

/// Publishes a site of its own to each target, then another one, so that something is retired, too.
fn fill(house: &House, ports: &mut Ports) {
    for target in &mut ports.targets {
        let site = target.status.site.clone().unwrap();
        let mut sink = (target.sink)().unwrap();
        let only = format!("only/{site}.html");
        let mark = format!("<body>this is for {site}</body>");
        let script = format!("assets/{site}-0123abcd.js");
        let files = [(only.as_str(), mark.as_str()), ("index.html", &mark), (&script, &mark)];
        publish(sink.as_mut(), &files);
        publish(sink.as_mut(), &files[..2]);
        let target = TargetStatus { place: format!("secret-{site}"), ..target.status.clone() };
        house.around.board.update(|status| status.targets.push(target));
    }
    house.around.board.update(|status| status.message = Some("this is for ops".into()));
}

fn everything(at: SocketAddr, headers: &str) -> Vec<(String, Answer)> {
    let paths = [
        "/",
        "/only/ops.html",
        "/only/lab.html",
        "/assets/ops-0123abcd.js",
        "/assets/lab-0123abcd.js",
        "/pulse.json",
        "/-/status?path=/only/ops.html&path=/only/lab.html",
        "/-/events",
        "/-/live.js",
        "/nowhere",
        "/only",
        "/status",
        "/metrics",
        "/served/ops/index.html",
    ];
    paths.iter().map(|path| ((*path).to_owned(), ask(at, &format!("GET {path}"), headers))).collect()
}

fn names(answer: &Answer, other: &str) -> bool {
    let headers = answer.headers.values().any(|value| value.contains(other));
    headers || String::from_utf8_lossy(&answer.body).contains(other)
}

#[test]
fn no_byte_of_one_audience_crosses_to_the_port_of_another() {
    let house = House::new();
    let settings = Settings { serve: vec![port(Some("ops")), port(Some("lab"))], ..Settings::default() };
    let mut ports = house.open(&settings).unwrap();
    fill(&house, &mut ports);
    let at = ports.at();
    for (at, own, other) in [(at[0], "ops", "lab"), (at[1], "lab", "ops")] {
        assert!(ask(at, "GET /", "").text().contains(own));
        assert_eq!(
            ask(at, &format!("GET /assets/{own}-0123abcd.js"), "").status,
            200,
            "retired, for its own"
        );
        for (path, answer) in everything(at, "") {
            assert!(!names(&answer, &format!("for {other}")), "{path} at {own}");
            assert!(!names(&answer, &format!("secret-{other}")), "{path} at {own}");
            if path.contains(other) && !path.starts_with("/-/") {
                assert_eq!(answer.status, 404, "{path} at {own}");
            }
        }
        let etag = ask(at, "GET /", "").header("etag").to_owned();
        let there = if own == "ops" { ports.at()[1] } else { ports.at()[0] };
        assert_eq!(ask(there, "GET /", &format!("If-None-Match: {etag}\r\n")).status, 200);
    }
}

#[test]
fn behind_a_proxy_each_reader_sees_the_site_that_is_named_for_him() {
    let house = House::new();
    let settings =
        Settings { serve: vec![by_header(&["ops", "lab"], house.secret())], ..Settings::default() };
    let mut ports = house.open(&settings).unwrap();
    fill(&house, &mut ports);
    let at = ports.at()[0];
    for (own, other) in [("ops", "lab"), ("lab", "ops")] {
        let headers = format!("X-Connectory-Proxy-Secret: {WORD}\r\nX-Site: {own}\r\n");
        let page = ask(at, "GET /", &headers);
        assert!(page.status == 200 && page.text().contains(own));
        for (path, answer) in everything(at, &headers) {
            assert!(!names(&answer, &format!("for {other}")), "{path} for {own}");
            assert!(answer.header("cache-control").starts_with("private, "), "{path}");
            assert!(!answer.header("cache-control").contains("public"), "{path}");
            assert!(answer.header("vary").split('\n').any(|name| name == "x-site"), "{path}");
        }
        let script = ask(at, &format!("GET /assets/{own}-0123abcd.js"), &headers);
        assert_eq!(script.header("cache-control"), "private, max-age=31536000, immutable");
        let etag = page.header("etag").to_owned();
        assert_eq!(ask(at, "GET /", &format!("{headers}If-None-Match: {etag}\r\n")).status, 304);
    }
}

#[test]
fn whoever_is_not_named_by_a_proxy_is_shown_nothing_at_all() {
    let house = House::new();
    let settings =
        Settings { serve: vec![by_header(&["ops", "lab"], house.secret())], ..Settings::default() };
    let mut ports = house.open(&settings).unwrap();
    fill(&house, &mut ports);
    let secret = format!("X-Connectory-Proxy-Secret: {WORD}\r\n");
    for headers in [
        String::new(),
        secret.clone(),
        "X-Site: ops\r\n".to_owned(),
        format!("{secret}X-Site: other\r\n"),
        format!("{secret}X-Site: ops\r\nX-Site: lab\r\n"),
        format!("{secret}X-Site: ops,lab\r\n"),
        "X-Connectory-Proxy-Secret: correct-horse-batterx\r\nX-Site: ops\r\n".to_owned(),
        format!("{secret}{secret}X-Site: ops\r\n"),
    ] {
        for (path, answer) in everything(ports.at()[0], &headers) {
            assert_eq!((answer.status, answer.text()), (403, "forbidden"), "{path} {headers}");
            assert_eq!(answer.header("vary"), "x-site");
            assert!(answer.header("cache-control").starts_with("private"));
        }
        assert_eq!(ask(ports.at()[0], "POST /", &headers).status, 403);
    }
}

#[test]
fn a_site_that_several_ports_show_is_kept_once() {
    let house = House::new();
    let serve =
        vec![port(Some("ops")), port(Some("ops")), by_header(&["ops", "lab"], house.secret()), port(None)];
    let mut ports = house.open(&Settings { serve, ..Settings::default() }).unwrap();
    let names: Vec<&str> = ports.targets.iter().map(|target| target.status.name.as_str()).collect();
    assert_eq!(names, ["served ops", "served lab", "served"]);
    assert_eq!(ports.targets[0].status.place.matches("http://").count(), 3);
    let mut sink = (ports.targets[0].sink)().unwrap();
    publish(sink.as_mut(), &[("index.html", "once")]);
    assert_eq!([0, 1].map(|at| ask(ports.at()[at], "GET /", "").body), [b"once", b"once"]);
    assert_eq!(ask(ports.at()[3], "GET /", "").status, 503);
    ports.targets.clear();
}

#[test]
fn ports_that_cannot_be_relied_on_are_not_opened() {
    let house = House::new();
    let refused = |serve: ServeSettings| {
        let opened = house.open(&Settings { serve: vec![serve], ..Settings::default() });
        opened.err().unwrap()
    };
    let told = refused(by_header(&["ops"], house.root.path().join("nowhere")));
    assert!(told.starts_with("cannot read the proxy's secret"), "{told}");
    let told = refused(by_header(&[], house.secret()));
    assert!(told.contains("names no `sites`"), "{told}");
    let taken = crate::daemon::settings::TargetSettings {
        name: "served ops".into(),
        site: None,
        place: crate::daemon::settings::place("/nowhere", Path::new("/")).unwrap(),
        without_bundles: false,
    };
    let settings = Settings { serve: vec![port(Some("ops"))], targets: vec![taken], ..Settings::default() };
    assert!(house.open(&settings).err().unwrap().contains("give it another `name`"));
}

#[test]
fn that_other_machines_can_reach_a_port_is_told_at_start() {
    let house = House::new();
    let open = ServeSettings { listen: ([0, 0, 0, 0], 0).into(), ..port(Some("ops")) };
    let settings = Settings { serve: vec![port(Some("ops")), open], ..Settings::default() };
    let _ports = house.open(&settings).unwrap();
    let said = house.said.lock().unwrap();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("other machines can reach 0.0.0.0:") && said[0].contains("`ops`"), "{said:?}");
}

#[test]
fn what_was_served_last_is_served_again_before_anything_is_built() {
    let house = House::new();
    let settings = Settings { serve: vec![port(Some("ops")), port(Some("lab"))], ..Settings::default() };
    let mut ports = house.open(&settings).unwrap();
    fill(&house, &mut ports);
    ports.close();
    let ports = house.open(&settings).unwrap();
    for (at, own) in [(0, "ops"), (1, "lab")] {
        let page = ask(ports.at()[at], "GET /", "");
        assert_eq!((page.status, page.text()), (200, format!("<body>this is for {own}</body>").as_str()));
    }
}

#[test]
fn whatever_a_site_is_called_it_is_kept_below_the_state_folder() {
    let house = House::new();
    let names =
        ["..", "../../outside", "/outside", "a/b", "C:\\x", "", "Ops", "ops", "only", &"x".repeat(300)];
    let serve = names.iter().map(|name| port(Some(name))).chain([port(None)]).collect();
    let mut ports = house.open(&Settings { serve, ..Settings::default() }).unwrap();
    assert_eq!(house.said.lock().unwrap().len(), 0, "each has a folder of its own");
    assert_eq!(fs::read_dir(house.state.at("served")).unwrap().count(), names.len() + 1);
    let entries = fs::read_dir(house.root.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(entries.collect::<Vec<_>>(), ["state"]);
    ports.targets.clear();
}
