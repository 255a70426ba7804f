//! A registry reads the same from a folder, from a commit and from a bare repository.

use connectory::source::{Entry, EntryKind, Repository, Tree, WorkTree, discover, find, open};

use crate::support::{Small, TestRepository, codes, path, report, write};

/// The small registry's files below `folder`.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let place = |at: &str| if folder.is_empty() { at.to_owned() } else { format!("{folder}/{at}") };
    Small::valid().files().into_iter().map(|(at, bytes)| (place(at.as_str()), bytes)).collect()
}

fn borrowed(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files.iter().map(|(at, bytes)| (at.as_str(), bytes.as_slice())).collect()
}

/// Everything but the stamps, which each kind of tree makes its own way.
fn shape(entries: &[Entry]) -> Vec<(&str, EntryKind, u64)> {
    entries.iter().map(|entry| (entry.path.as_str(), entry.kind, entry.size)).collect()
}

#[test]
fn a_commit_lists_and_reads_like_a_work_tree() {
    let repository = TestRepository::new();
    let mut files = files("registry");
    files.push(("registry/.gitattributes".to_owned(), b"*.xmp binary\n".to_vec()));
    files.push(("elsewhere/README.md".to_owned(), b"not the registry's\n".to_vec()));
    repository.write(&borrowed(&files));
    repository.commit(0, &[], &borrowed(&files));
    let on_disk = WorkTree::open(&repository.path().join("registry")).unwrap();
    let committed = repository.opened("registry").tree("main").unwrap();
    let listed = committed.list().unwrap();
    assert_eq!(shape(&listed), shape(&on_disk.list().unwrap()));
    for entry in &listed {
        let bytes = committed.read(&entry.path, entry.size).unwrap();
        assert_eq!(bytes, on_disk.read(&entry.path, entry.size).unwrap(), "{}", entry.path);
        assert!(committed.read(&entry.path, entry.size - 1).unwrap_err().is_too_large());
    }
    assert_eq!(committed.folder().as_str(), "registry");
    assert_eq!(report(&committed), "no findings\n");
}

#[test]
fn a_bare_repository_is_read_at_the_folder_that_holds_the_registry() {
    let repository = TestRepository::bare();
    repository.commit(0, &[], &borrowed(&files("plants/north")));
    assert_eq!(find(repository.path()).unwrap(), repository.path());
    let opened = open(repository.path(), None).unwrap();
    assert_eq!(opened.folder.as_str(), "plants/north");
    assert!(opened.repository.as_ref().is_some_and(Repository::is_bare));
    assert_eq!(report(opened.tree.as_ref()), "no findings\n");
}

#[test]
fn a_bare_repository_without_a_registry_or_with_two_says_so() {
    let repository = TestRepository::bare();
    let refusal = || open(repository.path(), None).err().unwrap().to_string();
    let first = repository.commit(0, &[], &[("README.md", b"nothing yet")]);
    assert_eq!(refusal(), "`HEAD` holds no registry.yaml");
    repository.commit(1, &[first], &[("a/registry.yaml", b"schema: 1"), ("b/registry.yaml", b"schema: 1")]);
    assert_eq!(refusal(), "`HEAD` holds 2 registries (a, b, ...); which one is meant?");
}

#[test]
fn opening_a_revision_leaves_the_work_tree_alone() {
    let repository = TestRepository::new();
    let files = files("registry");
    let old = repository.commit(0, &[], &borrowed(&files));
    repository.commit(1, &[old], &[("registry/registry.yaml", b"schema: 1\ntitle: Later\n")]);
    repository.write(&[("registry/registry.yaml", b"schema: 1\ntitle: Being edited\n")]);
    let before = repository.work_tree();
    let opened = open(&repository.path().join("registry"), Some(&old.to_string())).unwrap();
    assert_eq!(report(opened.tree.as_ref()), "no findings\n");
    assert_eq!(opened.commit, Some(old.to_string()));
    assert_eq!(repository.work_tree(), before);
    let edited = open(&repository.path().join("registry"), None).unwrap();
    let text = edited.tree.read(&path("registry.yaml"), 100).unwrap();
    assert_eq!(text, b"schema: 1\ntitle: Being edited\n");
}

