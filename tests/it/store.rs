//! Sites in a real S3 server on this machine, with a network between that fails.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use connectory::model::{Revision, Sight};
use connectory::plan::manifest::{self, Manifest, Writing};
use connectory::plan::{Fingerprint, Held, SitePath};
use connectory::publish::{PublishError, Published, Sink, StorePlace, StoreSink};
use jiff::Timestamp;

use crate::support::moto::Moto;
use crate::support::proxy::{FAULTS, Fault, Passed, Proxy};
use crate::support::{TODAY, program, sample_copied, write};

type Files = BTreeMap<String, Vec<u8>>;

/// A site of so many pages, of which the first shows another number than the rest.
fn site(pages: usize, first: usize) -> Files {
    let css = b"p { margin: 0 }".to_vec();
    let asset = format!("assets/site-{}.css", Fingerprint::of(&css).short());
    let mut files = Files::from([("downloads/\u{e9} &+%.xmp".to_owned(), vec![7; 30_000])]);
    for page in 0..pages {
        let number = if page == 0 { first } else { 0 };
        let text = format!("<p>page {page} {number}</p> needs {asset}\n").repeat(40);
        files.insert(format!("connectors/c{page:05}/index.html"), text.into_bytes());
    }
    files.insert(asset, css);
    let mut writing = Writing::begin("Plant", &Sight::All, TODAY, &Revision::default());
    for (path, bytes) in &files {
        writing.add(&SitePath::new(path).unwrap(), &held(bytes));
    }
    files.insert(manifest::NAME.to_owned(), writing.finish());
    files
}

fn held(bytes: &[u8]) -> Held {
    Held::of(Fingerprint::of_parts([&b"made of"[..], bytes]), bytes)
}

fn publish(sink: &mut StoreSink, files: &Files) -> Result<Published, PublishError> {
    sink.meant_for(&Sight::All)?;
    sink.begin()?;
    for (path, bytes) in files {
        let (path, file) = (SitePath::new(path).unwrap(), held(bytes));
        let body = (sink.held(&path) != Some(file)).then(|| bytes.clone());
        sink.put(path, file, body)?;
    }
    sink.finish()
}

/// A server, a network before it, and a clock.
struct World {
    name: &'static str,
    moto: Moto,
    proxy: Proxy,
    seconds: Arc<AtomicI64>,
    folders: tempfile::TempDir,
}

impl World {
    fn new(name: &'static str) -> World {
        let moto = Moto::start();
        let proxy = Proxy::before(moto.at);
        let seconds = Arc::new(AtomicI64::new(1_800_000_000));
        World { name, moto, proxy, seconds, folders: tempfile::tempdir().unwrap() }
    }

    fn sink(&self, publisher: &str) -> StoreSink {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let seconds = Arc::clone(&self.seconds);
        StoreSink::open(StorePlace {
            url: format!("s3://plant/{}", self.name),
            options: vec![
                pair("endpoint", &format!("http://{}", self.proxy.at)),
                pair("region", "eu-central-1"),
                pair("allow_http", "true"),
            ],
            environment: vec![
                pair("AWS_ACCESS_KEY_ID", "nobody"),
                pair("AWS_SECRET_ACCESS_KEY", "hush-hush"),
            ],
            folder: self.folders.path().join(publisher),
            process: publisher.to_owned(),
            now: Box::new(move || Timestamp::from_second(seconds.load(Ordering::Relaxed)).unwrap()),
        })
        .unwrap()
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path =
            SitePath::new(name).map_or_else(|| name.to_owned(), |path| path.href().replace('+', "%2B"));
        match self.moto.ask(&format!("GET /plant/{}/{path}", self.name)) {
            (200, bytes) => Some(bytes),
            _ => None,
        }
    }

    fn assert_shows(&self, files: &Files) {
        for (path, bytes) in files {
            assert!(self.read(path).as_ref() == Some(bytes), "`{path}`");
        }
    }
}

#[test]
fn a_site_arrives_whole_through_a_network_that_fails_at_every_third_request() {
    let world = World::new("storm");
    let (before, after) = (site(25, 0), site(20, 1));
    let mut chance = 7_u32;
    world.proxy.judge(move |_, _| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let roll = chance >> 16;
        roll.is_multiple_of(3).then(|| FAULTS[roll as usize / 3 % FAULTS.len()])
    });
    for files in [&before, &after] {
        let failures = (0..20).take_while(|_| publish(&mut world.sink("p"), files).is_err()).count();
        assert!(failures < 20, "it never ends");
        world.assert_shows(files);
    }
    world.proxy.judge(|_, _| None);
    world.seconds.fetch_add(25 * 3600, Ordering::Relaxed);
    publish(&mut world.sink("p"), &after).unwrap();
    assert!(world.read("connectors/c00024/index.html").is_none(), "what left the site is gone");
    world.assert_shows(&after);
}

#[test]
fn a_network_that_goes_away_leaves_the_manifest_that_was_there_and_the_next_try_sends_the_rest() {
    let world = World::new("away");
    let (before, after) = (site(30, 0), site(30, 1));
    publish(&mut world.sink("p"), &before).unwrap();
    for (n, fault) in [(1, Fault::Cut), (5, Fault::CutAfter), (6, Fault::Error)] {
        world.proxy.judge(move |number, _| (number >= n).then_some(fault));
        let error = publish(&mut world.sink("p"), &after).unwrap_err().to_string();
        assert!(error.starts_with("`s3://plant/away`: cannot ") && !error.contains('\n'), "{error}");
        assert!(!error.contains("hush-hush"), "{error}");
        assert_eq!(world.read(manifest::NAME).as_ref(), before.get(manifest::NAME));
    }
    world.proxy.judge(|_, _| None);
    publish(&mut world.sink("p"), &after).unwrap();
    world.assert_shows(&after);
    let sent: Vec<_> = puts(&world.proxy.judge(|_, _| None)).into_iter().map(|put| put.line).collect();
    assert!(sent.len() <= 4, "only what the failed tries did not bring: {sent:?}");
}

