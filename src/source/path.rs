//! Paths inside a registry: relative, `/`-separated, without `.` or `..`, the same on every system.

use std::fmt;

/// A checked path relative to the registry's folder. The empty path is the folder itself.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RepoPath(String);

/// Why a text is no [`RepoPath`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidPath(pub String);

impl RepoPath {
    /// Checks `text`.
    ///
    /// # Errors
    /// When it is absolute, holds `.`, `..`, an empty part, a backslash, a drive or a control character.
    pub fn new(text: &str) -> Result<RepoPath, InvalidPath> {
        if text.is_empty() {
            return Ok(RepoPath(String::new()));
        }
        for part in text.split('/') {
            let harm = match part {
                "" => Some("an empty part"),
                "." | ".." => Some("a `.` or `..`"),
                _ if part.contains(['\\', ':', '\0']) => Some("a backslash, colon or NUL"),
                _ if part.chars().any(char::is_control) => Some("a control character"),
                _ => None,
            };
            if let Some(harm) = harm {
                return Err(InvalidPath(format!("`{}` holds {harm}", text.escape_debug())));
            }
        }
        Ok(RepoPath(text.to_owned()))
    }

    /// A path that stands for a name that is none: what cannot be kept of `name` is U+FFFD. For messages only.
    pub(super) fn standing_for(folder: &str, name: &[u8]) -> RepoPath {
        let lossy = String::from_utf8_lossy(name);
        let name = lossy.replace(|c: char| matches!(c, '/' | '\\' | ':') || c.is_control(), "\u{fffd}");
        let folder = folder.trim_end_matches('/');
        RepoPath(if folder.is_empty() { name } else { format!("{folder}/{name}") })
    }

    /// The registry's folder itself.
    pub fn root() -> RepoPath {
        RepoPath(String::new())
    }

    /// The text, with `/` between parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts, outermost first.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// The last part; empty for the root.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or("")
    }

    /// The last part up to its last dot.
    pub fn stem(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem)
    }

    /// What follows the last dot of the last part.
    pub fn extension(&self) -> Option<&str> {
        self.name().rsplit_once('.').map(|(_, extension)| extension)
    }

    /// The folder it lies in.
    pub fn parent(&self) -> RepoPath {
        RepoPath(self.0.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned())
    }

    /// Whether it lies in `folder`, at any depth, or is it.
    pub fn is_in(&self, folder: &RepoPath) -> bool {
        folder.0.is_empty()
            || self.0 == folder.0
            || (self.0.starts_with(&folder.0) && self.0.as_bytes()[folder.0.len()] == b'/')
    }

    /// The path of `child` (itself a path) below this one.
    ///
    /// # Errors
    /// When `child` is no path.
    pub fn join(&self, child: &str) -> Result<RepoPath, InvalidPath> {
        if self.0.is_empty() { RepoPath::new(child) } else { RepoPath::new(&format!("{}/{child}", self.0)) }
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// Windows gives these names to devices, with any extension and in any case.
pub(super) const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Checks a slug or id: `[a-z0-9]` then `[a-z0-9-]`, 64 characters at most, no Windows device name.
///
/// # Errors
/// Says what is wrong, as the end of a sentence that begins with the name.
pub fn check_segment(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("is empty".to_owned());
    }
    if text.len() > 64 {
        return Err(format!("is {} characters long; 64 is the most", text.chars().count()));
    }
    if DEVICES.contains(&text.to_ascii_lowercase().as_str()) {
        return Err("is the name of a device on Windows, where nobody could check it out".to_owned());
    }
    if let Some(bad) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
        return Err(format!("holds `{}`; only a-z, 0-9 and `-` are allowed", bad.escape_debug()));
    }
    if text.starts_with('-') {
        return Err("begins with `-`; it must begin with a letter or digit".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_leave_the_folder_is_refused() {
        for hostile in
            ["/etc/passwd", "../x", "a/../b", "a//b", "./a", "a\\b", "C:/x", "a/", "a\u{0}b", "a\nb"]
        {
            assert!(RepoPath::new(hostile).is_err(), "{hostile:?} was taken");
        }
    }

    #[test]
    fn parts_of_a_path_are_told_apart() {
        let path = RepoPath::new("connectors/mqtt/versions/1.3002.yaml").expect("a path");
        assert_eq!((path.name(), path.stem(), path.extension()), ("1.3002.yaml", "1.3002", Some("yaml")));
        assert_eq!(path.parent().as_str(), "connectors/mqtt/versions");
        assert!(path.is_in(&RepoPath::new("connectors/mqtt").expect("a path")));
        assert!(!path.is_in(&RepoPath::new("connectors/mq").expect("a path")));
    }

    #[test]
    fn slugs_that_no_system_could_hold_are_refused() {
        for hostile in ["", "-a", "A", "con", "a_b", "ü", "a.b", "a/b", &"a".repeat(65)] {
            assert!(check_segment(hostile).is_err(), "{hostile:?} was taken");
        }
        assert_eq!(check_segment("sql-server"), Ok(()));
    }
}
