//! Commands for what happens to connectors, versions and categories after they were added.
//!
//! Every change that is made here is first made dry: [`Place::changed`] holds that nothing was written then, that the diff
//! names what changed and that Git makes the same of it, and that a check finds nothing new but what is announced.

mod category;
mod random;
mod remove;
mod rename;
mod restore;
mod retire;
mod set;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use connectory::source::WorkTree;
use git2::Oid;

use crate::support::{Small, TestRepository, checked, write};

/// Every file below a folder and its bytes.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A registry in a repository of its own, and the commits made of it.
pub(crate) struct Place {
    repository: TestRepository,
    commits: std::cell::RefCell<Vec<Oid>>,
}

/// What a command said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    /// A registry on disk, committed once.
    pub(crate) fn of(small: &Small) -> Place {
        let place = Place { repository: TestRepository::new(), commits: Default::default() };
        small.files().iter().for_each(|(at, bytes)| write(&place.at(at.as_str()), bytes));
        place.commit();
        place
    }

    /// Where a file lies.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.repository.path().join(path)
    }

    /// Commits what lies there, a day later than the commit before.
    pub(crate) fn commit(&self) -> Oid {
        let (files, mut commits) = (self.files(), self.commits.borrow_mut());
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        let parents: Vec<Oid> = commits.last().copied().into_iter().collect();
        let commit = self.repository.commit(commits.len() as i64, &parents, &files);
        commits.push(commit);
        commit
    }

    /// Every file of the registry.
    pub(crate) fn files(&self) -> Files {
        files_in(self.repository.path())
    }

    /// A file that is a text.
    pub(crate) fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Puts a file there by hand.
    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        write(&self.at(path), bytes.as_ref());
    }

    /// Takes files away by hand.
    pub(crate) fn delete(&self, path: &str) {
        let at = self.at(path);
        if at.is_dir() { std::fs::remove_dir_all(at).unwrap() } else { std::fs::remove_file(at).unwrap() }
    }

    /// Runs the program.
    pub(crate) fn run(&self, words: &[&str]) -> Said {
        said(&run(self.repository.path(), words, ""))
    }

    /// The same with something to read.
    pub(crate) fn fed(&self, words: &[&str], input: &str) -> Said {
        said(&run(self.repository.path(), words, input))
    }

    /// Runs a command that changes something, dry and then in earnest; what it told. Codes that it brings are `announced`.
    pub(crate) fn changed(&self, words: &[&str], announced: &[&str]) -> String {
        self.changed_by(words, "", announced)
    }

    /// The same with something to read.
    pub(crate) fn changed_by(&self, words: &[&str], input: &str, announced: &[&str]) -> String {
        let (before, found) = (self.files(), self.counts());
        let dry = self.fed(&[words, &["--dry-run"]].concat(), input);
        assert_eq!(dry.code, 0, "{words:?}: {}{}", dry.out, dry.err);
        assert!(self.files() == before, "a dry run wrote: {words:?}");
        let wet = self.fed(words, input);
        assert_eq!(wet.code, 0, "{words:?}: {}{}", wet.out, wet.err);
        let after = self.files();
        let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let differ: BTreeSet<String> =
            paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect();
        assert!(!differ.is_empty(), "{words:?} changed nothing: {}", wet.err);
        let parts = parts(&dry.out);
        assert_eq!(parts.iter().flat_map(|part| part.paths()).collect::<BTreeSet<_>>(), differ, "{words:?}");
        let applied = applied(&before, &parts);
        let is_text = |path: &&String| !path.ends_with(".xmp") && !path.ends_with(".png");
        for path in differ.iter().filter(is_text) {
            assert_eq!(applied.get(path), after.get(path), "{words:?}: {path}\n{}", dry.out);
        }
        for (code, count) in self.counts() {
            let known = found.get(code).copied().unwrap_or_default();
            assert!(count <= known || announced.contains(&code), "{words:?} brought {code}: {}", wet.err);
        }
        self.no_empty_folder();
        wet.err
    }

    /// Runs a command that refuses; what it told, in which paths are those of the registry.
    pub(crate) fn refused(&self, words: &[&str]) -> String {
        let before = self.files();
        let said = self.run(words);
        assert_ne!(said.code, 0, "{words:?}: {}{}", said.out, said.err);
        assert!(self.files() == before, "{words:?} wrote and failed");
        said.err
    }

    /// Runs a command that has nothing to do; what it told.
    pub(crate) fn idle(&self, words: &[&str]) -> String {
        let before = self.files();
        let said = self.run(words);
        assert_eq!((said.code, said.out.as_str()), (0, ""), "{words:?}: {}", said.err);
        assert!(said.err.ends_with("nothing to change\n"), "{}", said.err);
        assert!(self.files() == before, "{words:?} wrote");
        said.err
    }

    /// How often each code is found.
    fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        let report = checked(&WorkTree::open(self.repository.path()).unwrap()).1;
        report.diagnostics().iter().for_each(|finding| *counts.entry(finding.code).or_default() += 1);
        counts
    }

    fn no_empty_folder(&self) {
        for entry in walk(self.repository.path()) {
            if entry.file_type().is_dir() {
                let any = std::fs::read_dir(entry.path()).unwrap().next().is_some();
                assert!(any, "{} was left empty", entry.path().display());
            }
        }
    }
}

