//! A Git repository made on the spot: fixed identity, fixed times, no configuration but its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use connectory::source::{RepoPath, Repository, discover};
use git2::{IndexEntry, IndexTime, Oid, Signature, Time};

/// The time of commit 0: 2026-01-01T00:00:00Z. Every further one is a day later.
const BEGIN: i64 = 1_767_225_600;
const DAY: i64 = 86_400;

/// A repository in a folder of its own, gone when dropped.
pub(crate) struct TestRepository {
    folder: tempfile::TempDir,
    git: git2::Repository,
}

/// A state of files: the mode and bytes at each path.
pub(crate) type Files<'f> = [(&'f str, &'f [u8])];

impl TestRepository {
    /// An empty repository with a work tree.
    pub(crate) fn new() -> TestRepository {
        TestRepository::init(false)
    }

    /// An empty repository without one.
    pub(crate) fn bare() -> TestRepository {
        TestRepository::init(true)
    }

    fn init(bare: bool) -> TestRepository {
        let folder = tempfile::tempdir().unwrap();
        let mut options = git2::RepositoryInitOptions::new();
        options.bare(bare).external_template(false).initial_head("main").no_reinit(true);
        let git = git2::Repository::init_opts(folder.path(), &options).unwrap();
        TestRepository { folder, git }
    }

    /// Git's own view of it.
    pub(crate) fn git(&self) -> &git2::Repository {
        &self.git
    }

    /// Its folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Its folder, which now goes when that is dropped.
    pub(crate) fn into_folder(self) -> tempfile::TempDir {
        self.folder
    }

    /// What the program makes of it, for a registry in `folder`.
    pub(crate) fn opened(&self, folder: &str) -> Repository {
        let at = if self.git.is_bare() { self.path().to_owned() } else { self.path().join(folder) };
        fs::create_dir_all(&at).unwrap();
        discover(&at).unwrap().unwrap()
    }

    /// Commits exactly `files` on `day`, after `parents`, and moves `main` there. The work tree stays as it is.
    pub(crate) fn commit(&self, day: i64, parents: &[Oid], files: &Files<'_>) -> Oid {
        self.commit_saying(day, parents, files, "A change")
    }

    /// The same with a message.
    pub(crate) fn commit_saying(&self, day: i64, parents: &[Oid], files: &Files<'_>, message: &str) -> Oid {
        let mut index = git2::Index::new().unwrap();
        for (path, bytes) in files {
            let (mode, id) = match *path {
                path if path.ends_with(".link") => (0o120_000, self.git.blob(bytes).unwrap()),
                path if path.ends_with(".module") => (0o160_000, Oid::from_bytes(&[7; 20]).unwrap()),
                _ => (0o100_644, self.git.blob(bytes).unwrap()),
            };
            index.add(&entry(path.as_bytes(), mode, id)).unwrap();
        }
        let tree = index.write_tree_to(&self.git).unwrap();
        self.commit_tree_saying(day, parents, tree, message)
    }

    /// The same of a tree that is there already.
    pub(crate) fn commit_tree(&self, day: i64, parents: &[Oid], tree: Oid) -> Oid {
        self.commit_tree_saying(day, parents, tree, "A change")
    }

    fn commit_tree_saying(&self, day: i64, parents: &[Oid], tree: Oid, message: &str) -> Oid {
        let who = Signature::new("Ann", "ann@example.com", &Time::new(BEGIN + day * DAY, 0)).unwrap();
        let tree = self.git.find_tree(tree).unwrap();
        let parents: Vec<_> = parents.iter().map(|id| self.git.find_commit(*id).unwrap()).collect();
        let id =
            self.git.commit(None, &who, &who, message, &tree, &parents.iter().collect::<Vec<_>>()).unwrap();
        self.git.reference("refs/heads/main", id, true, "moved").unwrap();
        id
    }

    /// A tree with one entry, whose name may be any bytes.
    pub(crate) fn tree_of(&self, name: &[u8], bytes: &[u8]) -> Oid {
        let mut index = git2::Index::new().unwrap();
        index.add(&entry(name, 0o100_644, self.git.blob(bytes).unwrap())).unwrap();
        index
            .add(&entry(b"registry.yaml", 0o100_644, self.git.blob(b"schema: 1\ntitle: T\n").unwrap()))
            .unwrap();
        index.write_tree_to(&self.git).unwrap()
    }

    /// Makes the repository look like a clone that ends at `commit`.
    pub(crate) fn make_shallow_at(&self, commit: Oid) {
        write(&self.git.path().join("shallow"), format!("{commit}\n").as_bytes());
        // A clone does not hold what lies beyond its edge.
        let raw = self.git.odb().unwrap().read(commit).unwrap().data().to_vec();
        for line in String::from_utf8(raw).unwrap().lines().take_while(|line| !line.is_empty()) {
            if let Some(id) = line.strip_prefix("parent ") {
                fs::rename(self.object(id), self.object(id).with_extension("away")).unwrap();
            }
        }
    }

    /// Fetches what lies beyond the edge: only `commit` is missing.
    pub(crate) fn deepen(&self, commit: Oid) {
        let object = self.object(&commit.to_string());
        fs::rename(object.with_extension("away"), object).unwrap();
        fs::remove_file(self.git.path().join("shallow")).unwrap();
    }

    fn object(&self, id: &str) -> PathBuf {
        self.git.path().join("objects").join(&id[..2]).join(&id[2..])
    }

    /// Writes `files` into the work tree.
    pub(crate) fn write(&self, files: &Files<'_>) {
        for (path, bytes) in files {
            write(&self.path().join(path), bytes);
        }
    }

    /// What `git` prints for `arguments`, without anybody's configuration.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(self.path());
        git.env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", self.path()).env("XDG_CONFIG_HOME", self.path());
        for role in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{role}_NAME"), "Ann").env(format!("GIT_{role}_EMAIL"), "ann@example.com");
            git.env(format!("GIT_{role}_DATE"), format!("@{BEGIN} +0000"));
        }
        let output = git.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Every file of the work tree and its bytes.
    pub(crate) fn work_tree(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for found in fs::read_dir(folder).unwrap().map(|found| found.unwrap().path()) {
                match found {
                    found if found.ends_with(".git") => {}
                    found if found.is_dir() => folders.push(found),
                    found => files.push((found.clone(), fs::read(&found).unwrap())),
                }
            }
        }
        files.sort();
        files
    }
}

/// The day on which the package at `path` was first held, counted like those of [`TestRepository::commit`].
pub(crate) fn day(history: &connectory::source::History, path: &RepoPath) -> Option<i64> {
    history.first(path).map(|seen| (seen.seconds - BEGIN) / DAY)
}

/// Writes a file and the folders above it.
pub(crate) fn write(at: &Path, bytes: &[u8]) {
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    fs::write(at, bytes).unwrap();
}

fn entry(path: &[u8], mode: u32, id: Oid) -> IndexEntry {
    let time = IndexTime::new(0, 0);
    IndexEntry {
        ctime: time,
        mtime: time,
        dev: 0,
        ino: 0,
        mode,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.to_vec(),
    }
}
