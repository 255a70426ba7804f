//! A store in memory whose requests fail when told to, sites that tell from which generation each byte is, and a reader.

mod deleting;
mod faults;
mod faulty;
mod random;
mod sending;
mod several;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt;
use jiff::Timestamp;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

use self::faulty::{Fault, Faulty, Requests};
use super::*;
use crate::plan::manifest::{Manifest, Revision, Writing};
use crate::source::objects::Opened;

/// Below this folder of the bucket the site lies.
const PREFIX: &str = "below/site";
const HOUR: i64 = 3600;

/// The files of a site.
type Files = BTreeMap<String, Vec<u8>>;

/// A site of these pages, each of which shows its number and needs the style.
fn site(pages: &[(&str, u32)], style: u32) -> Files {
    let css = format!("style {style}").into_bytes();
    let asset = format!("assets/site-{}.css", Fingerprint::of(&css).short());
    let mut files = Files::from([
        ("api/index.json".to_owned(), format!("{pages:?}").into_bytes()),
        ("downloads/é &+%.xmp".to_owned(), b"a package".to_vec()),
    ]);
    for (name, number) in pages {
        files.insert(format!("{name}.html"), format!("page {name} {number} needs {asset}").into_bytes());
    }
    files.insert(asset, css);
    let mut writing =
        Writing::begin("Plant", &Sight::All, jiff::civil::date(2026, 11, 1), &Revision::default());
    for (path, bytes) in &files {
        writing.add(&SitePath::known(path), &held(bytes));
    }
    files.insert(manifest::NAME.to_owned(), writing.finish());
    files
}

fn held(bytes: &[u8]) -> Held {
    Held::of(Fingerprint::of_parts([&b"made of"[..], bytes]), bytes)
}

/// A bucket in memory, a clock, and a folder for each publisher.
struct World {
    store: Arc<InMemory>,
    requests: Arc<Mutex<Requests>>,
    seconds: Arc<AtomicI64>,
    folders: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

impl World {
    fn new() -> World {
        World {
            store: Arc::default(),
            requests: Arc::default(),
            seconds: Arc::new(AtomicI64::new(1_800_000_000)),
            folders: tempfile::tempdir().unwrap(),
            runtime: tokio::runtime::Builder::new_current_thread().build().unwrap(),
        }
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.folders.path().join(name)
    }

    /// A publisher that keeps what it knows under this name.
    fn sink(&self, name: &str) -> StoreSink {
        let store = Faulty { inner: Arc::clone(&self.store), requests: Arc::clone(&self.requests) };
        let opened = Opened { store: Box::new(store), prefix: Path::from(PREFIX), secrets: Vec::new() };
        let seconds = Arc::clone(&self.seconds);
        let clock = move || Timestamp::from_second(seconds.load(Ordering::Relaxed)).unwrap();
        let bucket = Bucket::new(opened, "s3://bucket/below/site").unwrap();
        StoreSink::on(bucket, &self.folder(name), name, Box::new(clock)).unwrap()
    }

    fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    /// From now on the n-th request goes wrong like this.
    fn fail(&self, n: usize, fault: Fault) {
        *self.requests.lock().unwrap() = Requests { fault: Some((n, fault)), ..Requests::default() };
    }

    /// No request goes wrong from now on; what was asked since the last time is told.
    fn heal(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap()).told
    }

    /// Every object below the prefix.
    fn objects(&self) -> Files {
        self.runtime.block_on(async {
            let listed: Vec<_> = self.store.list(Some(&Path::from(PREFIX))).try_collect().await.unwrap();
            let mut files = Files::new();
            for object in listed {
                let bytes = self.store.get(&object.location).await.unwrap().bytes().await.unwrap();
                let name = object.location.as_ref()[PREFIX.len() + 1..].to_owned();
                files.insert(name, bytes.to_vec());
            }
            files
        })
    }

    fn put(&self, key: &str, text: &str) {
        let key = Path::parse(key).unwrap();
        let put = self.store.put(&key, PutPayload::from(text.as_bytes().to_vec()));
        self.runtime.block_on(put).unwrap();
    }

    fn delete(&self, name: &str) {
        let key = Path::parse(format!("{PREFIX}/{name}")).unwrap();
        self.runtime.block_on(self.store.delete(&key)).unwrap();
    }

    /// Publishes the files with a publisher of its own, as a process would that is started for it.
    fn publish(&self, name: &str, files: &Files) -> Result<Published, PublishError> {
        publish(&mut self.sink(name), files)
    }

    /// What readers have is this site, and whatever else lies there is our own.
    fn assert_shows(&self, files: &Files) {
        let objects = self.objects();
        for (path, bytes) in files {
            assert_eq!(objects.get(path), Some(bytes), "`{path}`");
        }
        assert_whole(&objects);
    }

    /// The same, and nothing else lies there.
    fn assert_is(&self, files: &Files) {
        self.assert_shows(files);
        let extra: BTreeSet<String> =
            self.objects().into_keys().filter(|name| !files.contains_key(name)).collect();
        assert!(extra.iter().all(|name| [marker::MARKER, PULSE].contains(&name.as_str())), "{extra:?}");
    }

    fn marker(&self) -> marker::Marker {
        marker::Marker::parse(&self.objects()[marker::MARKER]).unwrap()
    }
}

fn publish(sink: &mut StoreSink, files: &Files) -> Result<Published, PublishError> {
    sink.meant_for(&Sight::All)?;
    sink.begin()?;
    let (pages, last): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| *path != manifest::NAME);
    for (path, bytes) in pages.into_iter().chain(last) {
        let (path, file) = (SitePath::known(path), held(bytes));
        let body = (sink.held(&path) != Some(file) || path.as_str() == manifest::NAME).then(|| bytes.clone());
        sink.put(path, file, body)?;
    }
    sink.finish()
}

/// What holds whenever a reader looks: each page is whole and has all that it needs.
fn assert_pages_have_what_they_need(objects: &Files) {
    for (path, bytes) in objects.iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = std::str::from_utf8(bytes).unwrap();
        let needed = text.split_once(" needs ").expect("a page is whole").1;
        assert!(objects.contains_key(needed), "`{path}` needs `{needed}`");
        assert!(needed.contains(&Fingerprint::of(&objects[needed]).short()), "`{needed}` is whole");
    }
}

/// What holds when the manifest is that of the last site: all it lists is there, as it lists it.
fn assert_whole(objects: &Files) {
    assert_pages_have_what_they_need(objects);
    for file in Manifest::parse(&objects[manifest::NAME]).unwrap().files {
        let there = objects.get(file.path.as_str()).map(|bytes| Fingerprint::of(bytes));
        assert_eq!(there, Some(file.sha256), "`{}`", file.path);
    }
}

fn lose(folder: &std::path::Path) {
    std::fs::remove_dir_all(folder).unwrap();
}
