//! What several commands show alike: diffs, numbers of things, words for a shell.

use std::path::Path;

use crate::cli::context::{Context, Failure};
pub(in crate::cli) use crate::diag::plural;
use crate::diag::printable;

/// Prints a diff as it is, unless a terminal or a CI runner would act on what it holds.
pub(in crate::cli) fn print_diff(diff: &str, context: &Context) -> Result<(), Failure> {
    let plain = |line: &str| {
        // Tabs do no harm, nor does a byte order mark.
        let line = line.trim_end_matches(['\r', '\n']).replace('\t', " ").replacen('\u{feff}', "", 1);
        printable(&line) == line
    };
    if diff.split_inclusive('\n').all(plain) {
        return context.print(diff);
    }
    let shown: String = diff.split('\n').map(|line| printable(line) + "\n").collect();
    context.tell("the diff holds what a terminal or a CI runner would act on; it is shown escaped and cannot be applied");
    context.print(&shown)
}

/// A word for a shell.
pub(in crate::cli) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@._/-".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// A path as a person standing here would write it.
pub(in crate::cli) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    match path.strip_prefix(here) {
        Ok(below) if below.as_os_str().is_empty() => ".".to_owned(),
        Ok(below) => below.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}
