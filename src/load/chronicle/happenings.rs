//! What a commit did to connectors.

use std::collections::BTreeMap;

use crate::model::{Happening, Slug, VersionNumber};
use crate::source::{Part, PastBytes, Touched, check_segment};

/// What a group of files held before a commit and since, each by the file's name.
#[derive(Default)]
struct Files<'t> {
    before: Vec<(&'t str, PastBytes)>,
    after: Vec<(&'t str, PastBytes)>,
    was: bool,
    is: bool,
}

/// One connector's part in a commit.
#[derive(Default)]
struct Whole<'t> {
    /// `connector.yaml`.
    own: Files<'t>,
    /// Help and pictures.
    others: Files<'t>,
    versions: BTreeMap<VersionNumber, Files<'t>>,
}

/// What happened to every connector, by slug; to one, in the order of [`Happening`]. What only moved did not change.
pub(super) fn of(touched: &[Touched]) -> Vec<(Slug, Happening)> {
    let mut connectors: BTreeMap<&str, Whole<'_>> = BTreeMap::new();
    for found in touched {
        match &found.part {
            Part::Connector { slug, file } if check_segment(slug).is_ok() => {
                let whole = connectors.entry(slug).or_default();
                let files = if &**file == "connector.yaml" { &mut whole.own } else { &mut whole.others };
                files.take(file, found, (found.before.is_some(), found.after.is_some()));
            }
            Part::Version { slug, stem, is_package, was_and_is } if check_segment(slug).is_ok() => {
                let Ok(number) = VersionNumber::parse(stem) else { continue };
                let files = connectors.entry(slug).or_default().versions.entry(number).or_default();
                files.take(if *is_package { "xmp" } else { "yaml" }, found, *was_and_is);
            }
            _ => {}
        }
    }
    let told = |(slug, whole): (&str, Whole<'_>)| {
        let slug = Slug::new(slug);
        whole.happenings().into_iter().map(move |happening| (slug.clone(), happening))
    };
    connectors.into_iter().flat_map(told).collect()
}

impl<'t> Files<'t> {
    fn take(&mut self, name: &'t str, touched: &Touched, (was, is): (bool, bool)) {
        self.before.extend(touched.before.map(|bytes| (name, bytes)));
        self.after.extend(touched.after.map(|bytes| (name, bytes)));
        (self.was, self.is) = (self.was || was, self.is || is);
    }

    /// Whether other bytes lie there than before, wherever that is.
    fn differ(mut self) -> bool {
        self.before.sort_unstable();
        self.after.sort_unstable();
        self.before != self.after
    }
}

impl Whole<'_> {
    fn happenings(self) -> Vec<Happening> {
        let mut all = Vec::new();
        match (self.own.was, self.own.is) {
            (false, true) => all.push(Happening::Added),
            (true, false) => all.push(Happening::Removed),
            _ if self.own.differ() | self.others.differ() => all.push(Happening::Edited),
            _ => {}
        }
        for (number, files) in self.versions {
            all.extend(match (files.was, files.is) {
                (false, true) => Some(Happening::VersionAdded(number)),
                (true, false) => Some(Happening::VersionRemoved(number)),
                _ => files.differ().then_some(Happening::VersionEdited(number)),
            });
        }
        all.sort();
        all
    }
}
