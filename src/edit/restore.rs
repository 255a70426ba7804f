//! `restore`: connectors and versions come back as they were committed last.
//!
//! 1. Find each in the history: in `HEAD`, where it is there; else in the newest commit that held it.
//! 2. Compare with what lies there now. What is missing is written; what differs from `HEAD` is overwritten, which takes
//!    somebody's work away; what was never committed stays.

use std::collections::{BTreeMap, BTreeSet};

use super::committed::{is_connector, is_same};
use super::find;
use super::plan::Draft;
use super::{EditError, Plan};
use crate::diag::{joined, listed, nearest, plural, size};
use crate::model::{Connector, Registry, VersionNumber};
use crate::source::{Entry, LastHeld, LfsPointer, Opened, RepoPath, Search, Wanted};

/// As many files are named.
const MOST_NAMES: usize = 8;

/// What comes back was published before; and where a file becomes what is committed, nobody sees a change.
const MOOT: &[&str] = &["version-not-higher", "version-replaced", "connector-id-changed", "owner-changed"];

/// Brings back what `words` name: `slug`, `slug@version`, or a former slug.
///
/// # Errors
/// One of them was never committed, or something else lies in its place now.
pub fn restore(registry: &Registry, opened: &Opened, words: &[String]) -> Result<Plan, EditError> {
    let tree = opened.tree.as_ref();
    let entries = tree.list()?.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
    let mut restoring = Restoring {
        registry,
        opened,
        entries,
        draft: Draft::new(tree),
        plan: Plan::default(),
        what: Vec::new(),
        done: BTreeSet::new(),
        is_past: false,
    };
    for word in words.iter().filter(|word| !word.contains('@')) {
        restoring.connector(word)?;
    }
    // A version comes with its connector.
    let alone = |(slug, _): &(&str, Option<&str>)| !words.iter().any(|word| word == slug);
    for (slug, number) in words.iter().map(|word| find::parts(word)).filter(alone) {
        restoring.version(slug, number.unwrap_or_default())?;
    }
    let Restoring { draft, plan, what, is_past, .. } = restoring;
    Ok(Plan {
        changes: draft.finish(),
        // What becomes as it is committed in `HEAD` needs no commit.
        summary: if is_past { format!("Restore {}", joined(&what)) } else { String::new() },
        announced: &["package-lfs-pointer", "category-unused", "break-undeclared", "break-without-notice"],
        moot: MOOT,
        ..plan
    })
}

/// A restoration in the making.
struct Restoring<'r> {
    registry: &'r Registry,
    opened: &'r Opened,
    /// What lies there now.
    entries: BTreeMap<RepoPath, Entry>,
    draft: Draft<'r>,
    plan: Plan,
    what: Vec<String>,
    /// What was written.
    done: BTreeSet<RepoPath>,
    /// Whether anything of it is from another commit than `HEAD`.
    is_past: bool,
}

/// What was written of one connector or version.
#[derive(Default)]
struct Written {
    files: usize,
    bytes: u64,
    /// The files that were there and held something else.
    over: Vec<RepoPath>,
}

