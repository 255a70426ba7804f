//! How many applications use what, and how far behind they are: by connector, version, category, owner, group, application.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::sheet::{Cell, Column, Item, Kind, Sheet, column};
use super::standing::{self, Standing};
use super::tally::{self, Tally};
use super::{application_item, connector_item, version_item};
use crate::model::{Application, Connector, Sight, Use};
use crate::plan::shown::{self, Shown};

/// What usage is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Connector,
    Version,
    Category,
    Owner,
    Group,
    Application,
}

impl By {
    /// Each.
    pub(crate) const ALL: [By; 6] =
        [By::Connector, By::Version, By::Category, By::Owner, By::Group, By::Application];

    /// The word for it, and what it means.
    pub(crate) fn word(self) -> (&'static str, &'static str) {
        match self {
            By::Connector => ("connector", "Each connector"),
            By::Version => ("version", "Each version of each connector"),
            By::Category => ("category", "The categories of the connectors"),
            By::Owner => ("owner", "Who answers for the connectors"),
            By::Group => ("group", "The groups that may see the applications"),
            By::Application => ("application", "Each application"),
        }
    }

    /// The name of the report.
    pub(super) fn name(self) -> &'static str {
        match self {
            By::Connector => "usage-by-connector",
            By::Version => "usage-by-version",
            By::Category => "usage-by-category",
            By::Owner => "usage-by-owner",
            By::Group => "usage-by-group",
            By::Application => "usage-by-application",
        }
    }
}

pub(super) fn sheet(shown: &Shown<'_>, by: By, today: Date) -> Sheet {
    match by {
        By::Connector => connectors(shown),
        By::Version => versions(shown),
        By::Category => categories(shown),
        By::Owner => owners(shown),
        By::Group => groups(shown),
        By::Application => applications(shown, today),
    }
}

/// Rows with what they are sorted by: how many applications, most first; equal ones stay in their order.
type Rows = Vec<(usize, Vec<Cell>)>;

fn made(by: By, title: &'static str, about: &'static str, own: &[Column], mut rows: Rows) -> Sheet {
    let counted = if by == By::Version { &tally::COLUMNS_OF_ONE } else { &tally::COLUMNS };
    rows.sort_by_key(|(applications, _)| std::cmp::Reverse(*applications));
    Sheet {
        name: by.name(),
        title,
        about,
        nothing: "There is nothing to count yet.",
        columns: own.iter().chain(counted).copied().collect(),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        totals: Vec::new(),
    }
}

fn row(own: impl IntoIterator<Item = Cell>, tally: &Tally<'_>) -> (usize, Vec<Cell>) {
    (tally.applications(), own.into_iter().chain(tally.cells()).collect())
}

/// Counts every use of a connector.
fn count<'r>(shown: &Shown<'r>, connector: &Connector, tally: &mut Tally<'r>) {
    for (number, uses) in shown.usage.versions_of(&connector.slug) {
        let standing = Standing::of(connector, number);
        uses.iter().for_each(|(application, _)| tally.add(application, &standing));
    }
}

fn connectors(shown: &Shown<'_>) -> Sheet {
    let own = [
        column("connector", "Connector", Kind::Link),
        column("category", "Category", Kind::Text),
        column("owners", "Owners", Kind::List),
        column("current", "Current", Kind::Link),
    ];
    let rows = shown.connectors.iter().map(|connector| {
        let mut tally = Tally::default();
        count(shown, connector, &mut tally);
        let cells = [
            Cell::Link(connector_item(connector)),
            Cell::maybe(shown.category(connector), |category| Cell::text(&category.name.value)),
            Cell::texts(connector.owners.iter().map(|owner| owner.value.as_str())),
            Cell::maybe(connector.current(), |current| Cell::Link(version_item(connector, current))),
        ];
        row(cells, &tally)
    });
    let about = "Every connector, the most used first.";
    made(By::Connector, "By connector", about, &own, rows.collect())
}

fn versions(shown: &Shown<'_>) -> Sheet {
    let own = [
        column("connector", "Connector", Kind::Link),
        column("version", "Version", Kind::Link),
        column("status", "Status", Kind::Word),
        column("added", "Added", Kind::Date),
    ];
    let mut rows = Vec::new();
    for connector in &shown.connectors {
        for version in shown::versions(connector).rev() {
            let standing = Standing::of(connector, &version.number);
            let mut tally = Tally::default();
            let uses = shown.usage.of_version(&connector.slug, &version.number);
            uses.iter().for_each(|(application, _)| tally.add(application, &standing));
            let cells = [
                Cell::Link(connector_item(connector)),
                Cell::Link(version_item(connector, version)),
                Cell::Word(crate::plan::view::status(connector, version)),
                Cell::maybe(version.date(), Cell::Date),
            ];
            rows.push(row(cells, &tally));
        }
    }
    made(By::Version, "By version", "Every version, the most used first.", &own, rows)
}

