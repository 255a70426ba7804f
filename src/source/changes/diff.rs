//! Changes as a diff that people review and `git apply` takes.

use std::fmt::Write;

use similar::TextDiff;

use super::{Change, Changes, Held};
use crate::source::RepoPath;

/// Lines shown above and below what changes.
const CONTEXT: usize = 3;

impl Changes {
    /// The changes as a unified diff, with paths as the repository has them that holds the registry in `folder`. Files
    /// that are no text are only named.
    pub fn diff(&self, folder: &RepoPath) -> String {
        self.iter().map(|change| of_file(change, folder)).collect()
    }
}

/// What stands in the diff for one file.
fn of_file(change: &Change, folder: &RepoPath) -> String {
    let from = change.before.as_ref().map(|before| &before.path);
    let to = change.after.as_ref().map(|after| &after.path);
    let Some(either) = to.or(from) else { return String::new() };
    let name = |side: char, path: Option<&RepoPath>| named(side, folder, path.unwrap_or(either));
    let mut out = format!("diff --git {} {}\n", name('a', from), name('b', to));
    match (from, to) {
        (None, _) => out.push_str("new file mode 100644\n"),
        (_, None) => out.push_str("deleted file mode 100644\n"),
        (Some(from), Some(to)) if from != to => {
            let likeness = likeness(change);
            let (from, to) = (named('\0', folder, from), named('\0', folder, to));
            let _ = write!(out, "similarity index {likeness}%\nrename from {from}\nrename to {to}\n");
        }
        _ => {}
    }
    let side = |side: char, path: Option<&RepoPath>| match path {
        Some(path) => ended(named(side, folder, path)),
        None => "/dev/null".to_owned(),
    };
    if change.after.as_ref().is_some_and(|after| after.bytes.is_none()) {
        return out;
    }
    match texts(change) {
        Some(("", "")) => {}
        Some((before, after)) => {
            let _ = write!(out, "--- {}\n+++ {}\n{}", side('a', from), side('b', to), hunks(before, after));
        }
        None => {
            let _ = writeln!(out, "Binary files {} and {} differ", side('a', from), side('b', to));
        }
    }
    out
}

/// A path on one side of a diff, as Git writes it. What a path of a registry may hold needs quotes only for a quote.
fn named(side: char, folder: &RepoPath, path: &RepoPath) -> String {
    let whole = folder.join(path.as_str()).map_or_else(|_| path.to_string(), |whole| whole.to_string());
    let whole = if side == '\0' { whole } else { format!("{side}/{whole}") };
    if whole.contains('"') { format!("\"{}\"", whole.replace('"', "\\\"")) } else { whole }
}

/// A name with spaces ends with a tab, or Git would look for a time behind it.
fn ended(name: String) -> String {
    if name.contains(' ') && !name.starts_with('"') { name + "\t" } else { name }
}

/// The text before and after; nothing where there is no file, `None` where either is no text.
fn texts(change: &Change) -> Option<(&str, &str)> {
    let before: &[u8] = match change.before.as_ref().map(|before| &before.held) {
        Some(Held::Bytes(bytes)) => bytes,
        Some(Held::Digest(_)) => return None,
        None => &[],
    };
    let after = change.after.as_ref().and_then(|after| after.bytes.as_deref()).unwrap_or_default();
    let text = |bytes| std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    Some((text(before)?, text(after)?))
}

/// How much of a renamed file stays, in percent.
fn likeness(change: &Change) -> u32 {
    match (change.after.as_ref().and_then(|after| after.bytes.as_ref()), texts(change)) {
        (None, _) => 100,
        (_, Some((before, after))) => {
            let (before, after) = (lines(before), lines(after));
            (TextDiff::from_slices(&before, &after).ratio() * 100.0) as u32
        }
        (_, None) => 0,
    }
}

fn hunks(before: &str, after: &str) -> String {
    let (before, after) = (lines(before), lines(after));
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&before, &after);
    let mut out = String::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        let lines: Vec<_> = hunk.iter_changes().collect();
        let before = range(lines.iter().map(|line| line.old_index()));
        let after = range(lines.iter().map(|line| line.new_index()));
        let _ = writeln!(out, "@@ -{before} +{after} @@");
        for line in lines {
            let _ = write!(out, "{}{}", line.tag(), line.value());
            // Only a last line can end without.
            if !line.value().ends_with('\n') {
                out.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// Which lines of a file a hunk shows. The library's own count is wrong where it moved a removed line past added ones.
fn range(indexes: impl Iterator<Item = Option<usize>>) -> String {
    let shown: Vec<usize> = indexes.flatten().collect();
    match shown.as_slice() {
        [] => "0,0".to_owned(),
        [only] => (only + 1).to_string(),
        [first, ..] => format!("{},{}", first + 1, shown.len()),
    }
}

/// The lines as Git sees them: only `\n` ends one.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}
