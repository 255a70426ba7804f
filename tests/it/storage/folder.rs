//! A folder as the package store: Git holds YAML alone.

use std::path::{Path, PathBuf};

use connectory::load::{self, Memory};
use connectory::model::{PackageState, Whose};
use connectory::source::{Digest, History, PackageStore, open};

use super::{PACKAGE, findings, found, read, state, whole};
use crate::support::site::built;
use crate::support::{Small, TODAY, TestRepository, checked, codes, said, write};

const YAML: &str = "connectors/flow-meter/versions/1.1.yaml";

/// The small registry without the package of version 1.1, and with a package store.
fn stored(store: &str) -> Small {
    Small::valid().without(PACKAGE).append("registry.yaml", &format!("package_store: {store}\n"))
}

/// The same in a folder, beside a store that holds the package.
struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new(small: &Small) -> World {
        let world = World { folder: tempfile::tempdir().unwrap() };
        small.write_to(&world.registry());
        write(&world.kept(), &whole());
        world
    }

    fn registry(&self) -> PathBuf {
        self.folder.path().join("registry")
    }

    fn kept(&self) -> PathBuf {
        self.folder.path().join("packages").join(PackageStore::key(Digest::of(&whole())))
    }

    fn found(&self) -> Vec<(&'static str, String)> {
        found(open(&self.registry(), None).unwrap().tree.as_ref())
    }

    fn codes(&self) -> Vec<&'static str> {
        codes(open(&self.registry(), None).unwrap().tree.as_ref())
    }
}

fn download(folder: &Path, revision: Option<&str>) -> Option<Vec<u8>> {
    let site = built(folder, revision, &Whose::Everyone, TODAY);
    let name = site.keys().find(|path| path.ends_with("1.1.xmp"))?.clone();
    site.get(&name).cloned()
}

#[test]
fn a_version_whose_package_is_in_the_store_is_as_if_it_lay_beside_it() {
    let world = World::new(&stored("../packages"));
    let opened = open(&world.registry(), None).unwrap();
    let (registry, report) = checked(opened.tree.as_ref());
    assert_eq!(findings(&report), []);
    assert_eq!(read(&registry), Some(Digest::of(&whole())));
    let beside = tempfile::tempdir().unwrap();
    Small::valid().write_to(beside.path());
    let (here, there) = (
        built(&world.registry(), None, &Whose::Everyone, TODAY),
        built(beside.path(), None, &Whose::Everyone, TODAY),
    );
    assert_eq!(here.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
    for (path, bytes) in &here {
        assert!(there[path] == *bytes, "`{path}` differs");
    }
    assert_eq!(download(&world.registry(), None), Some(whole()));
}

#[test]
fn a_store_may_be_absolute_or_lie_below_the_registry() {
    let elsewhere = tempfile::tempdir().unwrap();
    write(&elsewhere.path().join(PackageStore::key(Digest::of(&whole()))), &whole());
    let absolute = World::new(&stored(&format!("'{}'", elsewhere.path().display())));
    std::fs::remove_dir_all(absolute.folder.path().join("packages")).unwrap();
    assert_eq!(absolute.codes(), [""; 0]);
    for inside in ["packages", "./kept/packages", ".packages"] {
        let world = World::new(&stored(inside));
        let place = world.registry().join(inside).join(PackageStore::key(Digest::of(&whole())));
        assert_eq!(world.codes(), ["file-unreadable"], "{inside}");
        write(&place, &whole());
        assert_eq!(world.codes(), [""; 0], "{inside}");
        assert_eq!(download(&world.registry(), None), Some(whole()));
    }
}

#[test]
fn a_commit_and_a_bare_repository_have_their_packages_in_the_store() {
    let elsewhere = tempfile::tempdir().unwrap();
    write(&elsewhere.path().join(PackageStore::key(Digest::of(&whole()))), &whole());
    let absolute = format!("'{}'", elsewhere.path().display());
    for bare in [false, true] {
        let repository = if bare { TestRepository::bare() } else { TestRepository::new() };
        let files = stored(&absolute).files();
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        repository.commit(0, &[], &files);
        let opened = open(repository.path(), Some("HEAD")).unwrap();
        assert_eq!(codes(opened.tree.as_ref()), [""; 0], "bare: {bare}");
        assert_eq!(download(repository.path(), Some("HEAD")), Some(whole()));
    }
    let bare = TestRepository::bare();
    let files = stored("../packages").files();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    bare.commit(0, &[], &files);
    let found = found(open(bare.path(), None).unwrap().tree.as_ref());
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["file-unreadable", "field-value"]);
    assert!(found[1].1.contains("write an absolute path"), "{found:?}");
}

