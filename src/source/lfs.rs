//! What Git LFS commits in place of a large file: a text that names its bytes.

use super::Digest;

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
