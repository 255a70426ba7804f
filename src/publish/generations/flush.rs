//! Waits until files and folders are on the disk.
//!
//! One after the other, 20,000 new files took from 4 s to a minute; several at once share what the disk has to be told, and take 2 s.

use std::fs::File;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::publish::PublishError;
use crate::publish::disk::fail;

/// As many wait at once.
const AT_ONCE: usize = 8;

/// Flushes these files below a folder.
pub(super) fn files(root: &Path, files: &[&str]) -> Result<(), PublishError> {
    all(root, files)
}

/// Flushes what these folders below a folder say of what is in them; the empty name is the folder itself.
pub(super) fn folders(root: &Path, folders: &[&str]) -> Result<(), PublishError> {
    // Other systems do not let a folder be flushed.
    if cfg!(unix) { all(root, folders) } else { Ok(()) }
}

fn all(root: &Path, names: &[&str]) -> Result<(), PublishError> {
    // Unit tests cut between steps, not the power; flushing would only make them slow.
    if cfg!(test) {
        return Ok(());
    }
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(None));
    let work = || {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            let path = root.join(name);
            // Windows flushes only what may be written.
            let open = File::options().read(true).write(cfg!(windows)).open(&path);
            if let Err(source) = open.and_then(|file| file.sync_all()) {
                next.store(names.len(), Ordering::Relaxed);
                *failed.lock().unwrap_or_else(|lock| lock.into_inner()) = Some(fail("flush", &path, source));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..names.len().min(AT_ONCE) {
            scope.spawn(work);
        }
        work();
    });
    failed.into_inner().unwrap_or_else(|lock| lock.into_inner()).map_or(Ok(()), Err)
}