#[test]
fn what_is_not_in_the_store_is_missing_and_what_is_something_else_is_damaged() {
    let world = World::new(&stored("../packages"));
    let key = PackageStore::key(Digest::of(&whole()));
    std::fs::remove_file(world.kept()).unwrap();
    let message = format!("the package store `../packages` does not hold this package: there is no `{key}`");
    assert_eq!(world.found(), [("package-missing", message)]);
    let mut other = whole();
    other[20] ^= 1;
    write(&world.kept(), &other);
    let why = format!("its bytes have the SHA-256 {}", Digest::of(&other));
    let message = format!("what the package store holds as `{key}` is no such package: {why}");
    assert_eq!(world.found(), [("package-damaged", message)]);
    assert_eq!(download(&world.registry(), None), None);
}

#[test]
fn a_folder_that_is_not_there_says_nothing_of_packages() {
    let world = World::new(&stored("../packages"));
    std::fs::remove_dir_all(world.folder.path().join("packages")).unwrap();
    let why = "the package store `../packages` does not give it: there is no such folder on this machine";
    let message = format!("the package of version 1.1 cannot be read: {why}");
    assert_eq!(world.found(), [("file-unreadable", message)]);
    let opened = open(&world.registry(), None).unwrap();
    let loaded = load::load(opened.tree.as_ref(), &History::default(), &mut Memory::default()).unwrap();
    assert!(loaded.diagnostics.iter().all(load::is_not_given));
    assert!(matches!(loaded.registry.connectors[0].versions[1].package, PackageState::NotGiven));
}

#[test]
fn a_version_without_a_digest_is_told_what_to_write() {
    let world = World::new(&stored("../packages").with(YAML, "added: 2026-03-02\nnotes: Better.\n"));
    let found = world.found();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "package-missing");
    assert!(found[0].1.contains("without `sha256:` it cannot be found in the package store"), "{found:?}");
    // What a broken file says is not known.
    write(&world.registry().join(YAML), b"notes: [\n");
    assert_eq!(world.codes(), ["yaml-syntax"]);
}

#[test]
fn a_package_beside_its_yaml_file_counts_and_the_store_is_not_asked() {
    let world = World::new(&Small::valid().append("registry.yaml", "package_store: ../nowhere\n"));
    assert_eq!(world.codes(), [""; 0]);
}

#[test]
fn what_is_known_by_its_digest_is_not_read_again() {
    let world = World::new(&stored("../packages"));
    let (opened, mut memory) = (open(&world.registry(), None).unwrap(), Memory::default());
    assert!(matches!(state(opened.tree.as_ref(), &mut memory), PackageState::Read(_)));
    std::fs::remove_file(world.kept()).unwrap();
    for _ in 0..2 {
        assert!(matches!(state(opened.tree.as_ref(), &mut memory), PackageState::Read(_)));
    }
    // What is missing is looked for each time.
    let mut nothing = Memory::default();
    assert!(matches!(state(opened.tree.as_ref(), &mut nothing), PackageState::Missing));
    write(&world.kept(), &whole());
    assert!(matches!(state(opened.tree.as_ref(), &mut nothing), PackageState::Read(_)));
}

#[test]
fn the_limit_of_packages_holds_in_the_store() {
    let world = World::new(&stored("../packages").append("registry.yaml", "limits: { package: 1KiB }\n"));
    write(&world.kept(), &[7; 2000]);
    let codes = world.codes();
    assert!(codes.contains(&"package-too-large") && !codes.contains(&"package-damaged"), "{codes:?}");
}

#[test]
fn no_file_but_one_that_its_digest_names_is_ever_read() {
    let secret = "password: hush-hush\n";
    let digest = Digest::of(b"something else");
    let world = World::new(&stored("../packages").with(YAML, format!("sha256: {digest}\nnotes: Better.\n")));
    // Whatever lies there under any name, its text is never told.
    write(&world.folder.path().join("packages").join(PackageStore::key(digest)), secret.as_bytes());
    write(&world.folder.path().join("packages/secret"), secret.as_bytes());
    let (_, told, code) = said(&["check", "--registry", "registry"], world.folder.path());
    let (out, ..) = said(&["check", "--registry", "registry", "--format", "json"], world.folder.path());
    assert_eq!(code, 1);
    assert!(!told.contains("hush-hush") && !out.contains("hush-hush"));
    assert_eq!(world.codes(), ["package-damaged"]);
    for (place, code) in [
        ("/etc/passwd", "file-unreadable"),
        ("../packages/secret", "file-unreadable"),
        ("a/../../packages", "field-value"),
        ("'~/packages'", "field-value"),
        ("'//host/packages'", "field-value"),
        ("'\\\\host\\packages'", "field-value"),
        ("file:///etc", "field-value"),
        ("https://example.com/packages", "field-value"),
        ("'s3://key:secret@bucket'", "field-value"),
        ("[a]", "field-type"),
        ("''", "field-value"),
    ] {
        stored(place).write_to(&world.registry());
        let codes = world.codes();
        assert!(codes.contains(&code) && !codes.contains(&"package-missing"), "{place}: {codes:?}");
    }
}

