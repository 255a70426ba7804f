//! From the history of a repository to what rules ask of it: which packages were replaced, which connectors are gone.

use std::collections::BTreeSet;

use crate::model::{Past, PastConnector, PastPackage};
use crate::source::{Digest, History, LfsPointer, PastBlob, RepoPath, Repository, SourceError};
use crate::yaml::{self, Value};

/// The most bytes of a package that is read again to be digested.
const MOST_PACKAGE: u64 = 512 << 20;

/// What `history` tells; only what was replaced or taken away is read.
///
/// # Errors
/// When Git does not give what it holds, as in a partial clone.
pub fn past(repository: &Repository, history: &History) -> Result<Past, SourceError> {
    let mut past = Past::default();
    for (place, held) in history.replaced() {
        let mut parts = place.split('/');
        let (Some(slug), Some("versions"), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let stem = name.strip_suffix(".xmp").unwrap_or(name);
        let packages = distinct(repository, &held)?;
        if packages.len() > 1 {
            past.packages.insert((slug.to_owned(), stem.to_owned()), packages);
        }
    }
    for (path, held) in history.gone() {
        let folder = path.parent();
        let Some(bytes) = repository.held(held, yaml::limit())? else { continue };
        if let Some(id) = id(path, &bytes) {
            past.connectors.push(PastConnector { slug: folder.name().to_owned(), id, seen: held.seen() });
        }
    }
    Ok(past)
}

/// The packages among what was held, each once. A Git LFS pointer is the package that it points to.
fn distinct(repository: &Repository, held: &[PastBlob]) -> Result<Vec<PastPackage>, SourceError> {
    let (mut packages, mut known) = (Vec::new(), BTreeSet::new());
    for one in held {
        let Some(bytes) = repository.held(one, MOST_PACKAGE)? else { continue };
        let pointed = LfsPointer::read(&bytes).and_then(|pointer| pointer.oid);
        let digest = pointed.unwrap_or_else(|| Digest::of(&bytes));
        if known.insert(digest) {
            packages.push(PastPackage { digest, seen: one.seen() });
        }
    }
    Ok(packages)
}

/// The id in the bytes of a `connector.yaml`; `None` where nothing can be read.
fn id(path: &RepoPath, bytes: &[u8]) -> Option<String> {
    let mut unheard = Vec::new();
    let node = yaml::Reader::new(path, &mut unheard).parse(bytes)?;
    let Value::Map(entries) = node.value else { return None };
    let (_, id) = entries.into_iter().find(|(key, _)| key.value == "id")?;
    match id.value {
        Value::Scalar { text, .. } => Some(text),
        _ => None,
    }
}
