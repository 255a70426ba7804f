//! What is no package is named for what it is.

use super::fixture;
use crate::package::{Limits, read};

#[test]
fn other_files_are_named_for_what_they_are() {
    for (bytes, what) in [
        (b"".as_slice(), "the file is empty"),
        (b"PK\x05\x06", "this is a zip of nothing"),
        (b"<?xml version=\"1.0\"?>", "this is XML"),
        (b"# A heading\n\nand a text", "this is text"),
        (b"Agent,1.36,Producer", "this is text"),
        (&[0; 4096], "the file holds nothing but zeros"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "this is a Git LFS pointer"),
    ] {
        let error = read(bytes, &Limits::default()).unwrap_err();
        assert!(error.what.starts_with(what), "{error}");
        assert_eq!(error.offset, 0);
    }
}

#[test]
fn an_error_says_the_byte_and_what_was_expected() {
    let mut bytes = fixture::bytes();
    bytes.push(1);
    let error = read(&bytes, &Limits::default()).unwrap_err();
    let at = bytes.len() - 1;
    assert_eq!(
        error.to_string(),
        format!("byte {at}: bytes follow the end of the document; expected the end of the file")
    );
}
