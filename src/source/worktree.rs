//! A registry's folder on disk.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use walkdir::WalkDir;

use super::changes::plan_of;
use super::code_owners::surroundings;
use super::{
    CodeOwners, Digest, Entry, EntryKind, LfsStore, RepoPath, SourceError, Stamp, Tree, change_plan, discover,
};

/// The files below one folder, as they are now. Names that begin with a dot belong to tools and are passed over, but for the
/// plan of a change that is not finished.
#[derive(Debug, Clone)]
pub struct WorkTree {
    root: PathBuf,
    /// Found when it is first asked for.
    lfs: OnceLock<Option<LfsStore>>,
}

impl WorkTree {
    /// The registry in `root`.
    ///
    /// # Errors
    /// When `root` is no folder.
    pub fn open(root: &Path) -> Result<WorkTree, SourceError> {
        let metadata = fs::metadata(root).map_err(|cause| disk(root, cause))?;
        if !metadata.is_dir() {
            return Err(SourceError::Missing(format!("{}: not a folder", root.display())));
        }
        Ok(WorkTree::at(root.to_owned()))
    }

    fn at(root: PathBuf) -> WorkTree {
        WorkTree { root, lfs: OnceLock::new() }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a path of the registry lies on this disk.
    pub fn on_disk(&self, path: &RepoPath) -> PathBuf {
        path.parts().fold(self.root.clone(), |folder, part| folder.join(part))
    }
}

impl Tree for WorkTree {
    fn list(&self) -> Result<Vec<Entry>, SourceError> {
        let mut entries = Vec::new();
        #[expect(clippy::disallowed_methods, reason = "it changes no result, only what is read again")]
        let now = nanoseconds(SystemTime::now());
        let visible = |name: &std::ffi::OsStr| !name.as_encoded_bytes().starts_with(b".");
        let mut walk = WalkDir::new(&self.root)
            .follow_links(false)
            .min_depth(1)
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || visible(entry.file_name()));
        while let Some(found) = walk.next() {
            let found = found.and_then(|entry| entry.metadata().map(|metadata| (entry, metadata)));
            let (entry, metadata) = match found {
                Ok(found) => found,
                Err(error) if is_gone(&error) => continue,
                Err(error) => return Err(walk_error(&self.root, error)),
            };
            let entry = self.entry(entry.path(), &metadata, now);
            if metadata.is_dir() {
                if entry.kind != EntryKind::Unnameable {
                    continue;
                }
                walk.skip_current_dir();
            }
            entries.push(entry);
        }
        let plan = plan_of(self);
        entries.extend(plan.map(|plan| self.entry(&self.on_disk(&change_plan()), &plan, now)));
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn read(&self, path: &RepoPath, limit: u64) -> Result<Vec<u8>, SourceError> {
        let (file, size) = self.file(path)?;
        let mut bytes = Vec::with_capacity(size.min(limit) as usize);
        let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|cause| disk(&self.on_disk(path), cause))?;
        if bytes.len() as u64 > limit {
            return Err(SourceError::TooLarge { path: path.to_string(), size, limit });
        }
        Ok(bytes)
    }

    fn digest(&self, path: &RepoPath, limit: u64) -> Result<Digest, SourceError> {
        let (file, size) = self.file(path)?;
        if size > limit {
            return Err(SourceError::TooLarge { path: path.to_string(), size, limit });
        }
        Digest::of_reader(file.take(limit)).map_err(|cause| disk(&self.on_disk(path), cause))
    }

    fn folder_here(&self) -> Option<PathBuf> {
        Some(self.root.clone())
    }

    fn lfs(&self) -> Option<&LfsStore> {
        // A repository that Git will not open was reported when its history was asked for.
        let find = || discover(&self.root).ok().flatten().map(|repository| LfsStore::of(&repository));
        self.lfs.get_or_init(find).as_ref()
    }

    fn code_owners(&self) -> Result<CodeOwners, SourceError> {
        let (root, folder) = surroundings(&self.root);
        let around = WorkTree::at(root);
        let is_there = |path: &RepoPath| around.on_disk(path).symlink_metadata().is_ok();
        CodeOwners::of(folder, |path, limit| around.read(path, limit), is_there)
    }
}

impl WorkTree {
    /// An ordinary file and its size, opened.
    fn file(&self, path: &RepoPath) -> Result<(File, u64), SourceError> {
        let on_disk = self.on_disk(path);
        let metadata = fs::symlink_metadata(&on_disk).map_err(|cause| disk(&on_disk, cause))?;
        // A link put here after the listing would lead out of the registry.
        if !metadata.is_file() {
            return Err(SourceError::Missing(format!("{path}: not an ordinary file")));
        }
        let file = File::open(&on_disk).map_err(|cause| disk(&on_disk, cause))?;
        Ok((file, metadata.len()))
    }

