//! Files that a digest names: what lies in such a place counts only where its bytes have that digest, and no link on the way to
//! it is followed. Whoever chooses the folder can so never have another file read.

use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{Digest, SourceError};

/// What lies where a digest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// Bytes that have the digest.
    Whole(Vec<u8>),
    /// Nothing.
    Absent,
    /// More bytes than are read: so many.
    TooLarge(u64),
    /// Something else: what, as a sentence.
    Damaged(String),
}

/// A file that a digest names.
pub(super) struct Name<'n> {
    /// The folder in which such files lie. The way to it may hold links: a person chose it.
    pub(super) folder: &'n Path,
    /// Folders below it, and the file.
    pub(super) parts: &'n [&'n str],
    pub(super) digest: Digest,
    /// How many bytes it must have, where that is known.
    pub(super) size: Option<u64>,
}

impl Name<'_> {
    /// Reads it, up to `limit` bytes.
    ///
    /// # Errors
    /// When the disk does not answer.
    pub(super) fn read(&self, limit: u64) -> Result<Named, SourceError> {
        let (place, found) = match self.look()? {
            Ok(found) => found,
            Err(named) => return Ok(named),
        };
        if found.len() > limit {
            return Ok(Named::TooLarge(found.len()));
        }
        let mut bytes = Vec::with_capacity(found.len() as usize);
        let read = File::open(&place).and_then(|file| {
            // It may grow meanwhile.
            file.take(limit.saturating_add(1)).read_to_end(&mut bytes)
        });
        match read {
            Ok(_) if bytes.len() as u64 > limit => Ok(Named::TooLarge(bytes.len() as u64)),
            Ok(_) => Ok(checked(bytes, self.digest)),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(Named::Absent),
            Err(cause) => Err(disk(&place, cause)),
        }
    }

    /// Whether a file of the right size lies there. Its bytes are not looked at.
    pub(super) fn is_there(&self) -> bool {
        matches!(self.look(), Ok(Ok(_)))
    }

    /// The file, if an ordinary one of the right size lies there.
    fn look(&self) -> Result<Result<(PathBuf, Metadata), Named>, SourceError> {
        let (mut place, last) = (self.folder.to_owned(), self.parts.len() - 1);
        for (at, part) in self.parts.iter().enumerate() {
            place.push(part);
            let found = match fs::symlink_metadata(&place) {
                Ok(found) => found,
                Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    return Ok(Err(Named::Absent));
                }
                Err(cause) => return Err(disk(&place, cause)),
            };
            let below = self.parts[..=at].join("/");
            if found.is_symlink() {
                return Ok(Err(Named::Damaged(format!("`{below}` is a link, which is not followed"))));
            }
            if at < last && !found.is_dir() {
                return Ok(Err(Named::Absent));
            }
            if at < last {
                continue;
            }
            if !found.is_file() {
                return Ok(Err(Named::Damaged(format!("`{below}` is no ordinary file"))));
            }
            return Ok(match self.size.filter(|size| *size != found.len()) {
                Some(size) => {
                    Err(Named::Damaged(format!("it is {} bytes large, and must be {size}", found.len())))
                }
                None => Ok((place, found)),
            });
        }
        Ok(Err(Named::Absent))
    }
}

/// The bytes, if they have the digest.
pub(super) fn checked(bytes: Vec<u8>, digest: Digest) -> Named {
    match Digest::of(&bytes) {
        actual if actual == digest => Named::Whole(bytes),
        actual => Named::Damaged(format!("its bytes have the SHA-256 {actual}")),
    }
}

fn disk(path: &Path, cause: std::io::Error) -> SourceError {
    SourceError::Disk { path: path.display().to_string(), cause }
}
