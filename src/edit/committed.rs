//! What was committed: which folder of a commit is a connector, and whether a file still is what a commit holds.

use crate::model::{Connector, ConnectorVersion};
use crate::source::{
    Digest, Entry, LfsPointer, Match, Opened, RepoPath, Search, Wanted, is_same_but_line_ends,
};
use crate::yaml::{self, Node, Value};

use super::EditError;

/// Those of `files` of a connector, or of a version of it, that `HEAD` does not hold as they are; `None` without a commit.
pub(super) fn not_committed<'f>(
    opened: &Opened,
    (connector, version): (&Connector, Option<&ConnectorVersion>),
    files: &'f [Entry],
) -> Result<Option<Vec<&'f RepoPath>>, EditError> {
    let (Some(repository), Some(head)) = (&opened.repository, &opened.commit) else { return Ok(None) };
    let slug = connector.slug.as_str();
    let is_connector = |name: &str, yaml: &[u8]| is_connector(name, yaml, slug, Some(connector));
    let is_version = |stem: &str| version.is_some_and(|version| version.number.as_str() == stem);
    let wanted = Wanted {
        connector: &is_connector,
        version: version.is_some().then_some(&is_version as &dyn Fn(&str) -> bool),
    };
    let Search::Found(found) = repository.held_at(head, &opened.folder, &wanted)? else {
        return Ok(Some(files.iter().map(|entry| &entry.path).collect()));
    };
    let mut others = Vec::new();
    for entry in files {
        let held = found.files.iter().find(|(path, _)| *path == entry.path);
        let same = match held {
            Some((_, held)) => is_same(&opened.tree.read(&entry.path, u64::MAX)?, held),
            None => false,
        };
        if !same {
            others.push(&entry.path);
        }
    }
    Ok(Some(others))
}

/// Whether a folder in a commit is the connector `slug`, of which `present` is what lies there now.
pub(super) fn is_connector(
    name: &str,
    yaml: &[u8],
    slug: &str,
    present: Option<&Connector>,
) -> Option<Match> {
    let (id, aliases) = read(yaml);
    let Some(present) = present else {
        return match name == slug {
            true => Some(Match::Present),
            false => aliases.iter().any(|alias| alias == slug).then_some(Match::Former),
        };
    };
    let same_id = present.id.as_ref().zip(id.as_ref()).map(|(one, other)| one.eq_ignore_ascii_case(other));
    match (same_id, name == present.slug.as_str()) {
        (Some(true), _) => Some(Match::Present),
        // Its id may be what was changed and is to come back.
        (_, true) => Some(Match::Former),
        _ => None,
    }
}

/// The id and the aliases in a `connector.yaml`, as far as it can be read.
fn read(yaml: &[u8]) -> (Option<String>, Vec<String>) {
    let node = std::str::from_utf8(yaml).ok().and_then(|text| yaml::parse(text).ok().flatten());
    let Some(Node { value: Value::Map(fields), .. }) = node else { return (None, Vec::new()) };
    let (mut id, mut aliases) = (None, Vec::new());
    for (key, node) in fields {
        match (key.value.as_str(), node.value) {
            ("id", Value::Scalar { text, .. }) => id = Some(text),
            ("aliases", Value::List(items)) => {
                aliases.extend(items.into_iter().filter_map(|item| match item.value {
                    Value::Scalar { text, .. } => Some(text),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    (id, aliases)
}

/// Whether a file is what was committed: line ends, and a package in place of its Git LFS pointer, make no difference.
pub(super) fn is_same(now: &[u8], committed: &[u8]) -> bool {
    let pointed = LfsPointer::read(committed).and_then(|pointer| pointer.oid);
    is_same_but_line_ends(now, committed) || pointed == Some(Digest::of(now))
}
