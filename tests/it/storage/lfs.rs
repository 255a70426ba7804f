//! Git LFS: a pointer is read as the package that it names, where Git LFS keeps that on this machine.

use std::path::{Path, PathBuf};

use connectory::load::Memory;
use connectory::model::{PackageState, Whose};
use connectory::pipeline::Pipeline;
use connectory::source::{Digest, open};

use super::{PACKAGE, found, read, state, whole};
use crate::support::site::built;
use crate::support::{Small, TODAY, TestRepository, checked, codes, write};

fn pointer(digest: Digest, size: usize) -> Vec<u8> {
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n").into_bytes()
}

/// The small registry with a pointer in place of the package of version 1.1.
fn pointed() -> Vec<(String, Vec<u8>)> {
    let small = Small::valid().with(PACKAGE, pointer(Digest::of(&whole()), whole().len()));
    small.files().into_iter().map(|(path, bytes)| (path.to_string(), bytes)).collect()
}

fn committed(repository: &TestRepository) {
    let files = pointed();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    repository.commit(0, &[], &files);
    if !repository.git().is_bare() {
        repository.write(&files);
    }
}

/// Where an object lies in a store whose folder is `storage`.
fn object(storage: &Path, digest: Digest) -> PathBuf {
    let name = digest.to_string();
    storage.join("objects").join(&name[..2]).join(&name[2..4]).join(name)
}

fn kept(repository: &TestRepository) -> PathBuf {
    object(&repository.git().path().join("lfs"), Digest::of(&whole()))
}

/// The site's copy of version 1.1.
fn download(folder: &Path, revision: Option<&str>) -> Option<Vec<u8>> {
    let site = built(folder, revision, &Whose::Everyone, TODAY);
    let name = site.keys().find(|path| path.ends_with("1.1.xmp"))?.clone();
    site.get(&name).cloned()
}

#[test]
fn a_pointer_is_the_package_that_lies_in_the_store() {
    for bare in [false, true] {
        let repository = if bare { TestRepository::bare() } else { TestRepository::new() };
        committed(&repository);
        let revisions: &[Option<&str>] = if bare { &[None] } else { &[None, Some("HEAD")] };
        for revision in revisions {
            let opened = open(repository.path(), *revision).unwrap();
            assert_eq!(codes(opened.tree.as_ref()), ["package-lfs-pointer"], "{revision:?}");
            assert_eq!(download(repository.path(), *revision), None);
        }
        write(&kept(&repository), &whole());
        for revision in revisions {
            let opened = open(repository.path(), *revision).unwrap();
            let (registry, report) = checked(opened.tree.as_ref());
            assert_eq!(report.diagnostics().len(), 0, "{revision:?}");
            assert_eq!(read(&registry), Some(Digest::of(&whole())));
            assert_eq!(download(repository.path(), *revision), Some(whole()));
        }
    }
}

#[test]
fn a_bundle_holds_the_package_and_not_the_pointer() {
    let repository = TestRepository::new();
    committed(&repository);
    write(&kept(&repository), &whole());
    let site = built(repository.path(), None, &Whose::Everyone, TODAY);
    let bundles: Vec<_> = site.iter().filter(|(path, _)| path.starts_with("bundles/")).collect();
    assert!(!bundles.is_empty());
    for (path, bytes) in bundles {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut held = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_index(0).unwrap(), &mut held).unwrap();
        assert_eq!(held, whole(), "{path}");
    }
}

#[test]
fn work_trees_of_a_repository_share_one_store() {
    let repository = TestRepository::new();
    committed(&repository);
    let beside = tempfile::tempdir().unwrap();
    let other = beside.path().join("other");
    repository.run(&["worktree", "add", "-q", "--detach", other.to_str().unwrap(), "main"]);
    write(&kept(&repository), &whole());
    assert_eq!(codes(open(&other, None).unwrap().tree.as_ref()), [""; 0]);
    assert_eq!(codes(open(&other, Some("HEAD")).unwrap().tree.as_ref()), [""; 0]);
}

#[test]
fn the_store_is_where_the_setting_of_git_lfs_says() {
    let elsewhere = tempfile::tempdir().unwrap();
    let absolute = elsewhere.path().to_str().unwrap().to_owned();
    for (setting, bare) in [("media", false), ("media/deep", true), (absolute.as_str(), false)] {
        let repository = if bare { TestRepository::bare() } else { TestRepository::new() };
        committed(&repository);
        write(&kept(&repository), &whole());
        repository.git().config().unwrap().set_str("lfs.storage", setting).unwrap();
        let asked = || codes(open(repository.path(), None).unwrap().tree.as_ref());
        assert_eq!(asked(), ["package-lfs-pointer"], "{setting}");
        write(&object(&repository.git().path().join(setting), Digest::of(&whole())), &whole());
        assert_eq!(asked(), [""; 0], "{setting}");
    }
}

