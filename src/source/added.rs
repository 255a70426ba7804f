//! A file that is added where none is, with the folders above it.
#![expect(clippy::disallowed_methods, reason = "source/ writes what a person asked for, and only here")]

use std::fs;
use std::path::Path;

use super::{SourceError, write_file};

/// Adds a file, and the folders above it. Returns whether it was added: what is there already, be it a link to nowhere,
/// is left as it is.
///
/// # Errors
/// The disk does not answer.
pub fn add_file(path: &Path, bytes: &[u8]) -> Result<bool, SourceError> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        let failed = |cause| SourceError::Disk { path: folder.display().to_string(), cause };
        fs::create_dir_all(folder).map_err(failed)?;
    }
    write_file(path, bytes, false)?;
    Ok(true)
}

/// Writes a file and the folders above it. One with other bytes is refused unless `replace`.
///
/// # Errors
/// As [`write_file`].
pub fn put_file(path: &Path, bytes: &[u8], replace: bool) -> Result<(), SourceError> {
    if add_file(path, bytes)? { Ok(()) } else { write_file(path, bytes, replace) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_with_its_folders_and_only_where_nothing_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b/c.yaml");
        assert!(add_file(&path, b"one").expect("added"));
        assert!(!add_file(&path, b"two").expect("left"));
        assert_eq!(fs::read(&path).expect("read"), b"one");
        assert!(!add_file(&folder.path().join("a"), b"two").expect("left"), "a folder stands there");
        assert!(add_file(&path.join("below a file"), b"two").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_nowhere_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let (link, nowhere) = (folder.path().join("link"), folder.path().join("nowhere"));
        std::os::unix::fs::symlink(&nowhere, &link).expect("made");
        assert!(!add_file(&link, b"one").expect("left"));
        assert!(nowhere.symlink_metadata().is_err());
    }
}
