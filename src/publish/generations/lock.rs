//! One publisher at a time: a lock of the system's, and a fencing number for where such locks do not hold.
//!
//! Whoever opens the folder counts the number up. A publisher that comes to swap and finds another number than its own was taken for dead
//! meanwhile, and swaps nothing.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::publish::PublishError;
use crate::publish::disk::fail;

/// The file that is locked.
pub(super) const LOCK: &str = "lock";
/// Of a lock no more is read than this, in bytes.
const MOST: u64 = 4 << 10;

/// A folder that nobody else publishes to.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    fence: u64,
    /// Kept open: the system lets go of the lock when the process ends, however it ends.
    _file: File,
}

impl Lock {
    /// Takes the lock of the folder. `owner` is what another publisher is told, in a line.
    pub(super) fn take(root: &Path, owner: &str) -> Result<Lock, PublishError> {
        let path = root.join(LOCK);
        let failed = |source| fail("lock", &path, source);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let (_, owner) = said(&mut file);
                let owner = if owner.is_empty() { "another process".to_owned() } else { owner };
                return Err(PublishError::Taken { place: root.display().to_string(), owner });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let fence = said(&mut file).0 + 1;
        let mut note = || {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{fence} {owner}")?;
            file.sync_data()
        };
        note().map_err(failed)?;
        Ok(Lock { path, fence, _file: file })
    }

    /// Refuses when another publisher took the folder meanwhile.
    pub(super) fn still_holds(&self) -> Result<(), PublishError> {
        let (fence, owner) = match File::open(&self.path) {
            Ok(mut file) => said(&mut file),
            Err(source) => return Err(fail("read", &self.path, source)),
        };
        match fence == self.fence {
            true => Ok(()),
            false => {
                let place = self.path.parent().unwrap_or(Path::new("")).display().to_string();
                Err(PublishError::Taken { place, owner: format!("{owner}, who came later") })
            }
        }
    }
}

/// The number and the owner that the lock tells; none is told where it is new, or was cut off.
fn said(file: &mut File) -> (u64, String) {
    let mut text = String::new();
    let _ = file.take(MOST).read_to_string(&mut text);
    let line = text.lines().next().unwrap_or_default();
    let (fence, owner) = line.split_once(' ').unwrap_or((line, ""));
    (fence.parse().unwrap_or(0), owner.to_owned())
}
