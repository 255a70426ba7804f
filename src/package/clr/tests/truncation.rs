//! An assembly cut short is refused, at every length.

use super::{case, read};
use crate::package::clr::{File, Limits};

#[test]
fn a_truncated_assembly_is_refused_wherever_it_is_cut() {
    let bytes = case("Case.Plug");
    for end in 0..bytes.len() {
        match read(&bytes[..end], &Limits::default()) {
            Err(error) => assert!(error.offset <= end as u64, "{end}: {error}"),
            // Not even the first two letters are there.
            Ok(file) => assert_eq!((file, end < 2), (File::Other, true), "{end}"),
        }
    }
}

#[test]
fn an_assembly_cut_in_a_copy_says_so() {
    let bytes = case("Case.Plug");
    let error = read(&bytes[..bytes.len() / 2], &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "byte 2560: the file ends inside its section `.text`");
}