#[cfg(unix)]
#[test]
fn no_link_leads_to_a_store_or_in_one() {
    use std::os::unix::fs::symlink;
    let world = World::new(&stored("linked"));
    symlink(world.folder.path().join("packages"), world.registry().join("linked")).unwrap();
    let told = world.found();
    assert!(
        told.iter().any(|(code, why)| *code == "field-value" && why.contains("link `linked`")),
        "{told:?}"
    );
    assert!(told.iter().all(|(code, _)| *code != "package-missing"));
    std::fs::remove_file(world.registry().join("linked")).unwrap();

    stored("../packages").write_to(&world.registry());
    let real = world.folder.path().join("real.xmp");
    std::fs::rename(world.kept(), &real).unwrap();
    symlink(&real, world.kept()).unwrap();
    assert_eq!(world.codes(), ["package-damaged"]);
    std::fs::remove_dir_all(world.kept().parent().unwrap()).unwrap();
    write(&world.folder.path().join("real").join(world.kept().file_name().unwrap()), &whole());
    symlink(world.folder.path().join("real"), world.kept().parent().unwrap()).unwrap();
    assert_eq!(world.codes(), ["package-damaged"]);
    // A named pipe would never end.
    std::fs::remove_file(world.kept().parent().unwrap()).unwrap();
    std::fs::create_dir_all(world.kept()).unwrap();
    assert_eq!(world.codes(), ["package-damaged"]);
}

#[test]
fn moving_a_package_into_the_store_replaces_nothing_and_another_digest_does() {
    let world = World::new(&Small::valid().append("registry.yaml", "package_store: ../packages\n"));
    let commit = |what: &str| {
        let git = |arguments: &[&str]| {
            let mut git = std::process::Command::new("git");
            git.args(["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]).args(arguments);
            assert!(git.current_dir(world.registry()).output().unwrap().status.success(), "{arguments:?}");
        };
        if !world.registry().join(".git").is_dir() {
            git(&["init", "-q", "-b", "main"]);
        }
        git(&["add", "-A"]);
        git(&["commit", "-q", "-m", what]);
    };
    commit("before");
    std::fs::remove_file(world.registry().join(PACKAGE)).unwrap();
    let check = |since: &str| {
        let arguments = ["check", "--registry", ".", "--since", since, "--format", "concise"];
        said(&arguments, &world.registry()).0
    };
    let told = check("HEAD");
    assert!(!told.contains("version-replaced") && !told.contains("package-"), "{told}");
    commit("stored");
    let other = connectory::package::write(
        &crate::support::package(crate::support::ID, crate::support::NAME, "1.1")
            .with("Description", "Other"),
    );
    write(&world.folder.path().join("packages").join(PackageStore::key(Digest::of(&other))), &other);
    let yaml = format!("sha256: {}\nadded: 2026-03-02\nnotes: Better.\n", Digest::of(&other));
    write(&world.registry().join(YAML), yaml.as_bytes());
    let told = check("HEAD");
    assert!(told.contains("version-replaced"), "{told}");
}

#[test]
fn a_daemon_shows_what_it_knows_while_the_store_is_away() {
    use connectory::daemon::{Reader, Whence};
    let world = World::new(&stored("../packages"));
    let (mut reader, whence) = (Reader::new().unwrap(), Whence::Folder(world.registry()));
    assert!(reader.read(&whence, TODAY).unwrap().1.is_some());
    std::fs::remove_dir_all(world.folder.path().join("packages")).unwrap();
    write(&world.registry().join("registry.yaml"), b"title: [\n");
    let (outcome, reading) = reader.read(&whence, TODAY).unwrap();
    assert_eq!(read(&reading.unwrap().registry), Some(Digest::of(&whole())));
    assert!(!outcome.withheld);
}
