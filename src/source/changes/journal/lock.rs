//! One change of a registry at a time: an advisory lock on a file, which the system releases when the process dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::thread;
use std::time::Duration;

use same_file::Handle;

use super::tracked;
use crate::source::SourceError;
use crate::source::changes::disk::{Disk, failed};

/// The file that is locked, in the folder of the change.
pub(super) const NAME: &str = "lock";
/// Time between two looks whether another process is done.
const PAUSE: Duration = Duration::from_millis(50);
/// So many looks: five seconds, or, in tests, less.
const LOOKS: usize = if cfg!(test) { 12 } else { 100 };

/// A lock, released when dropped.
pub(super) struct Lock {
    _file: File,
}

/// Makes `folder` and locks it, after waiting a little for whoever is at work there.
pub(super) fn acquire(disk: &Disk<'_>, folder: &Path) -> Result<Lock, SourceError> {
    if !disk.make_folder(folder)? {
        tracked::refuse(disk.tree, folder)?;
    }
    for look in 0..LOOKS {
        if look > 0 {
            thread::sleep(PAUSE);
        }
        // Whoever was at work there may have removed it.
        disk.make_folder(folder)?;
        let is_folder = |found: std::fs::Metadata| found.is_dir();
        if !folder.symlink_metadata().is_ok_and(is_folder) {
            return Err(SourceError::Refused(format!(
                "`{}` is no folder but a link or a file; remove it",
                folder.display()
            )));
        }
        if let Some(file) = locked(&folder.join(NAME))? {
            return Ok(Lock { _file: file });
        }
    }
    Err(SourceError::Refused(
        "another connectory is changing this registry; run again when it is done".to_owned(),
    ))
}

/// The locked file; `None` while another process has it, or has just removed it.
fn locked(path: &Path) -> Result<Option<File>, SourceError> {
    if path.symlink_metadata().is_ok_and(|found| !found.is_file()) {
        return Err(SourceError::Refused(format!(
            "`{}` is no file but a link or a folder; remove it",
            path.display()
        )));
    }
    let file = match OpenOptions::new().write(true).create(true).truncate(false).open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(failed(path, cause)),
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        // Some file systems of networks know no locks; one change at a time is then up to the people.
        Err(TryLockError::Error(cause)) if cause.kind() == ErrorKind::Unsupported => {}
        Err(TryLockError::Error(cause)) => return Err(failed(path, cause)),
    }
    // Between opening and locking, the file may have been removed and another one made.
    let own = file.try_clone().and_then(Handle::from_file).map_err(|cause| failed(path, cause))?;
    Ok(Handle::from_path(path).is_ok_and(|there| there == own).then_some(file))
}
