//! Which names are packages, which belong to a copy that is under way, and under which name a file may lie where others do.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::source::Digest;

/// Folders of an inbox that are its own.
pub(super) const TAKEN: &str = "taken";
pub(super) const ACCEPTED: &str = "accepted";
pub(super) const REJECTED: &str = "rejected";

/// What lies beside a file that was decided on, told by what stands behind its name.
pub(super) const TEXT: &str = "report.txt";
pub(super) const JSON: &str = "report.json";

/// No file system in use takes longer names, and the longest thing that is made of one is `.NAME-1234.report.json.new`.
const MOST_BYTES: usize = 255 - 22;

/// What a name says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is a package in one of its forms, or a zip of many.
    Package,
    /// Somebody is writing it, or a tool keeps it there.
    Passed,
    /// Something else, which is left alone.
    Foreign,
}

/// What `name` says of a file.
pub(super) fn kind(name: &OsStr) -> Kind {
    let lower = name.to_string_lossy().to_ascii_lowercase();
    // Unfinished copies of browsers, WinSCP, rsync, editors and Office; everything that is hidden.
    let ends =
        ["~", ".tmp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", ".swx", ".swo"];
    let begins = [".", "~$", "#"];
    if begins.iter().any(|begin| lower.starts_with(begin)) || ends.iter().any(|end| lower.ends_with(end)) {
        return Kind::Passed;
    }
    match lower.rsplit_once('.') {
        Some((stem, "xmp" | "json" | "zip")) if !stem.is_empty() => Kind::Package,
        _ => Kind::Foreign,
    }
}

/// The name under which a file that came as `name` may lie where `is_taken` says which names are not free.
pub(super) fn free(name: &OsStr, is_taken: impl Fn(&OsStr) -> bool) -> OsString {
    let name = shortened(name);
    let numbered = |number: u32| match number {
        1 => name.clone(),
        _ => {
            let path = Path::new(&name);
            let mut other = path.file_stem().unwrap_or_default().to_owned();
            other.push(format!("-{number}"));
            if let Some(extension) = path.extension() {
                other.push(".");
                other.push(extension);
            }
            other
        }
    };
    (1..).map(numbered).find(|name| !is_taken(name)).expect("a folder never holds all numbers")
}

/// What is made of a name that is too long for what is to lie beside it: its beginning, and what tells it from others.
fn shortened(name: &OsStr) -> OsString {
    if name.as_encoded_bytes().len() <= MOST_BYTES {
        return name.to_owned();
    }
    let digest = Digest::of(name.as_encoded_bytes()).to_string();
    let text = name.to_string_lossy();
    let (stem, extension) = text.rsplit_once('.').unwrap_or((&text, ""));
    let mut end = stem.len().min(MOST_BYTES - 32);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{}.{extension}", &stem[..end], &digest[..8]).into()
}

/// The name of what lies beside a file, and the one it has until the file is there.
pub(super) fn beside(name: &OsStr, what: &str) -> (OsString, OsString) {
    let (mut finished, mut begun) = (name.to_owned(), OsString::from("."));
    finished.push(format!(".{what}"));
    begun.push(&finished);
    begun.push(".new");
    (finished, begun)
}

/// Whether `name` is that of something that was begun to lie beside a file: then that file's name, and the finished one.
pub(super) fn begun(name: &str) -> Option<(&str, &str)> {
    let finished = name.strip_prefix('.')?.strip_suffix(".new")?;
    let of = [TEXT, JSON].iter().find_map(|what| finished.strip_suffix(what)?.strip_suffix('.'))?;
    Some((of, finished))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finished_packages_are_taken_by_their_names() {
        for name in
            ["a.xmp", "A.XMP", "a b.json", "many.zip", "::error::x.xmp", "a\u{202e}b.xmp", "..x.xmp.zip"]
        {
            let expected = if name.starts_with('.') { Kind::Passed } else { Kind::Package };
            assert_eq!(kind(OsStr::new(name)), expected, "{name}");
        }
        for name in [
            ".a.xmp",
            "a.xmp~",
            "a.xmp.tmp",
            "a.tmp",
            "a.xmp.part",
            "a.xmp.PART",
            "a.zip.crdownload",
            "~$a.json",
            "#a.xmp#",
            ".a.xmp.swp",
            "a.xmp.filepart",
        ] {
            assert_eq!(kind(OsStr::new(name)), Kind::Passed, "{name}");
        }
        for name in ["README", "README.md", "a.dll", "xmp", "a.xmp.txt", "a.xmpx"] {
            assert_eq!(kind(OsStr::new(name)), Kind::Foreign, "{name}");
        }
    }

    #[test]
    fn no_name_is_given_twice_and_none_is_too_long() {
        let taken = ["a.xmp", "a-2.xmp", "b"].map(OsString::from);
        let is_taken = |name: &OsStr| taken.iter().any(|taken| taken == name);
        assert_eq!(free(OsStr::new("a.xmp"), is_taken), "a-3.xmp");
        assert_eq!(free(OsStr::new("b"), is_taken), "b-2");
        assert_eq!(free(OsStr::new("c.xmp"), is_taken), "c.xmp");
        for name in [format!("{}.xmp", "ü".repeat(125)), format!("{}.xmp", "a".repeat(251))] {
            let short = free(OsStr::new(&name), |_| false);
            let (finished, begun) = beside(&free(&short, |name| *name == *short), JSON);
            assert!(begun.len() <= 255 && finished.len() < begun.len(), "{begun:?}");
            assert!(short.to_str().unwrap().ends_with(".xmp"), "{short:?}");
        }
    }

    #[test]
    fn what_was_begun_is_known_by_its_name() {
        let (finished, name) = beside(OsStr::new("a.xmp"), TEXT);
        assert_eq!(begun(name.to_str().unwrap()), Some(("a.xmp", finished.to_str().unwrap())));
        for other in [".a.xmp.new", "a.xmp.report.txt", ".a.report.txt", ".report.txt.new"] {
            assert_eq!(begun(other), None, "{other}");
        }
    }
}
