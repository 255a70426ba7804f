//! The section of CODEOWNERS that this program makes names others than the owners here.

use std::collections::{HashMap, HashSet};

use crate::check::{Context, Findings, Rule};
use crate::diag::{Place, plural};
use crate::model::Registry;
use crate::model::code_owners::{Asked, pattern, section};
use crate::source::RepoPath;

/// The section of CODEOWNERS that this program makes names others than the owners here.
pub(super) struct CodeownersStale;

impl Rule for CodeownersStale {
    fn check(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let registry = context.registry;
        // Nothing follows from an owner who is missing in a file with an error.
        if registry.owners_in_doubt().is_some() {
            return;
        }
        for (path, bytes) in &registry.code_owners.files {
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            let lines = match section(text) {
                Ok(Some(section)) => section.lines,
                Ok(None) => continue,
                Err(unmarked) => {
                    let message = format!("`{path}` cannot be kept current: {unmarked}");
                    findings
                        .at(Place::file(&Registry::policy_file()), message)
                        .fix("mark where the section begins and ends, or take it out; then run `connectory codeowners`");
                    return;
                }
            };
            let asked = registry.asked();
            let differing = differing(&asked, &lines);
            if let Some((first, others)) = differing.split_first() {
                let finding = findings.at(first.place(registry), first.message(path));
                if !others.is_empty() {
                    let differ = if others.len() == 1 { "differs" } else { "differ" };
                    finding
                        .note(format!("{} of its section {differ}, too", plural(others.len(), "more line")));
                }
                finding.fix("run `connectory codeowners`");
            }
            // A host reads one of them.
            return;
        }
    }
}

/// A line that is not as it should be.
enum Differing<'l> {
    /// Somebody else is named for a path, or nobody.
    Other { asked: &'l Asked, now: &'l str },
    /// Somebody is named who should not be.
    Extra { line: &'l str },
    /// Every line is there, in another order.
    Order,
}

/// The lines that are not as they should be: first those of which there is something to say.
fn differing<'l>(asked: &'l [Asked], lines: &[&'l str]) -> Vec<Differing<'l>> {
    let expected: Vec<String> = asked.iter().map(Asked::line).collect();
    let now: HashMap<&str, &str> = lines.iter().map(|line| parts(line)).collect();
    let wanted: HashSet<&str> = asked.iter().map(|asked| asked.pattern.as_str()).collect();
    let there: HashSet<&str> = lines.iter().copied().collect();
    let missing = asked.iter().zip(&expected).filter(|(_, line)| !there.contains(line.as_str()));
    let other = missing.map(|(asked, _)| {
        let now = now.get(asked.pattern.as_str()).copied().unwrap_or_default();
        Differing::Other { asked, now }
    });
    let extra = lines.iter().filter(|line| !wanted.contains(parts(line).0));
    let mut differing: Vec<_> = other.chain(extra.map(|line| Differing::Extra { line })).collect();
    if differing.is_empty() && expected != lines {
        differing.push(Differing::Order);
    }
    differing
}

/// The pattern of a line, up to a blank that is none of its own, and whom it names.
fn parts(line: &str) -> (&str, &str) {
    let end = line.char_indices().find(|(at, c)| c.is_whitespace() && !line[..*at].ends_with('\\'));
    let (pattern, owners) = line.split_at(end.map_or(line.len(), |(at, _)| at));
    (pattern, owners.trim())
}

impl Differing<'_> {
    fn message(&self, path: &RepoPath) -> String {
        let named = |owners: &str| match owners {
            "" => "nobody".to_owned(),
            owners => format!("`{owners}`"),
        };
        match self {
            Differing::Other { asked, now } => {
                let expected = asked.owners.join(" ");
                format!("`{path}` names {} for `{}`; expected `{expected}`", named(now), asked.pattern)
            }
            Differing::Extra { line } => match parts(line) {
                (pattern, "") => format!("`{path}` holds `{pattern}` in its section; expected no such line"),
                (pattern, owners) => format!("`{path}` names `{owners}` for `{pattern}`; expected nobody"),
            },
            Differing::Order => {
                format!("the section of `{path}` stands in another order than it is written in")
            }
        }
    }

    /// Where the owners stand, as far as that is one place.
    fn place(&self, registry: &Registry) -> Place {
        match self {
            Differing::Other { asked, .. } => place_of(registry, |path| *path == asked.path),
            Differing::Extra { line } => {
                let folder = &registry.code_owners.folder;
                place_of(registry, |path| pattern(folder, path) + "/" == parts(line).0)
            }
            Differing::Order => Place::file(&Registry::policy_file()),
        }
    }
}

/// The owners of the connector whose folder is meant; else who is administrator; else the registry as a whole.
fn place_of(registry: &Registry, is_meant: impl Fn(&RepoPath) -> bool) -> Place {
    if let Some(connector) = registry.connectors.iter().find(|connector| is_meant(&connector.folder)) {
        return match connector.owners.first() {
            Some(owner) => Place::at(&connector.file, owner.span),
            None => Place::file(&connector.file),
        };
    }
    let own = [Registry::access_file(), Registry::categories_file()];
    let is_own = own.iter().any(is_meant) && registry.access.written;
    Place::file(&if is_own { Registry::access_file() } else { Registry::policy_file() })
}