#[test]
fn the_same_pointer_is_read_again_when_its_package_comes_or_goes() {
    let repository = TestRepository::new();
    committed(&repository);
    for revision in [None, Some("HEAD")] {
        let (opened, mut memory) = (open(repository.path(), revision).unwrap(), Memory::default());
        for _ in 0..2 {
            assert!(matches!(state(opened.tree.as_ref(), &mut memory), PackageState::LfsPointer { .. }));
            write(&kept(&repository), &whole());
            for _ in 0..2 {
                assert!(matches!(state(opened.tree.as_ref(), &mut memory), PackageState::Read(_)));
            }
            std::fs::remove_file(kept(&repository)).unwrap();
        }
    }
}

#[test]
fn what_lies_in_the_store_under_another_digest_or_size_is_damaged() {
    let repository = TestRepository::new();
    committed(&repository);
    let mut other = whole();
    other[20] ^= 1;
    let actual = Digest::of(&other);
    for (bytes, why) in [
        (other.as_slice(), format!("its bytes have the SHA-256 {actual}")),
        (&whole()[..9], format!("it is 9 bytes large, and must be {}", whole().len())),
        (b"", format!("it is 0 bytes large, and must be {}", whole().len())),
    ] {
        write(&kept(&repository), bytes);
        let found = found(open(repository.path(), None).unwrap().tree.as_ref());
        let digest = Digest::of(&whole());
        let message = format!("what Git LFS keeps here as {digest} is damaged: {why}");
        assert_eq!(found, [("package-damaged", message)]);
        assert_eq!(download(repository.path(), None), None);
    }
}

#[cfg(unix)]
#[test]
fn no_link_in_the_store_is_followed() {
    let (repository, beside) = (TestRepository::new(), tempfile::tempdir().unwrap());
    committed(&repository);
    let kept = kept(&repository);
    let real = beside.path().join("real");
    write(&real.join(kept.file_name().unwrap()), &whole());
    std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(real.join(kept.file_name().unwrap()), &kept).unwrap();
    let damaged = || codes(open(repository.path(), None).unwrap().tree.as_ref());
    assert_eq!(damaged(), ["package-damaged"]);
    std::fs::remove_dir_all(kept.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&real, kept.parent().unwrap()).unwrap();
    assert_eq!(damaged(), ["package-damaged"]);
}

#[test]
fn the_limit_of_packages_holds_for_what_a_pointer_names() {
    let repository = TestRepository::new();
    committed(&repository);
    let large = vec![7; 300_000];
    let digest = Digest::of(&large);
    write(&object(&repository.git().path().join("lfs"), digest), &large);
    write(&repository.path().join(PACKAGE), &pointer(digest, large.len()));
    let registry = String::from_utf8(Small::valid().bytes("registry.yaml")).unwrap();
    let limited = format!("{registry}limits: {{ package: 200KiB }}\n");
    write(&repository.path().join("registry.yaml"), limited.as_bytes());
    let tree = open(repository.path(), None).unwrap().tree;
    let found = found(tree.as_ref());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "package-too-large");
    let path = crate::support::path(PACKAGE);
    assert!(tree.package(&path, 200 << 10).unwrap_err().is_too_large());
}

#[test]
fn a_pointer_that_names_another_pointer_is_followed_once() {
    let repository = TestRepository::new();
    committed(&repository);
    write(&kept(&repository), &whole());
    let second = pointer(Digest::of(&whole()), whole().len());
    let digest = Digest::of(&second);
    write(&object(&repository.git().path().join("lfs"), digest), &second);
    write(&repository.path().join(PACKAGE), &pointer(digest, second.len()));
    let found = codes(open(repository.path(), None).unwrap().tree.as_ref());
    assert_eq!(found, ["package-digest-mismatch"]);
}

#[test]
fn a_daemon_keeps_showing_what_a_pointer_names_while_the_connector_is_broken() {
    use connectory::daemon::{Reader, Whence};
    let repository = TestRepository::new();
    committed(&repository);
    write(&kept(&repository), &whole());
    let (mut reader, whence) = (Reader::new().unwrap(), Whence::Folder(repository.path().to_owned()));
    assert!(reader.read(&whence, TODAY).unwrap().1.is_some());
    let yaml = repository.path().join("connectors/flow-meter/connector.yaml");
    write(&yaml, b"id: [\n");
    let (_, reading) = reader.read(&whence, TODAY).unwrap();
    let reading = reading.unwrap();
    assert_eq!(read(&reading.registry), Some(Digest::of(&whole())));
    let pipeline = Pipeline::new().unwrap();
    let site = crate::support::site::of_reading(&pipeline, &reading, &Whose::Everyone);
    let copy = site.iter().find(|(path, _)| path.ends_with("1.1.xmp")).unwrap();
    assert_eq!(*copy.1, whole());
}