#[test]
fn what_is_not_there_is_an_error_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |revision| open(folder.path(), revision).err().unwrap().to_string();
    assert!(refusal(Some("v1")).ends_with("lies in no Git repository, so it has no revision `v1`"));
    assert!(find(folder.path()).unwrap_err().to_string().contains("no registry.yaml here or in"));
    let repository = TestRepository::new();
    repository.commit(0, &[], &[("README.md", b"x")]);
    let wrong = open(repository.path(), Some("no-such-branch")).err().unwrap().to_string();
    assert!(wrong.starts_with("revision `no-such-branch`: "), "{wrong}");
    let folder = repository.path().join("registry");
    std::fs::create_dir_all(&folder).unwrap();
    let wrong = open(&folder, Some("main")).err().unwrap().to_string();
    assert!(wrong.starts_with("`registry` at `main`: "), "{wrong}");
}

#[test]
fn links_and_submodules_of_a_commit_are_refused() {
    let repository = TestRepository::new();
    let mut files = files("");
    files.push(("connectors/flow-meter/assets/up.link".to_owned(), b"../../..".to_vec()));
    files.push(("templates.module".to_owned(), Vec::new()));
    repository.commit(0, &[], &borrowed(&files));
    let tree = repository.opened("").tree("main").unwrap();
    let listed = tree.list().unwrap();
    let kind = |at: &str| listed.iter().find(|entry| entry.path.as_str() == at).unwrap().kind;
    assert_eq!(kind("connectors/flow-meter/assets/up.link"), EntryKind::Symlink);
    assert_eq!(kind("templates.module"), EntryKind::Submodule);
    assert_eq!(codes(&tree), ["file-refused"; 2]);
}

#[test]
fn names_in_a_commit_that_no_system_could_hold_are_refused_where_they_lie() {
    for name in [b"applications/M\xfchle.yaml".as_slice(), b"connectors/\xff\xfe/connector.yaml", b"a:b"] {
        let repository = TestRepository::bare();
        let tree = repository.tree_of(name, b"name: M\n");
        repository.commit_tree(0, &[], tree);
        let tree = repository.opened("").tree("main").unwrap();
        assert_eq!(codes(&tree), ["file-refused"], "{}", report(&tree));
    }
}

#[test]
fn a_repository_without_commits_is_read_from_disk() {
    let repository = TestRepository::new();
    repository.write(&borrowed(&files("registry")));
    let opened = open(&find(repository.path()).unwrap(), None).unwrap();
    assert_eq!((opened.commit, opened.folder.as_str()), (None, "registry"));
    assert_eq!(report(opened.tree.as_ref()), "no findings\n");
    assert!(open(&repository.path().join("registry"), Some("HEAD")).is_err());
}

#[test]
fn a_repository_that_git_will_not_open_is_an_error_not_a_registry_without_dates() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("registry.yaml"), b"schema: 1\ntitle: Plant\n");
    assert!(discover(folder.path()).unwrap().is_none());
    git2::Repository::init(folder.path()).unwrap();
    write(&folder.path().join(".git/config"), b"[core\n");
    let error = open(folder.path(), None).err().expect("refused");
    assert!(error.to_string().contains("the repository of"), "{error}");
}

#[test]
fn the_index_tells_the_blobs_of_files_that_nobody_touched_since() {
    let repository = TestRepository::new();
    let files = files("registry");
    repository.write(&borrowed(&files));
    let git = git2::Repository::open(repository.path()).unwrap();
    let at = |path: &str| repository.path().join("registry").join(path);
    // Git trusts no file as young as its index.
    let age = |path: &str, seconds: u64| {
        let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        std::fs::File::options().write(true).open(at(path)).unwrap().set_modified(time).unwrap();
    };
    let (kept, touched, young) = ("access.yaml", "categories.yaml", "registry.yaml");
    [kept, touched].iter().for_each(|path| age(path, 1_600_000_000));
    age(young, 4_000_000_000);
    let mut index = git.index().unwrap();
    index.add_all(["."], git2::IndexAddOption::DEFAULT, None).unwrap();
    index.write().unwrap();
    // As long as before, and other bytes.
    let bytes = std::fs::read(at(touched)).unwrap();
    std::fs::write(at(touched), bytes.to_ascii_uppercase()).unwrap();
    age(touched, 1_600_000_001);
    // Nor do we one that changed just now.
    std::thread::sleep(std::time::Duration::from_millis(100));
    let entries = WorkTree::open(&at("")).unwrap().list().unwrap();
    let blobs = repository.opened("registry").blobs(&entries);
    let expected = git.blob(&std::fs::read(at(kept)).unwrap()).unwrap();
    let mut id = [0; 20];
    id.copy_from_slice(expected.as_bytes());
    assert_eq!(blobs.get(&path(kept)), Some(&connectory::source::Stamp::Blob(id)));
    assert_eq!((blobs.get(&path(touched)), blobs.get(&path(young))), (None, None));
}