impl Restoring<'_> {
    fn connector(&mut self, slug: &str) -> Result<(), EditError> {
        let present = self.registry.connector(slug);
        let wanted = |name: &str, yaml: &[u8]| is_connector(name, yaml, slug, present);
        let found = match self.search(&Wanted { connector: &wanted, version: None })? {
            Search::Found(found) => found,
            Search::Missed(names) => return Err(self.never(slug, present, names.iter().map(String::as_str))),
        };
        self.free(slug, &found, present)?;
        let what = contents(&found);
        self.files(&found, &found.folder.clone(), found.folder.name(), &what)?;
        self.left(&found);
        Ok(())
    }

    fn version(&mut self, slug: &str, text: &str) -> Result<(), EditError> {
        let number = VersionNumber::parse(text)
            .map_err(|what| EditError::refused(format!("the version `{text}` {what}")))?;
        let Some(present) = self.registry.connector(slug) else { return Err(self.without_connector(slug)) };
        let wanted = |name: &str, yaml: &[u8]| is_connector(name, yaml, slug, Some(present));
        let is_version = |stem: &str| VersionNumber::parse(stem).is_ok_and(|other| other == number);
        let wanted = Wanted { connector: &wanted, version: Some(&is_version) };
        let slug = &present.slug;
        let Search::Found(found) = self.search(&wanted)? else {
            let what = format!("no commit holds `{slug}` {text}; {}", find::versions(present));
            return Err(EditError::refused(what + self.shallow()));
        };
        let stem = found.files.first().map_or(text, |(path, _)| path.stem());
        if let Some(there) = present.version(&number) {
            let there = &there.number;
            if there.as_str() != stem {
                return Err(EditError::refused(format!(
                    "`{slug}` has the version {there}, which is the same number as the committed {stem}; \
                     `connectory remove {slug}@{there}` makes room for it"
                )));
            }
        }
        let named = format!("{slug} {stem}");
        self.files(&found, &present.folder, &named, "")
    }

    fn search(&self, wanted: &Wanted<'_>) -> Result<Search, EditError> {
        let Some(repository) = &self.opened.repository else {
            let what = "the registry lies in no Git repository, so nothing can be brought back";
            return Err(EditError::refused(what));
        };
        let Some(head) = &self.opened.commit else {
            return Err(EditError::refused("nothing was committed yet, so nothing can be brought back"));
        };
        Ok(repository.last_held(head, &self.opened.folder, wanted)?)
    }

    /// Holds the place of a connector to be its own, or nobody's.
    fn free(&self, slug: &str, found: &LastHeld, present: Option<&Connector>) -> Result<(), EditError> {
        let place = &found.folder;
        let name = place.name();
        let there = present.or_else(|| self.registry.connector(name));
        if let Some(there) = there.filter(|there| there.folder != *place) {
            let back = match there.slug.as_str() == name {
                true => format!("`connectory rename {} --group {}` moves it back", there.slug, group(place)),
                false => format!("`connectory rename {} {name}` takes that back", there.slug),
            };
            let what =
                format!("`{slug}` lies in `{}` now, and was committed in `{place}`; {back}", there.folder);
            return Err(EditError::refused(what));
        }
        let yaml = place.join("connector.yaml").unwrap_or_else(|_| place.clone());
        let is_there = self.entries.contains_key(&yaml);
        let inner = self.registry.connectors.iter().filter(|other| other.folder.is_in(place));
        let inner: Vec<&str> = inner.map(|other| other.slug.as_str()).collect();
        if !is_there && !inner.is_empty() {
            let what = format!("`{place}` holds other connectors now: {}", listed(inner, MOST_NAMES));
            return Err(EditError::refused(format!("{what}; move them first")));
        }
        Ok(())
    }

    /// Writes what is missing in `folder`, and what differs; says so. `contents` is what a connector holds as a whole.
    fn files(
        &mut self,
        found: &LastHeld,
        folder: &RepoPath,
        named: &str,
        contents: &str,
    ) -> Result<(), EditError> {
        let mut written = Written::default();
        for (path, held) in &found.files {
            self.file(&moved(path, &found.folder, folder), held, found, &mut written)?;
        }
        let (shown, short) = (shown(named), short(found));
        if written.files == 0 {
            self.plan.notes.push(format!("{shown} is as it was committed in {short}"));
            return Ok(());
        }
        self.what.push(named.to_owned());
        self.is_past |= !found.is_head;
        let all = found.files.len();
        let what = match (written.files == all, contents.is_empty()) {
            (true, true) => String::new(),
            (true, false) => format!("{contents}; "),
            (false, _) => format!("{} of {}; ", written.files, plural(all, "file")),
        };
        self.plan.steps.push(format!("restore {shown} as of {short}: {what}{}", size(written.bytes)));
        let over = |path: &RepoPath| format!("overwrite `{path}`, which holds what is not committed");
        self.plan.steps.extend(written.over.iter().map(over));
        self.plan.destroys |= !written.over.is_empty();
        self.plan.notes.extend(found.odd.iter().map(|path| format!("`{path}` is no file and stays away")));
        Ok(())
    }

    /// Writes one file, unless it is there already.
    fn file(
        &mut self,
        to: &RepoPath,
        held: &[u8],
        found: &LastHeld,
        written: &mut Written,
    ) -> Result<(), EditError> {
        match self.entries.get(to) {
            _ if self.done.contains(to) => return Ok(()),
            None => self.draft.create(to, held.to_vec()),
            Some(_) if is_same(&self.draft.read(to)?, held) => return Ok(()),
            Some(_) if found.is_head => {
                self.draft.write(to, held.to_vec())?;
                written.over.push(to.clone());
            }
            Some(_) => {
                let what = format!(
                    "`{to}` is in the way: it differs from that of {}, and is not committed; remove it first",
                    short(found)
                );
                return Err(EditError::refused(what));
            }
        }
        self.done.insert(to.clone());
        written.files += 1;
        written.bytes += held.len() as u64;
        if LfsPointer::read(held).is_some() {
            let note = format!("`{to}` is a Git LFS pointer; `git lfs pull` brings the package");
            self.plan.notes.push(note);
        }
        Ok(())
    }

    /// Says which files of a connector stay though the commit does not hold them.
    fn left(&mut self, found: &LastHeld) {
        let is_held = |path: &RepoPath| found.files.iter().any(|(held, _)| held == path);
        let other = |path: &RepoPath| {
            self.registry.connectors.iter().any(|other| {
                other.folder != found.folder && other.folder.is_in(&found.folder) && path.is_in(&other.folder)
            })
        };
        let left: Vec<&str> = self
            .entries
            .keys()
            .filter(|path| path.is_in(&found.folder) && !is_held(path) && !other(path))
            .map(RepoPath::as_str)
            .collect();
        if !left.is_empty() {
            self.plan.notes.push(format!("not committed, and left as it is: {}", listed(left, MOST_NAMES)));
        }
    }

    /// No commit holds the connector.
    fn never<'n>(
        &self,
        slug: &str,
        present: Option<&Connector>,
        names: impl Iterator<Item = &'n str>,
    ) -> EditError {
        let names: Vec<&str> = names.collect();
        let near = nearest(slug, &names).filter(|_| present.is_none());
        let what = match near {
            Some(near) => format!("no commit holds a connector `{slug}`; did you mean `{near}`?"),
            None => format!("no commit holds a connector `{slug}`"),
        };
        EditError::refused(what + self.shallow())
    }

    /// A version is to come back to a connector that is not there.
    fn without_connector(&self, slug: &str) -> EditError {
        match find::connector(self.registry, slug) {
            _ if self.registry.unreadable.contains(slug) => EditError::refused(format!(
                "the connector.yaml of `{slug}` cannot be read; `connectory restore {slug}` brings it back as it was committed"
            )),
            Err(EditError::Refused(what)) if what.contains("did you mean") => EditError::Refused(what),
            _ => EditError::refused(format!(
                "the registry has no connector `{slug}`; `connectory restore {slug}` looks for it in the history, with its versions"
            )),
        }
    }

    /// What to do where the history is not whole, as the end of a message.
    fn shallow(&self) -> &'static str {
        let shallow = self.opened.repository.as_ref().is_some_and(|repository| repository.is_shallow());
        if shallow {
            "; the clone is shallow and holds not all commits: run `git fetch --unshallow`, and again"
        } else {
            ""
        }
    }
}

