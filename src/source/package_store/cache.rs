//! Packages that were fetched, on this machine: named by their digest, and never believed for their name.
//!
//! It is only ever a copy. Whatever is wrong with it, the store is asked; where nothing can be written, nothing is kept.
#![expect(
    clippy::disallowed_methods,
    reason = "source/ keeps the repositories and copies that are our own, and only here"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::PackageStore;
use crate::source::Digest;
use crate::source::named::{Name, Named};

/// So many bytes are kept at most; above that, those go that were fetched first.
const MOST: u64 = 4 << 30;

/// Where packages are kept: `packages` below `CONNECTORY_CACHE`, else below `connectory` in the system's place for such things.
pub(super) fn place(environment: &[(String, String)]) -> Option<PathBuf> {
    let value = |wanted: &str| {
        let found = environment.iter().find(|(name, value)| name == wanted && !value.is_empty());
        found.map(|(_, value)| PathBuf::from(value))
    };
    let of_system = || {
        let home = || value("HOME");
        let place = match () {
            () if cfg!(windows) => value("LOCALAPPDATA"),
            () if cfg!(target_os = "macos") => home().map(|home| home.join("Library/Caches")),
            // A relative path there is to be passed over.
            () => value("XDG_CACHE_HOME")
                .filter(|place| place.is_absolute())
                .or_else(|| home().map(|home| home.join(".cache"))),
        };
        place.map(|place| place.join("connectory"))
    };
    value("CONNECTORY_CACHE").or_else(of_system).map(|place| place.join("packages"))
}

/// A folder of fetched packages.
pub(super) struct Cache {
    folder: PathBuf,
    most: u64,
    /// How many bytes lie there, once that was asked.
    held: Mutex<Option<u64>>,
}

impl Cache {
    /// The one in `folder`, whether it is there or not.
    pub(super) fn at(folder: PathBuf) -> Cache {
        Cache { folder, most: MOST, held: Mutex::new(None) }
    }

    /// The package, where it is kept whole.
    pub(super) fn read(&self, digest: Digest, limit: u64) -> Option<Vec<u8>> {
        let key = PackageStore::key(digest);
        let parts: Vec<&str> = key.split('/').collect();
        match (Name { folder: &self.folder, parts: &parts, digest, size: None }).read(limit) {
            Ok(Named::Whole(bytes)) => Some(bytes),
            Ok(Named::Damaged(_)) => {
                let _ = fs::remove_file(self.folder.join(key));
                None
            }
            _ => None,
        }
    }

    /// Keeps a package that has the digest.
    pub(super) fn put(&self, digest: Digest, bytes: &[u8]) {
        let size = bytes.len() as u64;
        if size > self.most {
            return;
        }
        let place = self.folder.join(PackageStore::key(digest));
        if written(&place, bytes).is_some() {
            self.keep_within(size);
        }
    }

    /// Takes away what was fetched first, until there is room again.
    fn keep_within(&self, more: u64) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let before = held.map(|held| held + more);
        if before.is_some_and(|before| before <= self.most) {
            *held = before;
            return;
        }
        let mut files = self.files();
        let mut now: u64 = files.iter().map(|(_, _, size)| size).sum();
        if now > self.most {
            files.sort();
            // Some room is made at once, so that not every package has all of them listed.
            for (_, path, size) in files {
                if now <= self.most / 4 * 3 {
                    break;
                }
                if fs::remove_file(path).is_ok() {
                    now -= size;
                }
            }
        }
        *held = Some(now);
    }

    /// Every file there: when it was written, where, how large.
    fn files(&self) -> Vec<(SystemTime, PathBuf, u64)> {
        let walk = walkdir::WalkDir::new(&self.folder).min_depth(1).max_depth(2).into_iter().flatten();
        let files = walk.filter(|entry| entry.file_type().is_file());
        let file = |entry: walkdir::DirEntry| {
            let found = entry.metadata().ok()?;
            Some((found.modified().unwrap_or(SystemTime::UNIX_EPOCH), entry.into_path(), found.len()))
        };
        files.filter_map(file).collect()
    }
}

/// Writes a file, entirely or not at all.
fn written(place: &Path, bytes: &[u8]) -> Option<()> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let beside = place.with_extension(format!("{}-{count}.new", std::process::id()));
    fs::create_dir_all(place.parent()?).ok()?;
    let write = || {
        let mut file = fs::File::create_new(&beside)?;
        file.write_all(bytes)?;
        drop(file);
        fs::rename(&beside, place)
    };
    let written = write();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(count: u8) -> Vec<(Digest, Vec<u8>)> {
        (0..count).map(|at| vec![at; 100]).map(|bytes| (Digest::of(&bytes), bytes)).collect()
    }

    #[test]
    fn what_is_kept_is_believed_for_its_bytes_alone() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::at(folder.path().join("below"));
        let (digest, bytes) = packages(1).remove(0);
        assert_eq!(cache.read(digest, 100), None);
        cache.put(digest, &bytes);
        assert_eq!(cache.read(digest, 100), Some(bytes.clone()));
        assert_eq!(cache.read(digest, 99), None);
        let place = folder.path().join("below").join(PackageStore::key(digest));
        fs::write(&place, vec![9; 100]).unwrap();
        assert_eq!(cache.read(digest, 100), None);
        assert!(!place.exists(), "what is damaged goes");
    }

    #[test]
    fn it_never_holds_more_than_it_may() {
        let folder = tempfile::tempdir().unwrap();
        let held = || -> u64 { Cache::at(folder.path().to_owned()).files().iter().map(|file| file.2).sum() };
        // Every second time another process goes on.
        for pair in packages(60).chunks(2) {
            let cache = Cache { most: 1000, ..Cache::at(folder.path().to_owned()) };
            for (digest, bytes) in pair {
                cache.put(*digest, bytes);
                assert!(held() <= 1000);
            }
        }
        assert!(held() >= 700);
        let cache = Cache { most: 1000, ..Cache::at(folder.path().to_owned()) };
        let large = vec![1; 1001];
        cache.put(Digest::of(&large), &large);
        assert_eq!(cache.read(Digest::of(&large), 2000), None);
    }

    #[test]
    fn it_lies_where_the_environment_says() {
        let place = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> =
                pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            super::place(&pairs)
        };
        assert_eq!(place(&[("CONNECTORY_CACHE", "/c"), ("HOME", "/h")]), Some(PathBuf::from("/c/packages")));
        assert_eq!(place(&[]), None);
        if cfg!(target_os = "linux") {
            let home = Some(PathBuf::from("/h/.cache/connectory/packages"));
            assert_eq!(place(&[("XDG_CACHE_HOME", "relative"), ("HOME", "/h")]), home);
            let own = place(&[("XDG_CACHE_HOME", "/x"), ("CONNECTORY_CACHE", ""), ("HOME", "/h")]);
            assert_eq!(own, Some(PathBuf::from("/x/connectory/packages")));
        }
    }
}
