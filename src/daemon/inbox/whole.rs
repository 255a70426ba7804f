//! Whether the bytes of a dropped file are all of it.
//!
//! Every form shows its end: the last record of a binary package is its last byte, a text closes its first brace, and an archive's
//! directory ends with the file and begins with it (what lies inside of a package may be an archive, too).

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::patience::Fault;
use crate::package::{self, Container, Limits, list_archive};

/// A file of so few bytes may be the beginning of anything.
const FEW: usize = 4 << 10;
/// So few do not even show which form it is.
const FIRST: usize = 16;

/// Said of a file that we cannot cope with; other files must not wait for it.
pub(super) const OURS: &str =
    "connectory stopped in the middle of reading it; this is a fault of connectory, please report it";

/// What keeps `bytes` from being the whole of a package, or of an archive; nothing where they are. What is whole may be refused yet.
pub(super) fn fault(bytes: &[u8], limits: &Limits) -> Option<Fault> {
    let found = catch_unwind(AssertUnwindSafe(|| found(bytes, limits)));
    found.unwrap_or_else(|_| Some(Fault::Broken(OURS.to_owned())))
}

fn found(bytes: &[u8], limits: &Limits) -> Option<Fault> {
    let container = match package::container(bytes) {
        Ok(container) => container,
        Err(error) => {
            let is_pointer = bytes.starts_with(b"version https://git-lfs.github.com/spec/");
            let is_beginning = bytes.len() < FEW && !is_pointer;
            let why = error.to_string();
            return Some(if is_beginning || ends_in_zeros(bytes) {
                Fault::Unfinished(why)
            } else {
                Fault::Broken(why)
            });
        }
    };
    match container {
        // The checksums of an archive cover all that is in it.
        Container::Zip => list_archive(bytes, limits).err().map(|error| Fault::Unfinished(error.to_string())),
        Container::Binary | Container::Json => {
            // An export may name files that should lie beside it: whole it is all the same.
            let error = package::read_with_files(bytes, limits, &mut |_| Ok(Vec::new())).err()?;
            let is_cut = error.offset >= bytes.trim_ascii_end().len() as u64;
            let why = error.to_string();
            Some(if is_cut || bytes.len() < FIRST || ends_in_zeros(bytes) {
                Fault::Unfinished(why)
            } else {
                Fault::Broken(why)
            })
        }
    }
}

/// Whether the end looks like room that a copy took before it was filled.
fn ends_in_zeros(bytes: &[u8]) -> bool {
    bytes.len() >= 16 && bytes.iter().rev().take(16).all(|&byte| byte == 0)
}
