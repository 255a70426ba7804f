//! `connectory add`: packages become versions and new connectors.
//!
//! 1. [`forms`]: whatever form a package comes in, the binary one is stored, or nothing at all.
//! 2. [`identity`]: which connector it belongs to, what is there already, what a new one is called.
//! 3. [`drafts`]: the files that people would have to write.
//! 4. [`hostile`]: what a package says never names a file and never shows as anything but text.
//! 5. [`random`]: any packages, any order: the registry is no worse than before.

mod drafts;
mod forms;
mod hostile;
mod identity;
mod random;

use std::path::{Path, PathBuf};

use connectory::check::{self, Context, Since};
use connectory::diag::{Diagnostic, Report, Severity};
use connectory::edit::add::{self, Adding, Wish};
use connectory::edit::{EditError, Plan};
use connectory::load::{self, Memory};
use connectory::model::{Delta, Limits};
use connectory::package::{self, Package};
use connectory::source::{History, RepoPath, Tree};

use crate::support::{Small, TODAY, TestRepository, write};

/// A registry in a repository of its own, all committed, and a folder with packages.
struct Place {
    repository: TestRepository,
    inbox: tempfile::TempDir,
}

/// What a command said, and its exit code.
struct Said {
    code: Option<i32>,
    /// The result.
    out: String,
    /// What it told beside; the folder with packages is `<inbox>`.
    told: String,
}

impl Place {
    fn of(small: &Small) -> Place {
        let repository = TestRepository::new();
        let files = small.files();
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        repository.commit(0, &[], &files);
        repository.write(&files);
        repository.git().set_head("refs/heads/main").unwrap();
        Place { repository, inbox: tempfile::tempdir().unwrap() }
    }

    /// Puts a file into the folder with packages; gives its path.
    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.inbox.path().join(name);
        write(&path, bytes.as_ref());
        path.to_str().unwrap().to_owned()
    }

    /// The same with a package in the binary form.
    fn package(&self, name: &str, package: &Package<'_>) -> String {
        self.put(name, package::write(package))
    }

    fn path(&self) -> &Path {
        self.repository.path()
    }

    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        self.repository.work_tree()
    }

    fn text(&self, at: &str) -> String {
        String::from_utf8(std::fs::read(self.path().join(at)).unwrap()).unwrap()
    }

    fn run(&self, words: &[&str]) -> Said {
        let mut command = crate::support::program();
        let words = words.iter().chain(&["--as-of", "2026-11-01"]);
        command.args(words).current_dir(self.path()).stdin(std::process::Stdio::null());
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let inbox = self.inbox.path().to_str().unwrap();
        Said {
            code: output.status.code(),
            out: text(output.stdout),
            told: text(output.stderr).replace(inbox, "<inbox>"),
        }
    }

    /// `connectory add` that succeeds; what it told.
    fn add(&self, words: &[&str]) -> String {
        let said = self.run(&[&["add"], words].concat());
        assert_eq!(said.code, Some(0), "{words:?}: {}", said.told);
        said.told
    }

    /// `connectory add` that is refused and leaves everything as it was; what it told.
    fn refused(&self, words: &[&str]) -> String {
        let before = self.files();
        let said = self.run(&[&["add"], words].concat());
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{words:?}: {}", said.told);
        assert!(self.files() == before, "{words:?}: files changed");
        said.told
    }
}

/// Plans to add packages to a registry, on the day of these tests.
fn planned(small: &Small, packages: &[Package<'_>], wish: &Wish) -> Result<Plan, EditError> {
    let registry = load::load(small, &History::default(), &mut Memory::default()).unwrap().registry;
    let mut nothing = |_: &str| Err("there is nothing".to_owned());
    let mut incoming = Vec::new();
    for (at, package) in packages.iter().enumerate() {
        let bytes = package::write(package);
        incoming.extend(add::read(&format!("{at}.xmp"), bytes, &Limits::default(), &mut nothing)?);
    }
    Ok(Adding::sort(&registry, small, incoming, wish)?.plan(wish))
}

/// Nothing but packages.
fn plainly() -> Wish {
    Wish::on(TODAY)
}

/// New connectors of `@edge`.
fn wish() -> Wish {
    Wish { owners: vec!["@edge".to_owned()], ..plainly() }
}

/// What a review finds in a registry after a plan.
fn reviewed(small: &Small, plan: &Plan) -> Vec<Diagnostic> {
    let before = load::load(small, &History::default(), &mut Memory::default()).unwrap();
    let tree = plan.changes.over(small);
    let after = load::load(&tree, &History::default(), &mut Memory::default()).unwrap();
    let touched = plan.changes.iter().filter_map(|change| change.path().cloned()).collect();
    let delta = Delta::between(&before.registry, &after.registry, touched);
    let since = Since { before: &before.registry, delta, actors: &[] };
    let context = Context::new(&after.registry, TODAY).with_since(Some(since));
    let report: Report = check::judge(&after.registry.policy, after.diagnostics, &context);
    report.diagnostics().to_vec()
}

fn errors(found: &[Diagnostic]) -> Vec<String> {
    let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| format!("{}: {}", finding.code, finding.message)).collect()
}

/// A file as a plan would leave it.
fn text_after(small: &Small, plan: &Plan, at: &str) -> String {
    let tree = plan.changes.over(small);
    String::from_utf8(tree.read(&RepoPath::new(at).unwrap(), 1 << 20).unwrap()).unwrap()
}