    /// The entry of what was walked to, of whose folders every name is one that any system could hold.
    fn entry(&self, on_disk: &Path, metadata: &Metadata, now: i128) -> Entry {
        let below = on_disk.strip_prefix(&self.root).unwrap_or(on_disk);
        let folder: Vec<_> =
            below.parent().into_iter().flatten().map(|part| part.to_string_lossy()).collect();
        let (folder, name) = (folder.join("/"), below.file_name().unwrap_or_default());
        let path = name.to_str().and_then(|name| RepoPath::new(&folder).ok()?.join(name).ok());
        let kind = match metadata.file_type() {
            _ if path.is_none() => EntryKind::Unnameable,
            kind if kind.is_file() => EntryKind::File,
            kind if kind.is_symlink() => EntryKind::Symlink,
            _ => EntryKind::Other,
        };
        let path = path.unwrap_or_else(|| RepoPath::standing_for(&folder, name.as_encoded_bytes()));
        Entry { path, kind, size: metadata.len(), stamp: stamp(metadata, now) }
    }
}

/// Within this time in nanoseconds a file may change twice without its times telling: Linux keeps them by the tick of its clock,
/// others by one or two seconds.
const TICK: i128 = 50_000_000;
const COARSE_TICK: i128 = 2 * SECOND;
const SECOND: i128 = 1_000_000_000;

/// The stamp of a file that was looked at when it was `now`.
fn stamp(metadata: &Metadata, now: i128) -> Stamp {
    static FRESH: AtomicU64 = AtomicU64::new(0);
    let modified = metadata.modified().map_or(0, nanoseconds);
    #[cfg(unix)]
    let (changed, inode) = {
        use std::os::unix::fs::MetadataExt;
        (i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec()), metadata.ino())
    };
    #[cfg(not(unix))]
    let (changed, inode) = (0, 0);
    // The change time moves with every change, whatever the modification time is set to.
    let last = if changed == 0 { modified } else { changed };
    let tick = if last % SECOND == 0 { COARSE_TICK } else { TICK };
    match now - last < tick {
        true => Stamp::Fresh(FRESH.fetch_add(1, Ordering::Relaxed)),
        false => Stamp::Stat { size: metadata.len(), modified, changed, inode },
    }
}

fn nanoseconds(time: SystemTime) -> i128 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i128)
}

fn is_gone(error: &walkdir::Error) -> bool {
    // The root itself must be there; what is below it may go while we walk.
    error.depth() > 0 && error.io_error().is_some_and(|cause| cause.kind() == std::io::ErrorKind::NotFound)
}

fn walk_error(root: &Path, error: walkdir::Error) -> SourceError {
    let path = error.path().unwrap_or(root).to_owned();
    let cause = error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of folders"));
    disk(&path, cause)
}

fn disk(path: &Path, cause: std::io::Error) -> SourceError {
    SourceError::Disk { path: path.display().to_string(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_listed_in_path_order_and_dot_names_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        for path in ["b/z.yaml", "b.yaml", "a.yaml", ".git/HEAD", "b/.hidden"] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::File::create(path).expect("made");
        }
        let listed = WorkTree::open(folder.path()).expect("opens").list().expect("lists");
        let paths: Vec<_> = listed.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, ["a.yaml", "b.yaml", "b/z.yaml"]);
    }

    #[test]
    fn a_file_that_changed_just_now_may_change_again_unseen() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = File::create(folder.path().join("a.yaml")).expect("made");
        let now = nanoseconds(file.metadata().and_then(|found| found.modified()).expect("its time"));
        let stamp_at = |now: i128| stamp(&file.metadata().expect("its metadata"), now);
        assert_ne!(stamp_at(now), stamp_at(now));
        assert_eq!(stamp_at(now + COARSE_TICK), stamp_at(now + COARSE_TICK));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_listed_as_one_and_never_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link.yaml")).expect("made");
        let tree = WorkTree::open(folder.path()).expect("opens");
        let listed = tree.list().expect("lists");
        assert_eq!(listed[0].kind, EntryKind::Symlink);
        assert!(tree.read(&listed[0].path, 1 << 20).is_err());
    }

    #[test]
    fn more_than_the_limit_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = RepoPath::new("a").expect("a path");
        fs::File::create(folder.path().join("a")).and_then(|file| file.set_len(11)).expect("made");
        let tree = WorkTree::open(folder.path()).expect("opens");
        assert!(tree.read(&path, 10).expect_err("refused").is_too_large());
        assert_eq!(tree.read(&path, 11).expect("read").len(), 11);
    }
}
