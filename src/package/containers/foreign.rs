//! What bytes are that are no package at all.

/// What the bytes are instead of a package, where their beginning shows it.
pub(super) fn what(bytes: &[u8]) -> Option<&'static str> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if bytes.is_empty() {
        Some("the file is empty; expected a package")
    } else if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        Some("this is a Git LFS pointer, not the package it points to; run `git lfs pull`")
    } else if bytes.starts_with(b"PK\x05\x06") {
        Some("this is a zip of nothing; expected a package")
    } else if text.starts_with(b"<") {
        Some("this is XML; expected a binary package as Package Manager writes it")
    } else if bytes.iter().all(|&byte| byte == 0) {
        Some("the file holds nothing but zeros: its copy was probably interrupted")
    } else if is_words(bytes) {
        Some("this is text, not a package; expected the binary form that Package Manager writes")
    } else {
        None
    }
}

/// Whether the first bytes read as words. A package's first record (`@`, or a letter for a prefix) is followed by the
/// length of a name, which is no letter.
fn is_words(bytes: &[u8]) -> bool {
    let word = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    bytes.len() >= 8 && bytes.iter().take(16).all(word)
}