fn categories(shown: &Shown<'_>) -> Sheet {
    let own = [column("category", "Category", Kind::Link), column("connectors", "Connectors", Kind::Number)];
    let rows = shown.groups.iter().map(|group| {
        let mut tally = Tally::default();
        group.connectors.iter().for_each(|connector| count(shown, connector, &mut tally));
        let name = Cell::maybe(group.category, |category| {
            Cell::Link(Item {
                value: category.id.as_str().to_owned(),
                name: Some(category.name.value.clone()),
                page: Some(shown::category_page(category)),
            })
        });
        row([name, Cell::count(group.connectors.len())], &tally)
    });
    let about =
        "The categories of the connectors. A row without one holds connectors whose category is not listed.";
    made(By::Category, "By category", about, &own, rows.collect())
}

fn owners(shown: &Shown<'_>) -> Sheet {
    let own = [column("owner", "Owner", Kind::Text), column("connectors", "Connectors", Kind::Number)];
    let mut by_owner: BTreeMap<&str, (usize, Tally<'_>)> = BTreeMap::new();
    for connector in &shown.connectors {
        let mut owners: Vec<&str> = connector.owners.iter().map(|owner| owner.value.as_str()).collect();
        owners.sort_unstable();
        owners.dedup();
        if owners.is_empty() {
            owners.push("");
        }
        for owner in owners {
            let (connectors, tally) = by_owner.entry(owner).or_default();
            *connectors += 1;
            count(shown, connector, tally);
        }
    }
    let rows = by_owner
        .iter()
        .map(|(owner, (connectors, tally))| row([Cell::text(owner), Cell::count(*connectors)], tally));
    let about = "Who answers for the connectors. One with several owners counts for each; a row without one holds those that nobody owns.";
    made(By::Owner, "By owner", about, &own, rows.collect())
}

/// The groups of other audiences are not told of.
fn groups(shown: &Shown<'_>) -> Sheet {
    let own = [column("group", "Group", Kind::Text)];
    let is_shown = |group: &&str| match shown.sight {
        Sight::All => true,
        Sight::Groups(groups) => groups.contains(*group),
        Sight::Nothing => false,
    };
    let mut by_group: BTreeMap<&str, Tally<'_>> = BTreeMap::new();
    for application in &shown.registry.applications {
        let mut access: Vec<&str> =
            application.access.iter().map(|group| group.value.as_str()).filter(is_shown).collect();
        access.sort_unstable();
        access.dedup();
        if application.access.is_empty() {
            access.push("");
        }
        for group in access {
            let tally = by_group.entry(group).or_default();
            uses(shown, application).for_each(|(_, standing)| tally.add(application, &standing));
        }
    }
    let rows = by_group.iter().map(|(group, tally)| row([Cell::text(group)], tally));
    let about = "The groups that may see the applications. One with several counts for each; a row without one holds applications that only administrators see.";
    made(By::Group, "By group", about, &own, rows.collect())
}

fn uses<'r>(shown: &Shown<'r>, application: &'r Application) -> impl Iterator<Item = (&'r Use, Standing)> {
    application.uses.iter().map(|used| (used, standing::of_use(shown, used)))
}

fn applications(shown: &Shown<'_>, today: Date) -> Sheet {
    let own = [
        column("application", "Application", Kind::Link),
        column("owner", "Owner", Kind::Text),
        column("category", "Category", Kind::Text),
        column("observed", "Observed", Kind::Date),
        column("observation_too_old", "Too old", Kind::YesNo),
    ];
    let rows = shown.registry.applications.iter().map(|application| {
        let mut tally = Tally::default();
        uses(shown, application).for_each(|(_, standing)| tally.add(application, &standing));
        let cells = [
            Cell::Link(application_item(shown, application)),
            Cell::maybe(application.owner.as_ref(), Cell::text),
            Cell::maybe(application.category.as_ref(), Cell::text),
            Cell::maybe(application.observed.as_ref(), |observed| Cell::Date(observed.value)),
            too_old(shown, application, today),
        ];
        (tally.behind(), row(cells, &tally).1)
    });
    let about = "Every application, the one with most behind first.";
    let mut sheet = made(By::Application, "By application", about, &own, rows.collect());
    // Of one application there is one.
    let at = own.len();
    sheet.columns.remove(at);
    sheet.rows.iter_mut().for_each(|row| drop(row.remove(at)));
    sheet
}

/// Whether an application's observation is too old to be relied on; empty where the registry sets no age.
pub(super) fn too_old(shown: &Shown<'_>, application: &Application, today: Date) -> Cell {
    let days = shown.registry.policy.usage_max_age_days;
    Cell::maybe(days, |days| Cell::YesNo(!application.is_observed_within(days, today)))
}
