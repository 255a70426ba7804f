//! A bucket as the package store: a real S3 server on this machine, asked by the program itself, and a network that fails.

use std::path::PathBuf;

use connectory::source::{Digest, PackageStore};

use super::{PACKAGE, whole};
use crate::support::moto::Moto;
use crate::support::proxy::{Fault, Passed, Proxy};
use crate::support::{Small, TODAY, program, write};

const YAML: &str = "connectors/flow-meter/versions/1.1.yaml";

/// A server, a network before it, and a registry whose package 1.1 is in the bucket.
struct World {
    moto: Moto,
    proxy: Proxy,
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> World {
        let moto = Moto::start();
        let proxy = Proxy::before(moto.at);
        let folder = tempfile::tempdir().unwrap();
        let world = World { moto, proxy, folder };
        let small =
            Small::valid().without(PACKAGE).append("registry.yaml", "package_store: s3://plant/below\n");
        small.write_to(&world.folder.path().join("registry"));
        world.put(Digest::of(&whole()), &whole());
        world
    }

    fn put(&self, digest: Digest, bytes: &[u8]) {
        self.moto.put(&format!("/plant/below/{}", PackageStore::key(digest)), bytes);
    }

    fn copy(&self) -> PathBuf {
        self.folder.path().join("cache/packages").join(PackageStore::key(Digest::of(&whole())))
    }

    /// What the program says, and its exit code.
    fn run(&self, arguments: &[&str], more: &[(&str, &str)]) -> (String, i32) {
        let output = program()
            .args(arguments)
            .args(["--registry", "registry", "--as-of", &TODAY.to_string()])
            .current_dir(self.folder.path())
            .env("AWS_ENDPOINT_URL", format!("http://{}", self.proxy.at))
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ACCESS_KEY_ID", "nobody")
            .env("AWS_SECRET_ACCESS_KEY", "hush-hush")
            .env("CONNECTORY_CACHE", self.folder.path().join("cache"))
            .envs(more.iter().copied())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!told.contains("hush-hush"), "{told}");
        (told, output.status.code().unwrap())
    }

    fn check(&self) -> (String, i32) {
        self.run(&["check", "--format", "concise"], &[])
    }

    /// What was asked since this was last asked; from now on everything goes well.
    fn passed(&self) -> Vec<Passed> {
        self.proxy.judge(|_, _| None)
    }
}

#[test]
fn a_bucket_is_asked_once_for_a_package_that_is_checked_and_published() {
    let world = World::new();
    assert_eq!(world.check().1, 0, "{:?}", world.check());
    let passed = world.passed();
    assert_eq!(passed.len(), 1, "{passed:?}");
    assert!(passed[0].line.starts_with("GET /plant/below/"), "{passed:?}");
    let (told, code) = world.run(&["build", "--out", "out"], &[]);
    assert_eq!(code, 0, "{told}");
    let copies = walkdir::WalkDir::new(world.folder.path().join("out")).into_iter().flatten();
    let copy = copies.into_iter().find(|file| file.path().ends_with("flow-meter-1.1.xmp"));
    assert_eq!(std::fs::read(copy.unwrap().path()).unwrap(), whole());
    assert_eq!(world.passed().len(), 0, "it is read from its copy on this machine");
    // A copy that is something else is not believed.
    write(&world.copy(), b"something else");
    assert_eq!(world.check().1, 0);
    assert_eq!(world.passed().len(), 1);
    assert_eq!(std::fs::read(world.copy()).unwrap(), whole());
}

#[test]
fn a_bucket_that_does_not_answer_says_nothing_of_its_packages() {
    let world = World::new();
    let other = format!("sha256: {}\nadded: 2026-03-02\nnotes: Better.\n", Digest::of(b"another"));
    let registry = world.folder.path().join("registry");
    write(&registry.join(YAML.replace("1.1", "1.2")), other.as_bytes());
    for fault in [Fault::Cut, Fault::Error] {
        world.proxy.judge(move |_, _| Some(fault));
        let (told, code) = world.check();
        assert_eq!(code, 1, "{told}");
        for version in ["1.1", "1.2"] {
            let line = format!(
                "the package of version {version} cannot be read: the package store `s3://plant/below` does not give it"
            );
            assert!(told.contains(&line), "{told}");
        }
        assert!(!told.contains("package-missing"), "{told}");
        let asked = world.passed();
        assert!((1..=3).contains(&asked.len()), "it is asked for one package, and then no more: {asked:?}");
    }
    // What was fetched before is there nevertheless.
    std::fs::remove_file(registry.join(YAML.replace("1.1", "1.2"))).unwrap();
    assert_eq!(world.check().1, 0);
    world.proxy.judge(|_, _| Some(Fault::Cut));
    assert_eq!(world.check().1, 0);
    assert_eq!(world.passed().len(), 0);
}

#[test]
fn a_network_that_fails_now_and_then_brings_the_package() {
    let world = World::new();
    for fault in [Fault::Cut, Fault::Error, Fault::HalfAnswer] {
        world.proxy.judge(move |number, _| (number == 1).then_some(fault));
        let (told, code) = world.check();
        assert_eq!(code, 0, "{fault:?}: {told}");
        std::fs::remove_file(world.copy()).unwrap();
        world.passed();
    }
}

#[test]
fn what_is_not_in_the_bucket_is_missing_and_what_is_something_else_is_damaged() {
    let world = World::new();
    let digest = Digest::of(b"another");
    let yaml = format!("sha256: {digest}\nadded: 2026-03-02\nnotes: Better.\n");
    write(&world.folder.path().join("registry").join(YAML), yaml.as_bytes());
    let (told, code) = world.check();
    assert!(told.contains("package-missing") && code == 1, "{told}");
    world.put(digest, b"something else");
    let (told, code) = world.check();
    assert!(told.contains("package-damaged") && code == 1, "{told}");
    let cache = world.folder.path().join("cache");
    let kept = walkdir::WalkDir::new(cache).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    assert_eq!(kept.count(), 0, "nothing of that is kept");
}

#[test]
fn a_bucket_that_is_not_there_is_none_that_lacks_packages() {
    let world = World::new();
    let registry = world.folder.path().join("registry/registry.yaml");
    let text = std::fs::read_to_string(&registry).unwrap().replace("s3://plant/", "s3://nobodys/");
    write(&registry, text.as_bytes());
    let (told, code) = world.check();
    assert!(told.contains("file-unreadable") && told.contains("NoSuchBucket") && code == 1, "{told}");
}

#[test]
fn offline_nobody_is_asked_and_what_was_fetched_is_read() {
    let world = World::new();
    let offline = [("CONNECTORY_OFFLINE", "1")];
    let (told, code) = world.run(&["check"], &offline);
    assert!(told.contains("it is not asked, since `CONNECTORY_OFFLINE` is set") && code == 1, "{told}");
    assert_eq!(world.passed().len(), 0);
    assert_eq!(world.check().1, 0);
    world.passed();
    assert_eq!(world.run(&["check"], &offline).1, 0);
    assert_eq!(world.passed().len(), 0);
}
