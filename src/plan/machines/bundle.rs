//! `bundles/`: the packages of the current versions in one zip for App Designer's bulk upload.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::model::{Category, Connector};
use crate::package::{Container, Limits};
use crate::plan::path::SitePath;
use crate::plan::shown::{self, Group, Shown};
use crate::plan::{Fingerprint, Form, Member};

/// Packages that are larger together make no bundle.
const MOST: u64 = 512 << 20;
/// The bundle of everything. A category of this id has no bundle of its own.
const ALL: &str = "all-current";

/// Packages that go together.
pub(crate) struct Bundle {
    pub(super) path: SitePath,
    pub(super) members: Vec<Member>,
    /// What they have together, in bytes.
    size: u64,
}

/// The current packages of the whole site; `None` where there is none, or no bundle is wanted.
pub(crate) fn all_current(shown: &Shown<'_>) -> Option<Bundle> {
    of(shown, ALL, &shown.connectors)
}

/// The current packages of a category.
pub(crate) fn of_category(shown: &Shown<'_>, category: &Category, group: &Group<'_>) -> Option<Bundle> {
    let id = category.id.as_str();
    if id == ALL { None } else { of(shown, id, &group.connectors) }
}

impl Bundle {
    /// Whether it is offered: App Designer, and whoever unpacks it, take only so much.
    pub(super) fn is_offered(&self) -> bool {
        self.size <= MOST && self.members.len() <= Limits::default().archive_entries
    }

    /// The bundle as pages show it.
    pub(crate) fn view(&self) -> Value {
        json!({
            "href": self.is_offered().then(|| self.path.href()),
            "packages": self.members.len(),
            "size": self.size,
            "most_packages": Limits::default().archive_entries,
            "most_size": MOST,
        })
    }

    /// Where it lies, where it is offered.
    pub(crate) fn offered_path(&self) -> Option<&str> {
        self.is_offered().then(|| self.path.as_str())
    }
}

fn of(shown: &Shown<'_>, name: &str, connectors: &[&Connector]) -> Option<Bundle> {
    if !shown.bundles {
        return None;
    }
    let (mut members, mut size, mut names) = (Vec::new(), 0, BTreeSet::new());
    for (member, bytes) in connectors.iter().filter_map(|connector| current(connector)) {
        // Two names that are one on some system could not lie beside each other.
        if names.insert(member.name.to_lowercase()) {
            size += bytes;
            members.push(member);
        }
    }
    members.sort_by(|a, b| a.name.cmp(&b.name));
    let path = SitePath::known(format!("bundles/{name}.zip"));
    (!members.is_empty()).then_some(Bundle { path, members, size })
}

/// The package of the current version, as it is offered, and its size.
fn current(connector: &Connector) -> Option<(Member, u64)> {
    let version = shown::current(connector)?;
    let (path, facts) = shown::download(connector, version)?;
    let form = if facts.container == Container::Binary { Form::AsItIs } else { Form::Binary };
    let member = Member {
        name: path.as_str().rsplit('/').next()?.to_owned(),
        path: version.package_path.clone(),
        stored: version.stored(),
        limit: facts.size,
        form,
        digest: Fingerprint::from_bytes(*facts.offered.digest.as_bytes()),
    };
    Some((member, facts.offered.size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    fn registry(count: usize) -> crate::model::Registry {
        let mut registry = fixture::registry();
        registry.connectors = (0..count)
            .map(|at| {
                let slug = format!("tank-{at:05}");
                fixture::connector(&slug, &slug, "database", vec![fixture::version(&slug, "1.0", true)])
            })
            .collect();
        registry
    }

    fn offered(registry: &crate::model::Registry) -> Option<bool> {
        fixture::shown(registry, |shown| all_current(shown).map(|bundle| bundle.is_offered()))
    }

    #[test]
    fn what_nobody_could_unpack_is_not_offered() {
        assert_eq!(offered(&registry(0)), None);
        assert_eq!(offered(&registry(1000)), Some(true));
        assert_eq!(offered(&registry(1001)), Some(false));
        let mut large = registry(9);
        for connector in large.connectors.iter_mut() {
            let mut facts = fixture::facts(&format!("{} 1.0", connector.slug), true);
            std::sync::Arc::make_mut(&mut facts).offered.size = 60 << 20;
            connector.versions[0].package = crate::model::PackageState::Read(facts);
        }
        assert_eq!(offered(&large), Some(false));
    }

    #[test]
    fn only_current_packages_that_are_offered_are_in_it() {
        let names = fixture::shown(&fixture::registry(), |shown| {
            let bundle = all_current(shown).expect("a bundle");
            bundle.members.into_iter().map(|member| member.name).collect::<Vec<_>>()
        });
        assert_eq!(names, ["azure-sql-1.1.xmp", "sql-server-1.38.xmp"]);
    }

    #[test]
    fn a_category_does_not_take_the_place_of_everything() {
        let mut registry = fixture::registry();
        registry.categories[0].id.value = crate::model::CategoryId::new(ALL);
        let paths = fixture::shown(&registry, |shown| {
            let files = super::super::bundles(shown);
            files.into_iter().map(|(path, _)| path.to_string()).collect::<Vec<_>>()
        });
        assert_eq!(paths, ["bundles/all-current.zip"]);
    }
}
