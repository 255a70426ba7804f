//! What the watched tree was when last looked at: every file's size, times and number, folder by folder.
//!
//! An event names a folder at best. `refresh` lists that folder again and walks what is new in it; a full `take` compared with what was known shows
//! what events missed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use crate::source::{CHANGE_FOLDER, change_plan};

/// One entry of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stamp {
    Folder,
    File { size: u64, times: (i128, i128), number: u64 },
}

type Folder = BTreeMap<OsString, Stamp>;

/// Which paths are looked at.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// The watched folder, without links in its path.
    pub(super) root: PathBuf,
    /// Folders below it that are none of the registry, such as the output folder.
    pub(super) ignore: Vec<PathBuf>,
}

impl Scope {
    /// Whether a change at this path can change the site.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let Ok(inside) = path.strip_prefix(&self.root) else {
            return false;
        };
        // Of a change that is being made, only the plan says something: that it is not finished.
        let of_change = inside.starts_with(CHANGE_FOLDER) && inside.components().count() > 1;
        !self.ignore.iter().any(|folder| path.starts_with(folder))
            && !inside.iter().any(|part| part == ".git")
            && (!of_change || inside == Path::new(change_plan().as_str()))
            && !path.file_name().is_some_and(is_noise)
    }
}

/// Whether an editor or a copy in progress made this name.
fn is_noise(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let ends = ["~", ".tmp", ".part", ".swp", ".swx", ".swo", ".crdownload"];
    ends.iter().any(|end| name.ends_with(end))
        || name.starts_with(".#")
        || matches!(&*name, "4913" | ".DS_Store")
}

/// The tree as last seen.
#[derive(Debug, Default)]
pub(super) struct Listing {
    folders: HashMap<PathBuf, Folder>,
    files: usize,
}

/// What a look found to be other than known.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Files that came, went or changed.
    pub(super) files: BTreeSet<PathBuf>,
    /// Folders that came.
    pub(super) new_folders: Vec<PathBuf>,
}

impl Listing {
    /// Walks the whole tree.
    pub(super) fn take(scope: &Scope) -> Self {
        let mut listing = Listing::default();
        listing.refresh(scope, &scope.root, &mut Difference::default());
        listing
    }

    /// How many files there are.
    pub(super) fn files(&self) -> usize {
        self.files
    }

    /// Every folder.
    #[cfg(test)]
    pub(super) fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.keys().map(PathBuf::as_path)
    }

    /// Lists one folder again, walks the folders that are new in it and forgets those that went.
    pub(super) fn refresh(&mut self, scope: &Scope, folder: &Path, found: &mut Difference) {
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let after = list(scope, &folder);
            let before = self.folders.remove(&folder).unwrap_or_default();
            for name in
                before.keys().filter(|name| after.as_ref().is_none_or(|after| !after.contains_key(*name)))
            {
                self.forget(&folder.join(name), before[name], found);
            }
            let Some(after) = after else { continue };
            for (name, stamp) in &after {
                let known = before.get(name);
                if known == Some(stamp) {
                    continue;
                }
                let path = folder.join(name);
                if let Some(known) = known {
                    self.forget(&path, *known, found);
                }
                if *stamp == Stamp::Folder {
                    found.new_folders.push(path.clone());
                    folders.push(path);
                } else {
                    self.files += 1;
                    found.files.insert(path);
                }
            }
            self.folders.insert(folder, after);
        }
    }

    /// What another look at the same tree found to be other.
    pub(super) fn difference(&self, after: &Listing) -> Difference {
        let mut found = Difference::default();
        let empty = Folder::new();
        for (path, folder) in &self.folders {
            let other = after.folders.get(path).unwrap_or(&empty);
            let gone = folder.iter().filter(|(name, stamp)| other.get(*name) != Some(*stamp));
            found.add(path, gone);
        }
        for (path, folder) in &after.folders {
            if !self.folders.contains_key(path) {
                found.new_folders.push(path.clone());
            }
            let before = self.folders.get(path).unwrap_or(&empty);
            let come = folder.iter().filter(|(name, _)| !before.contains_key(*name));
            found.add(path, come);
        }
        found
    }

    fn forget(&mut self, path: &Path, stamp: Stamp, found: &mut Difference) {
        if stamp != Stamp::Folder {
            self.files -= 1;
            found.files.insert(path.to_owned());
            return;
        }
        for (name, stamp) in self.folders.remove(path).unwrap_or_default() {
            self.forget(&path.join(name), stamp, found);
        }
    }
}