fn walk(folder: &Path) -> impl Iterator<Item = walkdir::DirEntry> {
    let own = |entry: &walkdir::DirEntry| entry.file_name() != ".git";
    walkdir::WalkDir::new(folder).into_iter().filter_entry(own).map(|entry| entry.unwrap())
}

fn files_in(folder: &Path) -> Files {
    let below = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
    let files = walk(folder).filter(|entry| entry.file_type().is_file());
    files.map(|entry| (below(entry.path()), std::fs::read(entry.path()).unwrap())).collect()
}

fn run(folder: &Path, words: &[&str], input: &str) -> Output {
    let mut command = crate::support::program();
    command.args(words).args(["--as-of", "2026-11-01"]).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap_or_default();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> Said {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let code = output.status.code().unwrap();
    Said { code, out: text(&output.stdout), err: text(&output.stderr) }
}

/// The part of a diff that is about one file.
struct Part(String);

impl Part {
    /// The paths it names.
    fn paths(&self) -> Vec<String> {
        let first = self.0.lines().next().unwrap().strip_prefix("diff --git a/").unwrap();
        let (one, other) = first.split_once(" b/").unwrap();
        vec![one.to_owned(), other.to_owned()]
    }

    fn is_text(&self) -> bool {
        !self.0.lines().any(|line| line.starts_with("Binary files "))
    }
}

/// A diff, file by file.
fn parts(diff: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in diff.split_inclusive('\n') {
        match parts.last_mut() {
            Some(Part(part)) if !line.starts_with("diff --git ") => part.push_str(line),
            _ => parts.push(Part(line.to_owned())),
        }
    }
    parts
}

/// What Git makes of the parts of a diff that are texts.
fn applied(before: &Files, parts: &[Part]) -> Files {
    let folder = tempfile::tempdir().unwrap();
    before.iter().for_each(|(path, bytes)| write(&folder.path().join(path), bytes));
    let texts: String = parts.iter().filter(|part| part.is_text()).map(|part| part.0.as_str()).collect();
    if !texts.is_empty() {
        let patch = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(patch.path(), &texts).unwrap();
        for words in [&["init", "-q"][..], &["apply", "--whitespace=nowarn", patch.path().to_str().unwrap()]]
        {
            let mut git = Command::new("git");
            git.args(words).current_dir(folder.path()).env("GIT_CONFIG_NOSYSTEM", "1");
            let output = git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
            assert!(output.status.success(), "{}\n{texts}", String::from_utf8_lossy(&output.stderr));
        }
    }
    files_in(folder.path())
}
