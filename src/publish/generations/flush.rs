//! Waits until files and folders are on the disk.
//!
//! One after the other, 20,000 new files took from 4 s to a minute; several at once share what the disk has to be told, and take 2 s.
//! Where the system can be asked for all of a file system at once, it is.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::publish::PublishError;
use crate::publish::disk::fail;

/// Flushes these files and folders below a folder, or more.
pub(super) fn site(root: &Path, files: &[&str], folders: &[&str]) -> Result<(), PublishError> {
    // Unit tests cut between steps, not the power; flushing would only make them slow.
    if cfg!(test) { Ok(()) } else { flushed(root, files, folders) }
}

/// Flushes one file.
pub(super) fn file(path: &Path) -> Result<(), PublishError> {
    if cfg!(test) { Ok(()) } else { one(path).map_err(|source| fail("flush", path, source)) }
}

/// Flushes what a folder says of what is in it. Systems that let no folder be flushed do so by themselves.
pub(super) fn folder(path: &Path) -> Result<(), PublishError> {
    if cfg!(unix) { file(path) } else { Ok(()) }
}

fn one(path: &Path) -> io::Result<()> {
    // Windows flushes only what may be written.
    File::options().read(true).write(cfg!(windows)).open(path)?.sync_all()
}

#[cfg(target_os = "linux")]
fn flushed(root: &Path, _: &[&str], _: &[&str]) -> Result<(), PublishError> {
    let done = File::open(root).and_then(|root| Ok(rustix::fs::syncfs(root)?));
    done.map_err(|source| fail("flush", root, source))
}

#[cfg(not(target_os = "linux"))]
fn flushed(root: &Path, files: &[&str], folders: &[&str]) -> Result<(), PublishError> {
    all(root, files)?;
    if cfg!(unix) { all(root, folders) } else { Ok(()) }
}

#[cfg(not(target_os = "linux"))]
fn all(root: &Path, names: &[&str]) -> Result<(), PublishError> {
    crate::publish::disk::at_once(names, |name| file(&root.join(name)))
}