impl Difference {
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    fn add<'a>(&mut self, folder: &Path, entries: impl Iterator<Item = (&'a OsString, &'a Stamp)>) {
        let files = entries.filter(|(_, stamp)| **stamp != Stamp::Folder);
        self.files.extend(files.map(|(name, _)| folder.join(name)));
    }
}

/// The entries of a folder; nothing if there is no such folder. What vanishes while it is looked at was not there.
fn list(scope: &Scope, folder: &Path) -> Option<Folder> {
    let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let inside = entries.filter(|entry| scope.holds(&entry.path()));
    let stamped = inside.filter_map(|entry| {
        let found = entry.metadata().ok()?;
        Some((entry.file_name(), stamp(&found)))
    });
    Some(stamped.collect())
}

#[cfg(unix)]
fn stamp(found: &Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    let nanos = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    match found.is_dir() {
        true => Stamp::Folder,
        false => Stamp::File {
            size: found.size(),
            times: (nanos(found.mtime(), found.mtime_nsec()), nanos(found.ctime(), found.ctime_nsec())),
            number: found.ino(),
        },
    }
}

#[cfg(not(unix))]
fn stamp(found: &Metadata) -> Stamp {
    let since = |time: std::io::Result<std::time::SystemTime>| {
        time.ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX))
    };
    match found.is_dir() {
        true => Stamp::Folder,
        false => Stamp::File { size: found.len(), times: (since(found.modified()), 0), number: 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> (tempfile::TempDir, Scope) {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, *file).unwrap();
        }
        let scope = Scope { root: root.path().to_owned(), ignore: vec![root.path().join("site")] };
        (root, scope)
    }

    #[test]
    fn git_output_temporary_files_and_changes_being_made_are_no_part_of_the_tree() {
        let (_root, scope) = tree(&[
            "a.yaml",
            "d/b.yaml",
            "d/.git/x",
            ".git/HEAD",
            "site/index.html",
            "d/.b.yaml.swp",
            "d/b.yaml~",
            "4913",
            "x.tmp",
            "x.part",
            "d/.#b.yaml",
            ".connectory-change/0",
            ".connectory-change/lock",
            ".connectory-change/plan.json.new",
        ]);
        assert_eq!(Listing::take(&scope).files(), 2);
        fs::write(scope.root.join(".connectory-change/plan.json"), "{}").unwrap();
        assert_eq!(Listing::take(&scope).files(), 3, "that a change is not finished is for the site to know");
        assert!(scope.holds(&scope.root.join("d")));
        assert!(!scope.holds(Path::new("/elsewhere/a.yaml")));
    }

    #[test]
    fn a_refresh_finds_what_a_full_look_finds() {
        let (root, scope) = tree(&["a", "d/b", "d/c", "e/f/g", "turn"]);
        let mut known = Listing::take(&scope);
        let at = |path: &str| root.path().join(path);
        fs::write(at("d/b"), "longer than before").unwrap();
        fs::remove_dir_all(at("e")).unwrap();
        fs::remove_file(at("turn")).unwrap();
        fs::create_dir_all(at("turn/deep")).unwrap();
        fs::write(at("turn/deep/file"), "").unwrap();
        let full = Listing::take(&scope);
        let whole = known.difference(&full);
        let mut found = Difference::default();
        for folder in [at("d"), scope.root.clone()] {
            known.refresh(&scope, &folder, &mut found);
        }
        let expected = ["d/b", "e/f/g", "turn", "turn/deep/file"].map(at);
        assert_eq!(found.files, BTreeSet::from(expected));
        assert_eq!(found.files, whole.files);
        assert!(known.difference(&full).is_empty());
        assert_eq!((known.files(), full.files()), (4, 4));
    }

    #[test]
    fn a_root_that_is_gone_is_an_empty_tree() {
        let (root, scope) = tree(&["a", "d/b"]);
        let mut known = Listing::take(&scope);
        drop(root);
        let mut found = Difference::default();
        known.refresh(&scope, &scope.root, &mut found);
        assert_eq!((known.files(), found.files.len()), (0, 2));
    }
}
