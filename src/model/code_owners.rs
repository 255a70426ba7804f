//! Whom a Git host should ask about changes of a registry: a section of CODEOWNERS, between two lines that mark it.
//!
//! Who stands outside of the section is nobody's business here. What a host does not know is left out: owners that are
//! neither called `@somebody` nor by a mail address.

use std::ops::Range;

use super::Registry;
use crate::source::RepoPath;

/// The line above the section.
pub const BEGIN: &str = "# begin: made by `connectory codeowners`";
/// The line below it.
pub const END: &str = "# end";

/// The folder of the logo, and that of the registry's own templates: administrators' like registry.yaml.
const BRANDING: &str = "branding";
const TEMPLATES: &str = "templates";

/// Who is asked about changes of a file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What it is, in the registry.
    pub path: RepoPath,
    /// The same as a pattern of CODEOWNERS.
    pub pattern: String,
    /// As the host knows them.
    pub owners: Vec<String>,
}

impl Asked {
    /// Its line.
    pub fn line(&self) -> String {
        format!("{} {}", self.pattern, self.owners.join(" "))
    }
}

/// The section as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'t> {
    /// Its bytes, the two marks and the end of the last line included.
    pub bytes: Range<usize>,
    /// The lines between the marks.
    pub lines: Vec<&'t str>,
}

/// Why the section of a file cannot be told from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmarked {
    /// Nothing says where it ends.
    #[error("below the line `{BEGIN}` stands no line `{END}`")]
    Endless,
    /// There are two.
    #[error("the line `{BEGIN}` stands there twice")]
    Twice,
}

impl Registry {
    /// The lines of the section: the registry's own files, which are the administrators', then every connector.
    pub fn asked(&self) -> Vec<Asked> {
        let administrators = self.access.administrators.iter().map(|name| with_at(name));
        let administrators: Vec<String> = known_to_hosts(administrators);
        let files = [Registry::access_file(), Registry::categories_file(), Registry::policy_file()];
        let own = [(BRANDING, self.policy.theme.logo.is_some()), (TEMPLATES, !self.templates.is_empty())];
        let folders = own.into_iter().filter(|(_, is_there)| *is_there);
        let folders = folders.filter_map(|(name, _)| Some((RepoPath::new(name).ok()?, "/")));
        let files = files.into_iter().map(|path| (path, ""));
        let files = files.chain(folders).map(|(path, end)| (path, end, administrators.clone()));
        let mut connectors: Vec<_> = self
            .connectors
            .iter()
            .map(|connector| {
                let owners = connector.owners.iter().map(|owner| owner.value.clone());
                (connector.folder.clone(), "/", known_to_hosts(owners))
            })
            .collect();
        connectors.sort_by(|a, b| a.0.cmp(&b.0));
        let all = files.chain(connectors).filter(|(.., owners)| !owners.is_empty());
        let folder = &self.code_owners.folder;
        all.map(|(path, end, owners)| Asked { pattern: pattern(folder, &path) + end, path, owners }).collect()
    }

    /// A file in which owners stand that could not be read; `None` where all are known.
    pub fn owners_in_doubt(&self) -> Option<&RepoPath> {
        let is_unreadable = |name: &str| self.unreadable.iter().any(|slug| slug.as_str() == name);
        let says_owners = |path: &RepoPath| {
            matches!(path.name(), "connector.yaml" | "access.yaml") || is_unreadable(path.name())
        };
        self.faulty.iter().find(|path| says_owners(path))
    }
}

/// Whether a Git host could know an owner: `@somebody`, `@organisation/team`, a mail address.
pub fn is_known_to_hosts(owner: &str) -> bool {
    let harmless = |c: char| !c.is_whitespace() && !c.is_control() && c != '#';
    owner.len() > 1 && owner.contains('@') && !owner.ends_with('@') && owner.chars().all(harmless)
}

/// The section of a file; `None` where it has none.
///
/// # Errors
/// When it cannot be told from the rest.
pub fn section(text: &str) -> Result<Option<Section<'_>>, Unmarked> {
    let mut found: Option<Section<'_>> = None;
    let (mut at, mut open) = (0, false);
    for line in text.split_inclusive('\n') {
        let body = line.trim_end();
        let start = at;
        at += line.len();
        match &mut found {
            None if body == BEGIN => {
                found = Some(Section { bytes: start..at, lines: Vec::new() });
                open = true;
            }
            Some(_) if body == BEGIN => return Err(Unmarked::Twice),
            Some(section) if open => {
                section.bytes.end = at;
                open = body != END;
                if open {
                    section.lines.push(body);
                }
            }
            _ => {}
        }
    }
    if open { Err(Unmarked::Endless) } else { Ok(found) }
}

