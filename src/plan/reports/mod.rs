//! Reports: who uses what, who is behind, what is due, what may be deleted, which assemblies meet, how use moved over time.
//!
//! 1. Each report is computed in one file, over what an audience sees, as one [`Sheet`] of typed values.
//! 2. Pages, CSV, JSON, Markdown and the terminal show the same sheet ([`sheet`]).
//! 3. What an audience may not see is not there to be counted. Where something could be said only by somebody who sees
//!    everything, it is said in words that do not depend on what is hidden ([`UNSEEN`]).

mod adoption;
mod assemblies;
mod chart;
mod conflicts;
mod deadlines;
pub(crate) mod deletable;
mod savings;
pub(crate) mod sheet;
mod stale;
mod standing;
mod tally;
mod usage;

use jiff::civil::Date;

pub(crate) use adoption::{Charts, charts};
pub(crate) use sheet::{Cell, Sheet};
pub(crate) use usage::By;

use self::sheet::Item;
use super::Seen;
use super::path::SitePath;
use super::shown::{self, Shown};
use crate::model::{Application, Connector, ConnectorVersion, Sight};

/// Why it is not known that nobody uses something, on a site that does not see everything. Always in the same words.
pub(crate) const UNSEEN: &str = "applications you cannot see may use it";

/// One report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Report {
    Usage(By),
    Stale,
    Deadlines,
    Deletable,
    Savings,
    Assemblies,
    Conflicts,
    Adoption,
}

/// A page of reports: those that are read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group {
    /// The name of its page.
    pub(crate) name: &'static str,
    /// Its heading.
    pub(crate) title: &'static str,
    /// What it answers.
    pub(crate) about: &'static str,
    /// What stands on it.
    pub(crate) reports: &'static [Report],
}

/// The pages, in the order in which they are told of.
pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "stale",
        title: "Behind",
        about: "Which applications are not on the current version of what they use, the worst first, and what moving takes.",
        reports: &[Report::Stale],
    },
    Group {
        name: "deadlines",
        title: "Deadlines",
        about: "By when applications have to move, and which of them have not.",
        reports: &[Report::Deadlines],
    },
    Group {
        name: "deletable",
        title: "Deletable versions",
        about: "Which versions may be deleted, which may not, and why.",
        reports: &[Report::Deletable, Report::Savings],
    },
    Group {
        name: "usage",
        title: "Usage in numbers",
        about: "How many applications use what, and how far behind they are.",
        reports: &[
            Report::Usage(By::Connector),
            Report::Usage(By::Version),
            Report::Usage(By::Category),
            Report::Usage(By::Owner),
            Report::Usage(By::Group),
            Report::Usage(By::Application),
        ],
    },
    Group {
        name: "assemblies",
        title: "Assemblies",
        about: "Which .NET assemblies the packages bring.",
        reports: &[Report::Conflicts, Report::Assemblies],
    },
    Group {
        name: "adoption",
        title: "Adoption",
        about: "How many applications used which version, as Git's history tells it.",
        reports: &[Report::Adoption],
    },
];

impl Report {
    /// Every report, in the order of [`GROUPS`].
    pub(crate) fn all() -> impl Iterator<Item = Report> {
        GROUPS.iter().flat_map(|group| group.reports).copied()
    }

    /// Its name, which is that of its files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Report::Usage(by) => by.name(),
            Report::Stale => "stale",
            Report::Deadlines => "deadlines",
            Report::Deletable => "deletable",
            Report::Savings => "savings",
            Report::Assemblies => "assemblies",
            Report::Conflicts => "conflicts",
            Report::Adoption => "adoption",
        }
    }

    /// Whether an audience has it: without any usage only the catalogue is told of, and only who sees everything can tell
    /// what nobody uses.
    pub(crate) fn is_for(self, sight: &Sight) -> bool {
        match self {
            Report::Assemblies => true,
            Report::Savings => sight.is_whole(),
            _ => sight.has_usage(),
        }
    }

    /// The report over what an audience sees, on the day `today`.
    pub(crate) fn sheet(self, shown: &Shown<'_>, today: Date) -> Sheet {
        match self {
            Report::Usage(by) => usage::sheet(shown, by, today),
            Report::Stale => stale::sheet(shown, today),
            Report::Deadlines => deadlines::sheet(shown, today),
            Report::Deletable => deletable::sheet(shown, today),
            Report::Savings => savings::sheet(shown, today),
            Report::Assemblies => assemblies::sheet(shown),
            Report::Conflicts => conflicts::sheet(shown),
            Report::Adoption => adoption::sheet(shown, today),
        }
    }

    /// The same for somebody who has no site; `None` where the audience has no such report.
    pub(crate) fn seen(self, seen: Seen<'_>, today: Date) -> Option<Sheet> {
        self.is_for(seen.registry.sight()).then(|| self.sheet(&Shown::new(seen), today))
    }
}

impl Group {
    /// Where its page lies.
    pub(crate) fn page(&self) -> SitePath {
        SitePath::known(format!("reports/{}.html", self.name))
    }

    /// Those of its reports that an audience has.
    pub(crate) fn of(&self, sight: &Sight) -> impl Iterator<Item = Report> {
        self.reports.iter().copied().filter(|report| report.is_for(sight))
    }
}

/// The pages that an audience has.
pub(crate) fn groups(sight: &Sight) -> impl Iterator<Item = &'static Group> {
    GROUPS.iter().filter(move |group| group.of(sight).next().is_some())
}

fn connector_item(connector: &Connector) -> Item {
    Item {
        value: connector.slug.as_str().to_owned(),
        name: Some(connector.name.value.clone()),
        page: Some(shown::connector_page(connector.slug.as_str())),
    }
}

/// A version within a column of its connector's.
fn version_item(connector: &Connector, version: &ConnectorVersion) -> Item {
    let page = shown::versions(connector)
        .any(|shown| std::ptr::eq(shown, version))
        .then(|| shown::version_page(connector, version));
    Item { value: version.number.as_str().to_owned(), name: None, page }
}

/// A version that stands alone.
fn whole_version_item(connector: &Connector, version: &ConnectorVersion) -> Item {
    let item = version_item(connector, version);
    Item { value: format!("{}@{}", connector.slug, version.number), ..item }
}

fn application_item(shown: &Shown<'_>, application: &Application) -> Item {
    Item {
        value: application.slug.as_str().to_owned(),
        name: Some(application.name.value.clone()),
        page: shown.application_page(application),
    }
}

#[cfg(test)]
mod tests;
