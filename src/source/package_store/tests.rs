//! A store in memory that can be made to fail, and a folder.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use object_store::memory::InMemory;
use object_store::path::Path as Key;
use object_store::{ObjectStoreExt, PutPayload};

use super::*;
use crate::source::objects::Opened;

/// Counts questions, and answers nothing when it is told to.
struct Counting {
    within: Box<dyn Fetch>,
    asked: Arc<AtomicUsize>,
    is_silent: bool,
}

impl Fetch for Counting {
    fn fetch(&self, key: &str, limit: u64) -> Fetched {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.is_silent {
            return Fetched::Silent("nobody is there".to_owned());
        }
        self.within.fetch(key, limit)
    }
}

struct World {
    cache: tempfile::TempDir,
    held: Vec<(String, Vec<u8>)>,
    asked: Arc<AtomicUsize>,
}

impl World {
    fn holding(packages: &[(Digest, &[u8])]) -> World {
        let place = |digest: &Digest| format!("below/{}", PackageStore::key(*digest));
        let held = packages.iter().map(|(digest, bytes)| (place(digest), bytes.to_vec())).collect();
        World { cache: tempfile::tempdir().unwrap(), held, asked: Arc::default() }
    }

    fn store(&self, is_silent: bool) -> PackageStore {
        let store = InMemory::new();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for (key, bytes) in &self.held {
            let (key, bytes) = (Key::parse(key).unwrap(), PutPayload::from(bytes.clone()));
            runtime.block_on(store.put(&key, bytes)).unwrap();
        }
        let opened =
            Opened { store: Box::new(store), prefix: Key::parse("below").unwrap(), secrets: Vec::new() };
        let (within, asked) = (fetch::from(opened).unwrap(), Arc::clone(&self.asked));
        let fetch = Box::new(Counting { within, asked, is_silent });
        let cache = Some(Cache::at(self.cache.path().to_owned()));
        PackageStore { kind: Kind::Objects { fetch, cache, offline: false }, silent: OnceLock::new() }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

#[test]
fn a_package_is_fetched_once_and_read_from_its_copy_after() {
    let digest = Digest::of(b"package");
    let world = World::holding(&[(digest, b"package")]);
    for _ in 0..3 {
        assert_eq!(world.store(false).read(digest, 100), Ok(Named::Whole(b"package".to_vec())));
    }
    assert_eq!(world.asked(), 1);
    // Even while the store does not answer.
    assert_eq!(world.store(true).read(digest, 100), Ok(Named::Whole(b"package".to_vec())));
    let copy = world.cache.path().join(PackageStore::key(digest));
    std::io::Write::write_all(&mut std::fs::File::create(copy).unwrap(), b"pachage").unwrap();
    assert_eq!(world.store(false).read(digest, 100), Ok(Named::Whole(b"package".to_vec())));
    assert_eq!(world.asked(), 2);
}

#[test]
fn other_bytes_under_a_digest_are_damaged_and_never_kept() {
    let digest = Digest::of(b"package");
    let world = World::holding(&[(digest, b"another")]);
    for _ in 0..2 {
        let read = world.store(false).read(digest, 100).unwrap();
        assert!(matches!(&read, Named::Damaged(what) if what.contains(&Digest::of(b"another").to_string())));
    }
    assert_eq!(world.asked(), 2);
}

#[test]
fn a_store_that_does_not_answer_is_asked_once_and_holds_nobody_knows_what() {
    let world = World::holding(&[]);
    let store = world.store(true);
    for package in [b"one", b"two"] {
        assert_eq!(store.read(Digest::of(package), 100), Err("nobody is there".to_owned()));
    }
    assert_eq!(world.asked(), 1);
    let store = world.store(false);
    for package in [b"one", b"two"] {
        assert_eq!(store.read(Digest::of(package), 100), Ok(Named::Absent));
    }
    assert_eq!(world.asked(), 3);
}

#[test]
fn no_more_is_read_than_the_limit() {
    let digest = Digest::of(b"package");
    let world = World::holding(&[(digest, b"package")]);
    assert_eq!(world.store(false).read(digest, 6), Ok(Named::TooLarge(7)));
    assert_eq!(world.store(false).read(digest, 7), Ok(Named::Whole(b"package".to_vec())));
    assert_eq!(world.store(false).read(digest, 6), Ok(Named::TooLarge(7)));
}

#[test]
fn nobody_is_asked_offline() {
    let digest = Digest::of(b"package");
    let world = World::holding(&[(digest, b"package")]);
    let mut store = world.store(false);
    if let Kind::Objects { offline, .. } = &mut store.kind {
        *offline = true;
    }
    let why = store.read(digest, 100).unwrap_err();
    assert!(why.contains("CONNECTORY_OFFLINE"), "{why}");
    assert_eq!(world.asked(), 0);
}
