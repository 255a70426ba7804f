//! Bodies on their way: a site of many pages is not held in memory until it is sent.
#![expect(clippy::disallowed_methods, reason = "publish/ keeps what is on its way, and only here")]

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use crate::publish::PublishError;
use crate::publish::disk::fail;

/// One file with all bodies behind each other. What an earlier process left in it is of no use.
#[derive(Debug)]
pub(super) struct Spool {
    path: PathBuf,
    file: Option<File>,
    end: u64,
}

/// Where a body lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    start: u64,
    length: u64,
}

impl Piece {
    pub(super) fn length(&self) -> u64 {
        self.length
    }
}

impl Spool {
    pub(super) fn new(path: PathBuf) -> Spool {
        Spool { path, file: None, end: 0 }
    }

    /// Forgets all bodies.
    pub(super) fn clear(&mut self) {
        (self.file, self.end) = (None, 0);
        // One that stays is emptied when the next body comes.
        let _ = std::fs::remove_file(&self.path);
    }

    /// Keeps a body.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<Piece, PublishError> {
        let failed = |source| fail("write", &self.path, source);
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let mut options = File::options();
                let options = options.read(true).write(true).create(true).truncate(true);
                none.insert(options.open(&self.path).map_err(failed)?)
            }
        };
        file.seek(SeekFrom::Start(self.end)).and_then(|_| file.write_all(bytes)).map_err(failed)?;
        let piece = Piece { start: self.end, length: bytes.len() as u64 };
        self.end += piece.length;
        Ok(piece)
    }

    /// The body again.
    pub(super) fn read(&self, piece: Piece) -> Result<Vec<u8>, PublishError> {
        let failed = |source| fail("read", &self.path, source);
        let mut file = self.file.as_ref().ok_or(PublishError::NotBegun)?;
        let mut bytes = vec![0; usize::try_from(piece.length).expect("a body fitted into memory before")];
        file.seek(SeekFrom::Start(piece.start)).map_err(failed)?;
        file.read_exact(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_come_back_in_any_order_and_leave_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool");
        std::fs::write(&path, "left by another").unwrap();
        let mut spool = Spool::new(path.clone());
        let (first, empty, second) =
            (spool.add(b"first").unwrap(), spool.add(b"").unwrap(), spool.add(b"second").unwrap());
        assert_eq!(spool.read(second).unwrap(), b"second");
        assert_eq!(spool.read(empty).unwrap(), b"");
        assert_eq!(spool.read(first).unwrap(), b"first");
        spool.clear();
        assert!(!path.exists());
        let again = spool.add(b"again").unwrap();
        assert_eq!((again.length(), spool.read(again).unwrap().as_slice()), (5, &b"again"[..]));
        drop(spool);
        assert!(!path.exists());
    }
}