/// The path of a file whose connector lies in `to` and not in `from`.
fn moved(path: &RepoPath, from: &RepoPath, to: &RepoPath) -> RepoPath {
    let below = path.as_str().strip_prefix(from.as_str()).unwrap_or_default().trim_start_matches('/');
    to.join(below).unwrap_or_else(|_| path.clone())
}

/// The group that a connector lies in, for a command line.
fn group(folder: &RepoPath) -> String {
    let parent = folder.parent();
    let group = parent.as_str().strip_prefix("connectors").unwrap_or_default().trim_start_matches('/');
    if group.is_empty() { ".".to_owned() } else { group.to_owned() }
}

/// A connector or version for a sentence: `slug` 1.0.
fn shown(named: &str) -> String {
    match named.split_once(' ') {
        Some((slug, number)) => format!("`{slug}` {number}"),
        None => format!("`{named}`"),
    }
}

/// The commit, its day, and whose it is.
fn short(found: &LastHeld) -> String {
    format!("{} by {}", found.seen.short(), found.author)
}

/// What a connector's folder held, in words.
fn contents(found: &LastHeld) -> String {
    let versions = found.files.iter().filter(|(path, _)| path.extension() == Some("xmp")).count();
    let others =
        found.files.iter().filter(|(path, _)| !path.parent().as_str().ends_with("/versions")).count();
    joined(&[plural(versions, "version"), plural(others, "other file")])
}