#[test]
fn two_publishers_notice_each_other_on_a_real_server_and_another_machine_can_go_on() {
    let world = World::new("two");
    let (mut one, mut two) = (world.sink("one"), world.sink("two"));
    publish(&mut one, &site(5, 0)).unwrap();
    publish(&mut two, &site(5, 1)).unwrap();
    let refused = publish(&mut one, &site(5, 2)).unwrap_err();
    assert!(matches!(refused, PublishError::Taken { .. }), "{refused}");
    world.assert_shows(&site(5, 1));
    world.proxy.judge(|_, _| None);
    publish(&mut world.sink("third"), &site(5, 3)).unwrap();
    let sent = puts(&world.proxy.judge(|_, _| None));
    assert_eq!(sent.len(), 4, "marker, page, manifest, marker: {sent:?}");
    world.assert_shows(&site(5, 3));
}

#[test]
fn readers_of_a_real_server_are_told_what_each_file_is() {
    let world = World::new("kinds");
    publish(&mut world.sink("p"), &site(1, 0)).unwrap();
    let head = |path: &str| {
        let (status, head, _) = world.moto.asked(&format!("HEAD /plant/kinds/{path}"));
        assert_eq!(status, 200, "{path}");
        head.to_ascii_lowercase()
    };
    let asset = site(1, 0).into_keys().find(|path| path.starts_with("assets/")).unwrap();
    let asset = head(&asset);
    assert!(asset.contains("content-type: text/css") && asset.contains("immutable"), "{asset}");
    let page = head("connectors/c00000/index.html");
    assert!(page.contains("content-type: text/html; charset=utf-8") && page.contains("no-cache"), "{page}");
    let package = head("downloads/%C3%A9%20&%2B%25.xmp");
    assert!(package.contains("content-disposition: attachment"), "{package}");
}

#[test]
fn one_page_of_many_costs_a_few_requests() {
    let world = World::new("many");
    let pages =
        std::env::var("CONNECTORY_STORE_OBJECTS").ok().and_then(|count| count.parse().ok()).unwrap_or(1100);
    let mut sink = world.sink("p");
    publish(&mut sink, &site(pages, 0)).unwrap();
    let first = world.proxy.judge(|_, _| None);
    assert_eq!(puts(&first).len(), pages + 5);
    publish(&mut sink, &site(pages, 1)).unwrap();
    let second = world.proxy.judge(|_, _| None);
    let sent: usize = second.iter().map(|passed| passed.bytes).sum();
    let expected =
        site(pages, 1)[manifest::NAME].len() + site(pages, 1)["connectors/c00000/index.html"].len();
    assert_eq!((puts(&second).len(), second.len()), (4, 5), "{second:?}");
    assert!(sent < expected + 2_000, "{sent} bytes for {expected}");
    drop(sink);
    // A daemon that was started again looks at everything once: a request for each thousand objects.
    publish(&mut world.sink("p"), &site(pages, 1)).unwrap();
    let third = world.proxy.judge(|_, _| None);
    assert_eq!(third.len(), 1 + (pages + 4).div_ceil(1000), "{third:?}");
}

fn puts(passed: &[Passed]) -> Vec<Passed> {
    passed.iter().filter(|passed| passed.line.starts_with("PUT ")).cloned().collect()
}

#[test]
fn the_program_publishes_to_a_store_what_it_builds() {
    let world = World::new("catalogue");
    let folder = sample_copied();
    let at = folder.path();
    let settings = format!(
        "state: state\nregistry: {{ folder: registry }}\ntargets:\n- {{ site: public, store: 's3://plant/catalogue', options: {{ endpoint: 'http://{}', allow_http: 'true', region: eu-central-1 }} }}\n",
        world.proxy.at
    );
    write(&at.join("daemon.yaml"), settings.as_bytes());
    let run = |arguments: &[&str]| {
        let output = program()
            .args(arguments)
            .current_dir(at)
            .env("AWS_ACCESS_KEY_ID", "nobody")
            .env("AWS_SECRET_ACCESS_KEY", "hush-hush")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(0), "{told}");
        told
    };
    let told = run(&["publish", "--config", "daemon.yaml", "--as-of", "2026-11-01"]);
    assert!(told.contains("0 unchanged"), "{told}");
    run(&["build", "--registry", "registry", "--site", "public", "--out", "out", "--as-of", "2026-11-01"]);
    let verified = Manifest::parse(&world.read(manifest::NAME).unwrap()).unwrap();
    for file in &verified.files {
        let built = std::fs::read(at.join("out").join(file.path.as_str())).unwrap();
        assert!(world.read(file.path.as_str()) == Some(built), "`{}`", file.path);
    }
    let told = run(&["publish", "--config", "daemon.yaml", "--as-of", "2026-11-01"]);
    assert!(told.contains("0 files written"), "{told}");
    let stray = std::fs::read_dir(at.join("state/stores")).unwrap().count();
    assert_eq!(stray, 1, "each store has a folder of its own");
}
