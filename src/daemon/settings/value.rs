//! The values of settings that are more than a text.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Current, Place};
use crate::source::is_local_path;

/// Reads `90s`, `5m`, `2h` or `500ms`.
///
/// # Errors
/// It is no such text, or nothing; the error ends a sentence that begins with it.
pub fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => 0,
    };
    let number = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    let number = number.filter(|millis| (1..=u64::from(u32::MAX)).contains(millis));
    number.map(Duration::from_millis).ok_or_else(|| "is no duration; write it like 60s, 5m or 2h".to_owned())
}

/// Reads a place as the command line writes it: `s3://bucket/below`, `branch:NAME@REMOTE`, or a folder.
///
/// # Errors
/// It is none of them; the error ends a sentence that begins with it.
pub fn place(text: &str, base: &Path) -> Result<Place, String> {
    if let Some(rest) = text.strip_prefix("branch:") {
        let (branch, remote) = rest
            .split_once('@')
            .ok_or("is no branch; write it like branch:site@https://example.com/acme/site.git")?;
        if branch.is_empty() || remote.is_empty() {
            return Err(
                "is no branch; write it like branch:site@https://example.com/acme/site.git".to_owned()
            );
        }
        return Ok(Place::Branch { remote: meant(base, remote), branch: branch.to_owned(), history: false });
    }
    match text.split_once("://") {
        Some(("s3" | "az" | "gs", below)) if !below.is_empty() => {
            Ok(Place::Store { url: text.to_owned(), options: Vec::new() })
        }
        Some(_) => {
            Err("is no store; write s3://bucket/folder, az://container/folder or gs://bucket/folder"
                .to_owned())
        }
        None if text.is_empty() => Err("is empty; write a folder".to_owned()),
        None => Ok(Place::Folder { path: below(base, text), current: Current::default() }),
    }
}

/// Reads `Name <address>`, as Git writes whom a commit is by.
///
/// # Errors
/// It is no such text; the error ends a sentence that begins with it.
pub fn author(text: &str) -> Result<String, String> {
    match text.split_once(" <") {
        Some((name, rest)) if !name.trim().is_empty() && rest.ends_with('>') && rest.len() > 1 => {
            Ok(text.to_owned())
        }
        _ => Err("is no author; write it like `Inbox <inbox@example.com>`".to_owned()),
    }
}

/// A repository's address: a path as a file in the folder `base` means it, anything else as it is.
pub(super) fn meant(base: &Path, address: &str) -> String {
    match is_local_path(address) {
        true => below(base, address).display().to_string(),
        false => address.to_owned(),
    }
}

/// A path as a file in the folder `base` means it.
pub(super) fn below(base: &Path, path: &str) -> PathBuf {
    base.join(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit_and_are_not_nothing() {
        for (text, millis) in [("500ms", 500), ("60s", 60_000), ("5m", 300_000), ("2h", 7_200_000)] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "5", "0s", "-1s", "5 m", "1.5h", "5d", "99999999999999999999s", "9999999h"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_place_is_a_folder_a_branch_or_a_store() {
        let base = Path::new("/srv");
        let folder = |path: &str| Place::Folder { path: path.into(), current: Current::Link };
        assert_eq!(place("www", base), Ok(folder("/srv/www")));
        assert_eq!(place("/www", base), Ok(folder("/www")));
        let branch = place("branch:site@git@host:acme/site.git", base).unwrap();
        let remote = "git@host:acme/site.git".to_owned();
        assert_eq!(branch, Place::Branch { remote, branch: "site".into(), history: false });
        assert!(matches!(place("s3://bucket/x", base), Ok(Place::Store { .. })));
        for wrong in ["", "branch:site", "branch:@x", "s3://", "http://example.com/"] {
            assert!(place(wrong, base).is_err(), "{wrong}");
        }
    }
}
