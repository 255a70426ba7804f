//! Packages become versions of the connectors whose ids they carry, and connectors where no one has the id yet.
//!
//! 1. [`read`] gets packages out of a file in any form; what is stored is always the binary one.
//! 2. [`Adding::sort`] finds the connector of each, sets aside what is there already, and refuses other bytes for a version
//!    that is published.
//! 3. A person may be asked about the connectors that are new ([`Adding::newcomers`]).
//! 4. [`Adding::plan`] drafts what people would have to write: `connector.yaml`, the help, release notes from what changed
//!    since the version below, and what breaks.
//!
//! What a package says is a stranger's: it names no file but by a slug or a number, and is text wherever it stands.

mod affected;
mod breaking;
mod help;
mod incoming;
mod newcomer;
mod notes;
mod place;
mod prose;
mod sort;
mod version;

pub use incoming::{Incoming, read};
pub use newcomer::{Newcomer, category, owners};
pub use sort::Adding;

use jiff::civil::Date;

use super::Plan;
use crate::model::{Usage, VersionNumber};
use sort::{Group, Owner};

/// What a person wants, besides the packages.
#[derive(Debug)]
pub struct Wish {
    /// The category of new connectors, by id or name.
    pub category: Option<String>,
    /// The owners of new connectors.
    pub owners: Vec<String>,
    /// The slug of the one connector that is new.
    pub slug: Option<String>,
    /// The folders below `connectors/` that new connectors are put into.
    pub group: Option<String>,
    /// The release notes of every version that is added, Markdown.
    pub notes: Option<String>,
    /// The day by which applications should move to a version that breaks.
    pub upgrade_by: Option<Date>,
    /// What they have to do, Markdown.
    pub guide: Option<String>,
    /// The day of the change.
    pub today: Date,
}

impl Wish {
    /// Nothing but packages, on a day.
    pub fn on(today: Date) -> Wish {
        let (category, slug, group, notes, upgrade_by, guide) = (None, None, None, None, None, None);
        Wish { category, owners: Vec::new(), slug, group, notes, upgrade_by, guide, today }
    }
}

impl Adding<'_> {
    /// The changes that add the packages.
    pub fn plan(self, wish: &Wish) -> Plan {
        let mut plan = Plan { summary: self.summary(), ..Plan::default() };
        plan.notes.extend(self.left(wish));
        plan.notes.extend(self.aside);
        let usage = Usage::of(self.registry);
        for group in self.groups {
            if let Owner::New(newcomer) = &group.owner {
                let highest = group.versions.last().expect("a group holds a version");
                for (path, text) in newcomer.files(highest) {
                    plan.changes.create(&path, text.into_bytes());
                }
                plan.steps.push(newcomer.step(self.registry));
                plan.notes.extend(newcomer.notes());
            }
            for added in group.added() {
                let yaml = group.file(added.version, "yaml");
                plan.changes.create(&yaml, added.yaml(&yaml, wish).into_bytes());
                plan.steps.push(format!(
                    "add `{}` {}: {}",
                    group.slug(),
                    added.version.number,
                    added.verdict()
                ));
            }
            if let (Owner::Known(connector), Some(highest)) = (&group.owner, group.versions.last()) {
                plan.notes.extend(affected::notes(&usage, connector, highest));
            }
            let places: Vec<_> = group.versions.iter().map(|version| group.file(version, "xmp")).collect();
            for (place, version) in places.iter().zip(group.versions) {
                plan.changes.create(place, version.bytes);
            }
        }
        for (connector, place, package) in self.missing {
            plan.changes.create(&place, package.bytes);
            plan.steps.push(format!("put the package of `{}` {} back", connector.slug, package.number));
        }
        plan
    }

    /// The first line of a commit.
    fn summary(&self) -> String {
        let added: Vec<(&str, &VersionNumber)> = self
            .groups
            .iter()
            .flat_map(|group| group.versions.iter().map(|version| (group.slug(), &version.number)))
            .collect();
        match (added.as_slice(), self.groups.as_slice(), self.missing.as_slice()) {
            ([(slug, number)], _, _) => format!("Add {slug} {number}"),
            ([_, ..], [group], _) => format!("Add {} versions of {}", added.len(), group.slug()),
            ([_, ..], groups, _) => format!("Add {} versions of {} connectors", added.len(), groups.len()),
            ([], _, [(connector, _, package)]) => {
                format!("Put the package of {} {} back", connector.slug, package.number)
            }
            ([], _, missing) => format!("Put {} packages back", missing.len()),
        }
    }

    /// What was asked for and is not needed, and what a person should read.
    fn left(&self, wish: &Wish) -> Vec<String> {
        let mut left = Vec::new();
        let new = self.groups.iter().any(|group| matches!(group.owner, Owner::New(_)));
        if !new && (wish.category.is_some() || !wish.owners.is_empty() || wish.group.is_some()) {
            left.push("no connector is new: --category, --owner and --group are left aside".to_owned());
        }
        let breaks = self.groups.iter().flat_map(Group::added).any(|added| added.breaks());
        if !breaks && (wish.upgrade_by.is_some() || wish.guide.is_some()) {
            left.push("nothing breaks: --upgrade-by and --guide are left aside".to_owned());
        }
        left
    }
}