/// Administrators are people, whatever their names begin with.
fn with_at(name: &str) -> String {
    if name.contains('@') { name.to_owned() } else { format!("@{name}") }
}

fn known_to_hosts(owners: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for owner in owners.filter(|owner| is_known_to_hosts(owner)) {
        if !known.contains(&owner) {
            known.push(owner);
        }
    }
    known
}

/// A path of the registry in `folder` as a pattern that matches it and hardly anything else: what would be read as more
/// than a letter and has no escape that every host knows is written as `?`, which stands for any letter.
pub fn pattern(folder: &RepoPath, path: &RepoPath) -> String {
    let mut pattern = String::new();
    for part in folder.parts().chain(path.parts()) {
        pattern.push('/');
        for c in part.chars() {
            match c {
                ' ' | '#' => pattern.extend(['\\', c]),
                '*' | '[' | ']' => pattern.push('?'),
                c if c.is_whitespace() => pattern.push('?'),
                c => pattern.push(c),
            }
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::CodeOwners;

    #[test]
    fn a_pattern_means_the_path_and_no_comment() {
        let cases = [
            ("", "access.yaml", "/access.yaml"),
            ("registry", "connectors/a", "/registry/connectors/a"),
            ("our plants/#1 [old]*", "connectors/über-b", "/our\\ plants/\\#1\\ ?old??/connectors/über-b"),
        ];
        for (folder, below, expected) in cases {
            let path = |text| RepoPath::new(text).expect("a path");
            assert_eq!(pattern(&path(folder), &path(below)), expected);
        }
    }

    #[test]
    fn only_who_a_host_could_know_is_asked() {
        for owner in ["@edge", "@acme/edge", "@acme/plant/edge", "edge@example.com"] {
            assert!(is_known_to_hosts(owner), "{owner}");
        }
        for owner in ["", "@", "edge", "the edge team", "@the edge", "@edge#1", "edge@", "@ed\u{7}ge"] {
            assert!(!is_known_to_hosts(owner), "{owner:?}");
        }
    }

    #[test]
    fn administrators_are_asked_about_the_registrys_own_files() {
        let mut registry = Registry::default();
        assert_eq!(registry.asked(), []);
        registry.access.administrators =
            ["carol", "@dave", "carol", "erin@example.com", "no body"].map(str::to_owned).to_vec();
        registry.code_owners =
            CodeOwners { folder: RepoPath::new("plant").expect("a path"), ..CodeOwners::default() };
        let lines: Vec<String> = registry.asked().iter().map(Asked::line).collect();
        let names = "@carol @dave erin@example.com";
        let expected = ["access", "categories", "registry"].map(|file| format!("/plant/{file}.yaml {names}"));
        assert_eq!(lines, expected);
        let template = crate::model::OwnTemplate {
            file: RepoPath::new("templates/404.html").expect("a path"),
            text: String::new(),
        };
        registry.templates.push(template);
        let last = registry.asked().pop().map(|asked| asked.line());
        assert_eq!(last.as_deref(), Some("/plant/templates/ @carol @dave erin@example.com"));
    }

    #[test]
    fn a_section_stands_between_its_marks() {
        let text = format!("* @all\r\n{BEGIN}\r\n/a @b\r\n{END}\r\n/c @d\r\n");
        let found = section(&text).expect("marked").expect("there");
        assert_eq!(found.lines, ["/a @b"]);
        assert_eq!(&text[found.bytes], format!("{BEGIN}\r\n/a @b\r\n{END}\r\n"));
        assert_eq!(section("# end\n* @all\n"), Ok(None));
        assert_eq!(section(&format!("{BEGIN}\n/a @b\n")), Err(Unmarked::Endless));
        assert_eq!(section(&format!("{text}{text}")), Err(Unmarked::Twice));
        let last = format!("{BEGIN}\n{END}");
        assert_eq!(section(&last).expect("marked").expect("there").bytes, 0..last.len());
    }
}
