//! Git LFS: a text is committed in place of a large file and names its bytes, which lie in a store beside Git's own objects.
//!
//! Only what lies on this machine is read. What does not is fetched by Git LFS itself (`git lfs pull`).

use std::path::PathBuf;

use super::named::{Name, Named};
use super::{Digest, Repository, SourceError};

/// How a pointer begins (Git LFS specification, "The Pointer").
const BEGIN: &[u8] = b"version https://git-lfs.github.com/spec/";

/// A pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LfsPointer {
    /// The SHA-256 of the file.
    pub oid: Option<Digest>,
    /// Its size in bytes.
    pub size: Option<u64>,
}

impl LfsPointer {
    /// The pointer that the bytes are; `None` where they are none.
    pub fn read(bytes: &[u8]) -> Option<LfsPointer> {
        if !bytes.starts_with(BEGIN) {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).into_owned();
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        Some(LfsPointer {
            oid: field("oid sha256:").and_then(Digest::parse),
            size: field("size ").and_then(|size| size.parse().ok()),
        })
    }
}

/// The store of Git LFS of one repository, on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LfsStore {
    objects: PathBuf,
}

impl LfsStore {
    /// That of a repository: `lfs` in Git's folder, which all its work trees share, unless `lfs.storage` names another one. That
    /// is a setting of whoever has the clone; nothing that is committed changes it.
    pub(super) fn of(repository: &Repository) -> LfsStore {
        let git = &repository.git;
        let storage = git.config().and_then(|config| config.get_string("lfs.storage"));
        let storage = storage.ok().filter(|storage| !storage.is_empty());
        // Joining takes an absolute path as it is.
        LfsStore { objects: git.commondir().join(storage.as_deref().unwrap_or("lfs")).join("objects") }
    }

    /// The one whose objects lie in a folder.
    pub fn at(objects: PathBuf) -> LfsStore {
        LfsStore { objects }
    }

    /// The object that a pointer names, up to `limit` bytes.
    ///
    /// # Errors
    /// When the disk does not answer.
    pub fn read(&self, pointer: &LfsPointer, limit: u64) -> Result<Named, SourceError> {
        self.named(pointer, |name| name.read(limit)).unwrap_or(Ok(Named::Absent))
    }

    /// Whether an object of the right size lies there. Its bytes are not looked at.
    pub fn holds(&self, pointer: &LfsPointer) -> bool {
        self.named(pointer, |name| name.is_there()).unwrap_or(false)
    }

    /// A pointer that does not say all of it names nothing.
    fn named<T>(&self, pointer: &LfsPointer, ask: impl FnOnce(&Name<'_>) -> T) -> Option<T> {
        let (digest, size) = pointer.oid.zip(pointer.size)?;
        let file = digest.to_string();
        let parts = [&file[..2], &file[2..4], file.as_str()];
        Some(ask(&Name { folder: &self.objects, parts: &parts, digest, size: Some(size) }))
    }
}
