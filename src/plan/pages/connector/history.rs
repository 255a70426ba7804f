//! In which versions of a connector a file of its package is the same, byte for byte.

use std::collections::{BTreeMap, HashMap};

use super::files::assembly;
use crate::model::{Connector, ConnectorVersion, PackageFacts, ReferenceFacts};
use crate::package::code::AssemblyFacts;
use crate::plan::shown;

/// A file by its name, and which one of those with that name it is.
pub(super) type Named<'c> = (&'c str, usize);

/// One file through all versions.
pub(super) struct History<'c> {
    pub(super) name: Named<'c>,
    /// Lowest first.
    pub(super) runs: Vec<Run<'c>>,
    /// Whether the version that the site shows has it no more.
    pub(super) is_gone: bool,
}

/// Readable versions in a row in which a file has the same bytes.
pub(super) struct Run<'c> {
    pub(super) first: &'c ConnectorVersion,
    pub(super) last: &'c ConnectorVersion,
    /// How many versions.
    pub(super) versions: usize,
    pub(super) file: &'c ReferenceFacts,
    pub(super) assembly: Option<&'c AssemblyFacts>,
    /// The place of the last version among the readable ones.
    place: usize,
}

/// The files of a package, with their places and names.
pub(super) fn named(facts: &PackageFacts) -> impl Iterator<Item = (usize, Named<'_>, &ReferenceFacts)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    facts.references.iter().enumerate().map(move |(at, file)| {
        let count = seen.entry(&file.name).or_default();
        *count += 1;
        (at, (file.name.as_str(), *count - 1), &**file)
    })
}

/// Every file of every version: those of the version that the site shows in its order, then those that are gone, by name.
pub(super) fn of(connector: &Connector) -> Vec<History<'_>> {
    let mut all: BTreeMap<Named<'_>, Vec<Run<'_>>> = BTreeMap::new();
    let readable = shown::versions(connector).filter_map(|version| Some((version, version.facts()?)));
    for (place, (version, facts)) in readable.enumerate() {
        for (at, name, file) in named(facts) {
            add(all.entry(name).or_default(), version, file, assembly(facts, at), place);
        }
    }
    let facts = shown::latest(connector).and_then(ConnectorVersion::facts);
    let kept: Vec<Named<'_>> =
        facts.into_iter().flat_map(|facts| named(facts)).map(|(_, name, _)| name).collect();
    let mut histories: Vec<History<'_>> = Vec::new();
    for name in kept {
        histories.extend(all.remove(&name).map(|runs| History { name, runs, is_gone: false }));
    }
    // Of a package that could not be read nobody knows what is in it no more.
    let is_gone = facts.is_some();
    histories.extend(all.into_iter().map(|(name, runs)| History { name, runs, is_gone }));
    histories
}

fn add<'c>(
    runs: &mut Vec<Run<'c>>,
    version: &'c ConnectorVersion,
    file: &'c ReferenceFacts,
    assembly: Option<&'c AssemblyFacts>,
    place: usize,
) {
    match runs.last_mut().filter(|run| run.place + 1 == place && run.file.digest == file.digest) {
        Some(run) => (run.last, run.versions, run.place) = (version, run.versions + 1, place),
        None => runs.push(Run { first: version, last: version, versions: 1, file, assembly, place }),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::PackageState;
    use crate::plan::fixture;
    use crate::source::Digest;

    fn version(text: &str, files: &[(&str, &str)]) -> ConnectorVersion {
        let mut version = fixture::version("tank", text, false);
        let mut facts = PackageFacts::clone(version.facts().unwrap());
        let reference = facts.references.remove(0);
        facts.references = files
            .iter()
            .map(|(name, bytes)| ReferenceFacts {
                name: (*name).to_owned(),
                digest: Digest::of(bytes.as_bytes()),
                ..ReferenceFacts::clone(&reference)
            })
            .map(Into::into)
            .collect();
        version.package = PackageState::Read(Arc::new(facts));
        version
    }

    #[test]
    fn nothing_is_gone_from_a_package_that_could_not_be_read() {
        let mut unreadable = version("2", &[]);
        unreadable.package = PackageState::Missing;
        let versions = vec![version("1", &[("a.dll", "one")]), unreadable];
        let connector = fixture::connector("tank", "Tank", "default", versions);
        let histories = of(&connector);
        assert_eq!((histories.len(), histories[0].is_gone), (1, false));
    }

    #[test]
    fn a_file_is_followed_through_the_versions() {
        let mut unreadable = version("3", &[]);
        unreadable.package = PackageState::Missing;
        let versions = vec![
            version("1", &[("a.dll", "one"), ("gone.dll", "x")]),
            version("2", &[("a.dll", "one"), ("a.dll", "twin")]),
            unreadable,
            version("4", &[("b.dll", "new"), ("a.dll", "one")]),
            version("5", &[("b.dll", "new"), ("a.dll", "two")]),
        ];
        let connector = fixture::connector("tank", "Tank", "default", versions);
        let histories = of(&connector);
        let told: Vec<_> = histories
            .iter()
            .map(|found| {
                let run =
                    |run: &Run<'_>| (run.first.number.to_string(), run.last.number.to_string(), run.versions);
                (found.name, found.is_gone, found.runs.iter().map(run).collect::<Vec<_>>())
            })
            .collect();
        let run = |first: &str, last: &str, count| (first.to_owned(), last.to_owned(), count);
        assert_eq!(
            told,
            [
                (("b.dll", 0), false, vec![run("4", "5", 2)]),
                (("a.dll", 0), false, vec![run("1", "4", 3), run("5", "5", 1)]),
                (("a.dll", 1), true, vec![run("2", "2", 1)]),
                (("gone.dll", 0), true, vec![run("1", "1", 1)]),
            ]
        );
    }
}
