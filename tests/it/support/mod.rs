//! A small valid registry, edits of it, and the report that a user would read.

#[cfg(target_os = "linux")]
pub(crate) mod crash;
pub(crate) mod dice;
pub(crate) mod held;
pub(crate) mod moto;
#[cfg(unix)]
pub(crate) mod process;
pub(crate) mod proxy;
pub(crate) mod real;
mod repository;
pub(crate) mod review;
pub(crate) mod schema;
pub(crate) mod site;
mod small;

pub(crate) use repository::{Files, TestRepository, day, write};

pub(crate) use small::{ID, NAME, OTHER_ID, SLUG, Small, form, package};

use connectory::check::{self, Context};
use connectory::diag::Report;
use connectory::diag::emit::{Format, Printing};
use connectory::load::{self, Memory};
use connectory::model::Registry;
use connectory::source::{History, RepoPath, Tree};
use jiff::civil::{Date, date};

/// The day of every check in these tests.
pub(crate) const TODAY: Date = date(2026, 11, 1);

/// The project's folder.
pub(crate) fn project() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, as if outside of any CI, whose annotations it would write.
pub(crate) fn program() -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_connectory"));
    ["GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI"].iter().for_each(|name| _ = command.env_remove(name));
    command
}

/// What the program says in `folder`: its result, its complaints, its exit code.
pub(crate) fn said(arguments: &[&str], folder: &std::path::Path) -> (String, String, i32) {
    let output = program().args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

/// Tells whoever runs the long tests how they went.
#[expect(clippy::print_stderr, reason = "a test of chance says what it tried")]
pub(crate) fn tell(what: &str) {
    eprintln!("{what}");
}

/// A path that is known to be one.
pub(crate) fn path(text: &str) -> RepoPath {
    RepoPath::new(text).unwrap()
}

/// Loads, checks and settles `tree`.
pub(crate) fn checked(tree: &dyn Tree) -> (Registry, Report) {
    checked_on(tree, TODAY)
}

/// The same on another day.
pub(crate) fn checked_on(tree: &dyn Tree, today: Date) -> (Registry, Report) {
    let loaded = load::load(tree, &History::default(), &mut Memory::default()).unwrap();
    let mut diagnostics = loaded.diagnostics;
    diagnostics.extend(check::check(&Context::new(&loaded.registry, today)));
    let unused = check::unused_waivers(&loaded.registry, &diagnostics, today, &|_| true);
    let mut settled = check::settle(&loaded.registry.policy, diagnostics, today);
    settled.extend(unused);
    (loaded.registry, Report::new(settled))
}

/// The report on `tree` as people read it.
pub(crate) fn report(tree: &dyn Tree) -> String {
    report_on(tree, TODAY)
}

/// The same on another day.
pub(crate) fn report_on(tree: &dyn Tree, today: Date) -> String {
    printed(&checked_on(tree, today).1, tree, Format::Human)
}

/// A report on `tree` in a format.
pub(crate) fn printed(report: &Report, tree: &dyn Tree, format: Format) -> String {
    format.emit(&Printing::new(report, &|path| text_of(tree, path)))
}

/// The codes of the findings, in the report's order.
pub(crate) fn codes(tree: &dyn Tree) -> Vec<&'static str> {
    checked(tree).1.diagnostics().iter().map(|diagnostic| diagnostic.code).collect()
}

/// A file's text, where it is one.
pub(crate) fn text_of(tree: &dyn Tree, path: &RepoPath) -> Option<String> {
    String::from_utf8(tree.read(path, 1 << 20).ok()?).ok()
}

/// Compares `text` with the file `snapshots/<name>.snap`.
pub(crate) fn same_as_before(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/snapshots"));
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The folder of the sample registry.
pub(crate) fn sample() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("registry")
}

/// The sample registry in the folder `registry` of a new folder, in no repository.
pub(crate) fn sample_copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(sample()) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let below = entry.path().strip_prefix(sample()).unwrap();
            write(&folder.path().join("registry").join(below), &std::fs::read(entry.path()).unwrap());
        }
    }
    folder
}
