//! The tree and the commit of a site. Both tell of the site alone: the same site, the same ids.

use std::collections::BTreeMap;

use git2::{Index, IndexEntry, IndexTime, Oid, Repository, Signature, Time};
use jiff::tz::TimeZone;

use super::ledger::Line;
use super::marker::{MARKER, Marker, NO_JEKYLL, trailer};
use crate::plan::SitePath;
use crate::plan::manifest::{self, Manifest};

/// Who makes the commits.
const WHO: (&str, &str) = ("connectory", "connectory@localhost");

/// The tree of a site, with what marks a branch of ours.
pub(super) fn tree(
    repository: &Repository,
    files: &BTreeMap<SitePath, Line>,
    marker: &Marker,
) -> Result<Oid, git2::Error> {
    let mut index = Index::new()?;
    let (marker, empty) = (repository.blob(&marker.print())?, repository.blob(b"")?);
    let own = [(MARKER, marker), (NO_JEKYLL, empty)];
    let site = files.iter().map(|(path, line)| (path.as_str(), line.blob));
    for (path, blob) in own.into_iter().chain(site) {
        index.add(&entry(path, blob))?;
    }
    index.write_tree_to(repository)
}

/// Writes the commit of a tree, and gives its id. It is of the day and of the commit of the registry that the site's manifest names.
pub(super) fn write(
    repository: &Repository,
    tree: Oid,
    parent: Option<Oid>,
    files: &BTreeMap<SitePath, Line>,
) -> Result<Oid, git2::Error> {
    let manifest = manifest(repository, files);
    let seconds = manifest.as_ref().and_then(|manifest| {
        let midnight = manifest.as_of.to_zoned(TimeZone::UTC).ok()?;
        Some(midnight.timestamp().as_second())
    });
    let who = Signature::new(WHO.0, WHO.1, &Time::new(seconds.unwrap_or(0), 0))?;
    let message = format!(
        "{}\n\nMade by connectory, which replaces it at the next publication.\n\n{}\n",
        subject(manifest.as_ref()),
        trailer(tree)
    );
    let parent = parent.map(|id| repository.find_commit(id)).transpose()?;
    let parents: Vec<_> = parent.iter().collect();
    repository.commit(None, &who, &who, &message, &repository.find_tree(tree)?, &parents)
}

fn subject(manifest: Option<&Manifest>) -> String {
    let revision = manifest.map(|manifest| &manifest.revision);
    let commit = revision.and_then(|revision| revision.commit.as_deref());
    match (commit, revision.and_then(|revision| revision.generation)) {
        (Some(commit), Some(generation)) => {
            format!("The site of commit {}, generation {generation}", commit.get(..12).unwrap_or(commit))
        }
        (Some(commit), None) => format!("The site of commit {}", commit.get(..12).unwrap_or(commit)),
        _ => "The site".to_owned(),
    }
}

fn manifest(repository: &Repository, files: &BTreeMap<SitePath, Line>) -> Option<Manifest> {
    let line = files.get(&SitePath::new(manifest::NAME)?)?;
    Manifest::parse(repository.find_blob(line.blob).ok()?.content()).ok()
}

fn entry(path: &str, id: Oid) -> IndexEntry {
    let time = IndexTime::new(0, 0);
    IndexEntry {
        ctime: time,
        mtime: time,
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}
