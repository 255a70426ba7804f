//! What holds for every command that changes a registry: its dry run tells exactly what happens.
//!
//! 1. The files before and after, and which of them differ ([`differing`]).
//! 2. The diff of the dry run names those and no others, and Git makes the same of it ([`told`]).
//! 3. What a check finds, counted by code ([`counts`]).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use connectory::source::WorkTree;

use super::{checked, write};

/// Every file below a folder and its bytes.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Every file and folder below `folder` but Git's own.
pub(crate) fn walk(folder: &Path) -> impl Iterator<Item = walkdir::DirEntry> {
    let own = |entry: &walkdir::DirEntry| entry.file_name() != ".git";
    walkdir::WalkDir::new(folder).into_iter().filter_entry(own).map(|entry| entry.unwrap())
}

/// Every file below `folder` but Git's own.
pub(crate) fn files_in(folder: &Path) -> Files {
    let below = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
    let files = walk(folder).filter(|entry| entry.file_type().is_file());
    files.map(|entry| (below(entry.path()), std::fs::read(entry.path()).unwrap())).collect()
}

/// The paths at which two states differ.
pub(crate) fn differing(before: &Files, after: &Files) -> BTreeSet<String> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

/// Holds the diff of a dry run to what happened then; what is wrong with it otherwise.
pub(crate) fn told(diff: &str, before: &Files, after: &Files) -> Result<(), String> {
    let (parts, differ) = (parts(diff), differing(before, after));
    let named: BTreeSet<String> = parts.iter().flat_map(|part| part.paths()).collect();
    if named != differ {
        return Err(format!("the diff names {named:?}, and {differ:?} changed"));
    }
    let applied = applied(before, &parts)?;
    let is_text = |path: &&String| !path.ends_with(".xmp") && !path.ends_with(".png");
    match differ.iter().filter(is_text).find(|path| applied.get(*path) != after.get(*path)) {
        Some(path) => Err(format!("Git makes something else of {path}\n{diff}")),
        None => Ok(()),
    }
}

/// How often each code is found in the registry in `folder`.
pub(crate) fn counts(folder: &Path) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    let report = checked(&WorkTree::open(folder).unwrap()).1;
    report.diagnostics().iter().for_each(|finding| *counts.entry(finding.code).or_default() += 1);
    counts
}

/// The codes that are found more often than before, but for those that are `announced`.
pub(crate) fn brought(
    before: &BTreeMap<&'static str, usize>,
    after: &BTreeMap<&'static str, usize>,
    announced: &[&str],
) -> Vec<&'static str> {
    let more = |(code, count): &(&&'static str, &usize)| before.get(*code).unwrap_or(&0) < count;
    let more = after.iter().filter(more).map(|(code, _)| *code);
    more.filter(|code| !announced.contains(code)).collect()
}

/// How the YAML files of a registry are written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Layout {
    /// With the line ends of Windows.
    pub(crate) windows: bool,
    /// With comments above, behind and below.
    pub(crate) comments: bool,
    /// Without a line end at the end.
    pub(crate) cut: bool,
}

impl Layout {
    /// Every YAML file of `small`, laid out.
    pub(crate) fn of(self, small: super::Small) -> super::Small {
        let yaml = small.files().into_iter().filter(|(path, _)| path.extension() == Some("yaml"));
        yaml.fold(small.clone(), |small, (path, bytes)| {
            small.with(path.as_str(), self.text(&String::from_utf8(bytes).unwrap()))
        })
    }

    fn text(self, text: &str) -> String {
        let mut out = if self.comments { "# About this file.\n".to_owned() } else { String::new() };
        for line in text.lines() {
            let behind = if self.comments && line.ends_with(char::is_alphanumeric) { "  # so" } else { "" };
            out.push_str(&format!("{line}{behind}\n"));
        }
        if self.comments {
            out.push_str("\n# The end.\n");
        }
        if self.cut {
            out.truncate(out.trim_end().len());
        }
        if self.windows { out.replace('\n', "\r\n") } else { out }
    }
}

/// The part of a diff that is about one file.
struct Part(String);

impl Part {
    /// The paths it names.
    fn paths(&self) -> [String; 2] {
        let first = self.0.lines().next().unwrap().strip_prefix("diff --git a/").unwrap();
        let (one, other) = first.split_once(" b/").unwrap();
        [one.to_owned(), other.to_owned()]
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
fn applied(before: &Files, parts: &[Part]) -> Result<Files, String> {
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
            if !output.status.success() {
                return Err(format!("{}\n{texts}", String::from_utf8_lossy(&output.stderr)));
            }
        }
    }
    Ok(files_in(folder.path()))
}
