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

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use git2::Oid;

pub(crate) use crate::support::held::Files;
use crate::support::held::{brought, counts, files_in, told, walk};
use crate::support::{Small, TestRepository, write};

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
        assert!(before != after, "{words:?} changed nothing: {}", wet.err);
        told(&dry.out, &before, &after).unwrap_or_else(|what| panic!("{words:?}: {what}"));
        let brought = brought(&found, &self.counts(), announced);
        assert!(brought.is_empty(), "{words:?} brought {brought:?}: {}", wet.err);
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
        counts(self.repository.path())
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
