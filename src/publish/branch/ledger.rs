//! What is known of the files of a branch: which blobs they are, and what they were made from.
//!
//! It is kept beside our repository's objects and tied to the tree that it describes. Where it is lost, or the branch holds another tree, only
//! the blobs are known: everything is made again, and compared by them.

use std::collections::BTreeMap;
use std::fmt::Write;

use git2::{ObjectType, Oid, Repository, TreeWalkMode, TreeWalkResult};

use crate::plan::{Fingerprint, Held, SitePath};
use crate::source::{Bare, SourceError};

/// Where it lies in our repository.
const NAME: &str = "connectory-ledger";
/// Its first line, but for the tree.
const FORMAT: &str = "connectory 1 ";

/// A file of the branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// What it was made from, where that is known.
    pub(super) held: Option<Held>,
    /// Its bytes.
    pub(super) blob: Oid,
}

/// What is known of a tree.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The tree.
    pub(super) tree: Option<Oid>,
    /// Its files, but for those that mark it.
    pub(super) files: BTreeMap<SitePath, Line>,
}

impl Known {
    /// What a tree that was published holds.
    pub(super) fn settled(tree: Oid, files: BTreeMap<SitePath, Line>) -> Known {
        Known { tree: Some(tree), files }
    }

    /// What is known of any tree. What is no file of a site is passed over, and goes with the next publication.
    pub(super) fn of_tree(repository: &Repository, tree: Oid) -> Result<Known, git2::Error> {
        let mut files = BTreeMap::new();
        repository.find_tree(tree)?.walk(TreeWalkMode::PreOrder, |folder, entry| {
            let path = entry.name().ok().and_then(|name| SitePath::new(&format!("{folder}{name}")));
            if let (Some(ObjectType::Blob), Some(path)) = (entry.kind(), path) {
                files.insert(path, Line { held: None, blob: entry.id() });
            }
            TreeWalkResult::Ok
        })?;
        Ok(Known { tree: Some(tree), files })
    }

    /// What was kept; nothing where that is lost or damaged.
    pub(super) fn read(own: &Bare) -> Known {
        own.note(NAME).and_then(|text| Known::parse(&text)).unwrap_or_default()
    }

    /// Keeps it.
    pub(super) fn write(&self, own: &Bare) -> Result<(), SourceError> {
        own.put_note(NAME, &self.print())
    }

    fn print(&self) -> String {
        let mut text = format!("{FORMAT}{}\n", self.tree.map(|tree| tree.to_string()).unwrap_or_default());
        for (path, line) in &self.files {
            let Some(held) = line.held else { continue };
            let (made_from, sha256) = (held.fingerprint.to_hex(), held.sha256.to_hex());
            let _ = writeln!(text, "{}\t{made_from}\t{sha256}\t{}\t{path}", line.blob, held.size);
        }
        // What was cut off is not taken for the whole.
        text.push_str("end\n");
        text
    }

    fn parse(text: &str) -> Option<Known> {
        let mut lines = text.strip_suffix("end\n")?.lines();
        let tree = Oid::from_str(lines.next()?.strip_prefix(FORMAT)?).ok()?;
        let line = |line: &str| {
            let mut fields = line.splitn(5, '\t');
            let blob = Oid::from_str(fields.next()?).ok()?;
            let fingerprint = Fingerprint::from_hex(fields.next()?)?;
            let sha256 = Fingerprint::from_hex(fields.next()?)?;
            let size = fields.next()?.parse().ok()?;
            let held = Some(Held { fingerprint, size, sha256 });
            Some((SitePath::new(fields.next()?)?, Line { held, blob }))
        };
        Some(Known { tree: Some(tree), files: lines.map(line).collect::<Option<_>>()? })
    }
}
