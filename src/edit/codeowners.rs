//! CODEOWNERS as it should be: the section that follows from the registry's owners, in a file whose other lines stay.
//!
//! The file is the one that has such a section, else the first in which a Git host would look, else a new one.

use std::collections::BTreeMap;

use super::EditError;
use crate::diag::plural;
use crate::model::Registry;
use crate::model::code_owners::{Asked, BEGIN, END, Section, is_known_to_hosts, section};
use crate::source::RepoPath;

/// A file of CODEOWNERS, before and after. Paths are those of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeownersFile {
    /// Where it lies.
    pub path: RepoPath,
    /// What it holds; `None` for a new one.
    pub before: Option<String>,
    /// What it should hold; `None` where there is nothing to say, and no file.
    pub after: Option<String>,
    /// What a person should know, a line each.
    pub notes: Vec<String>,
}

impl CodeownersFile {
    /// Whether it is what it should be.
    pub fn is_current(&self) -> bool {
        self.before == self.after
    }
}

/// The file for `registry`.
///
/// # Errors
/// When an owner could not be read, or the section cannot be told from what others wrote.
pub fn codeowners(registry: &Registry) -> Result<CodeownersFile, EditError> {
    if let Some(path) = registry.owners_in_doubt() {
        return Err(EditError::refused(format!(
            "{path} has errors, so not all owners are known; `connectory check` shows them"
        )));
    }
    let owners = &registry.code_owners;
    let mut chosen: Option<(&RepoPath, &str, Option<Section<'_>>)> = None;
    for (path, bytes) in &owners.files {
        let refused =
            |what: &dyn std::fmt::Display| EditError::refused(format!("{path}: {what}; mend it by hand"));
        let text = std::str::from_utf8(bytes).map_err(|error| refused(&error))?;
        let found = section(text).map_err(|unmarked| refused(&unmarked))?;
        if chosen.is_none() || (found.is_some() && chosen.as_ref().is_some_and(|chosen| chosen.2.is_none())) {
            chosen = Some((path, text, found));
        }
    }
    let (asked, notes) = (registry.asked(), notes(registry));
    let (path, before, found) = match chosen {
        Some((path, text, found)) => (path.clone(), Some(text), found),
        None => (owners.new_place(), None, None),
    };
    let is_needed = !asked.is_empty() || found.is_some();
    let after = if is_needed {
        Some(written(before.unwrap_or_default(), found, &asked))
    } else {
        before.map(str::to_owned)
    };
    Ok(CodeownersFile { path, before: before.map(str::to_owned), after, notes })
}

/// The file that was what it should be for `before` and is not for `after`; `None` where none is, or none has our section.
pub fn outdated(before: &Registry, after: &Registry) -> Option<CodeownersFile> {
    let (was, is) = (codeowners(before).ok()?, codeowners(after).ok()?);
    let has_section = was.before.as_deref().is_some_and(|text| matches!(section(text), Ok(Some(_))));
    (has_section && was.is_current() && !is.is_current()).then_some(is)
}

/// `text` with the section in place of the one that is there, or of none.
fn written(text: &str, found: Option<Section<'_>>, asked: &[Asked]) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines = vec![BEGIN.to_owned()];
    lines.extend(asked.iter().map(Asked::line));
    lines.push(END.to_owned());
    let section: String = lines.iter().map(|line| format!("{line}{newline}")).collect();
    if let Some(found) = found {
        return format!("{}{section}{}", &text[..found.bytes.start], &text[found.bytes.end..]);
    }
    let (above, below) = text.split_at(first_heading(text));
    let ended = if above.is_empty() || above.ends_with('\n') { "" } else { newline };
    let is_apart = above.is_empty() || above.ends_with("\n\n") || above.ends_with("\r\n\r\n");
    let gap = if is_apart { "" } else { newline };
    let behind = if below.is_empty() { "" } else { newline };
    format!("{above}{ended}{gap}{section}{behind}{below}")
}

/// Where GitLab's first heading stands: lines below one are part of it. The end where there is none.
fn first_heading(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.strip_prefix('^').unwrap_or(line);
        if body.starts_with('[') && body.contains(']') {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// Who is left out, and why.
fn notes(registry: &Registry) -> Vec<String> {
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for owner in registry.connectors.iter().flat_map(|connector| &connector.owners) {
        if !is_known_to_hosts(owner) {
            *unknown.entry(owner).or_default() += 1;
        }
    }
    let left_out = |(owner, count): (&str, usize)| {
        let of = plural(count, "connector");
        format!(
            "owner `{owner}` of {of} is left out: a Git host knows `@name`, `@organisation/team` or a mail address"
        )
    };
    let mut notes: Vec<String> = unknown.into_iter().map(left_out).collect();
    if registry.access.administrators.is_empty() {
        notes.push("nobody is asked about registry.yaml, categories.yaml and access.yaml: access.yaml names no administrators".to_owned());
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::CodeOwners;

    fn registry(files: &[(&str, &str)], administrators: &[&str]) -> Registry {
        let file =
            |(path, text): &(&str, &str)| (RepoPath::new(path).expect("a path"), text.as_bytes().to_vec());
        let mut registry = Registry::default();
        registry.access.administrators = administrators.iter().map(|&name| name.to_owned()).collect();
        registry.code_owners =
            CodeOwners { files: files.iter().map(file).collect(), ..CodeOwners::default() };
        registry
    }

    /// What becomes of the only file, which holds `text`.
    fn of(text: &str) -> String {
        codeowners(&registry(&[("CODEOWNERS", text)], &["carol"])).expect("planned").after.expect("a text")
    }

    const SECTION: &str = "# begin: made by `connectory codeowners`\n/access.yaml @carol\n/categories.yaml @carol\n\
        /registry.yaml @carol\n# end\n";

    #[test]
    fn what_others_wrote_stays() {
        let cases = [
            ("", SECTION.to_owned()),
            ("* @all", format!("* @all\n\n{SECTION}")),
            ("* @all\n\n", format!("* @all\n\n{SECTION}")),
            ("* @all\r\n", format!("* @all\n\n{SECTION}").replace('\n', "\r\n")),
            ("* @all\n[Docs]\n/docs @x\n", format!("* @all\n\n{SECTION}\n[Docs]\n/docs @x\n")),
            ("^[Docs][2] @x\n", format!("{SECTION}\n^[Docs][2] @x\n")),
        ];
        for (before, after) in cases {
            assert_eq!(of(before), after, "{before:?}");
            assert_eq!(of(&after), after, "a second time");
            let stale = after.replace("/access.yaml @carol", "/x @y");
            assert_eq!(of(&stale), after, "stale");
        }
        assert_eq!(of(&format!("{SECTION}# mine")), format!("{SECTION}# mine"));
    }

    #[test]
    fn the_file_with_the_section_counts_before_the_first_one() {
        let at = |files: &[(&str, &str)]| {
            codeowners(&registry(files, &["carol"])).expect("planned").path.to_string()
        };
        assert_eq!(at(&[]), ".github/CODEOWNERS");
        assert_eq!(at(&[("CODEOWNERS", ""), ("docs/CODEOWNERS", "")]), "CODEOWNERS");
        assert_eq!(at(&[("CODEOWNERS", ""), ("docs/CODEOWNERS", SECTION)]), "docs/CODEOWNERS");
        let mut on_gitlab = registry(&[], &["carol"]);
        on_gitlab.code_owners.is_gitlab = true;
        assert_eq!(codeowners(&on_gitlab).expect("planned").path.as_str(), ".gitlab/CODEOWNERS");
    }

    #[test]
    fn only_a_section_that_was_current_is_outdated_by_a_change() {
        let outdated = |text: &str, then: &[&str]| {
            let files = [("CODEOWNERS", text)];
            let file = outdated(&registry(&files, &["carol"]), &registry(&files, then));
            file.map(|file| file.after.expect("a text"))
        };
        assert_eq!(outdated(SECTION, &["dave"]), Some(SECTION.replace("carol", "dave")));
        assert_eq!(outdated(SECTION, &["carol"]), None);
        assert_eq!(outdated(&SECTION.replace("carol", "erin"), &["dave"]), None, "stale before");
        assert_eq!(outdated("* @all\n", &["dave"]), None, "others wrote it");
    }

    #[test]
    fn where_nobody_owns_anything_no_file_is_begun() {
        let none = codeowners(&registry(&[], &[])).expect("planned");
        assert!(none.is_current() && none.after.is_none());
        assert_eq!(none.notes.len(), 1);
        let stale = codeowners(&registry(&[("CODEOWNERS", SECTION)], &[])).expect("planned");
        assert_eq!(stale.after.as_deref(), Some("# begin: made by `connectory codeowners`\n# end\n"));
    }

    #[test]
    fn what_cannot_be_told_apart_is_left_to_a_person() {
        let why = |text: &str| {
            codeowners(&registry(&[("CODEOWNERS", text)], &["carol"])).expect_err("refused").to_string()
        };
        let endless = SECTION.replace("# end\n", "");
        assert_eq!(
            why(&endless),
            "CODEOWNERS: below the line `# begin: made by `connectory codeowners`` stands no line `# end`; mend it by hand"
        );
        assert!(why(&format!("{SECTION}{SECTION}")).contains("stands there twice"));
        let mut in_doubt = registry(&[], &["carol"]);
        in_doubt.faulty.insert(Registry::access_file());
        let why = codeowners(&in_doubt).expect_err("refused").to_string();
        assert_eq!(why, "access.yaml has errors, so not all owners are known; `connectory check` shows them");
    }
}
