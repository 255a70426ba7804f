//! Which connectors and versions are listed.

use clap::Args;

use super::super::known;
use crate::cli::context::Failure;
use crate::model::{Access, Connector, ConnectorVersion, Registry, Status, Usage};

/// Only those for which all of this holds.
#[derive(Debug, Clone, Args)]
pub(super) struct FilterArguments {
    /// Only those in this category
    #[arg(long, value_name = "ID")]
    category: Option<String>,
    /// Only those that this group, team or person owns; a person owns what their groups own
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only those with this status; a connector has that of its current version, or of its highest where none is active
    #[arg(long)]
    status: Option<StatusWord>,
    /// Only those that no application uses
    #[arg(long)]
    unused: bool,
}

/// A status as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum StatusWord {
    /// It may be used
    Active,
    /// It still works; move away
    Deprecated,
    /// It must not be used any more
    Withdrawn,
}

/// The connectors and versions of a registry that are listed.
pub(super) struct Filter<'f> {
    arguments: &'f FilterArguments,
    registry: &'f Registry,
    pub(super) usage: &'f Usage<'f>,
}

impl FilterArguments {
    /// Whether it lets everything through.
    pub(super) fn is_empty(&self) -> bool {
        let any = self.category.is_some() || self.owner.is_some() || self.status.is_some() || self.unused;
        !any
    }

    /// What is listed of a registry, which must know the category and the owner.
    pub(super) fn over<'f>(
        &'f self,
        registry: &'f Registry,
        usage: &'f Usage<'f>,
    ) -> Result<Filter<'f>, Failure> {
        if let Some(id) = &self.category {
            let of_connectors =
                registry.connectors.iter().filter_map(|connector| connector.category.as_ref());
            let ids = || registry.categories.iter().map(|category| category.id.as_str());
            if !ids().chain(of_connectors.map(|id| id.value.as_str())).any(|known| known == id) {
                return Err(known::unknown("category", id, ids(), "categories.yaml lists them"));
            }
        }
        if let Some(name) = &self.owner {
            let owners = registry.connectors.iter().flat_map(|connector| &connector.owners);
            let known: Vec<&str> = owners.map(|owner| owner.value.as_str()).collect();
            if !known.iter().any(|owner| same(owner, name)) && !registry.access.knows_owner(name) {
                return Err(known::unknown(
                    "owner",
                    name,
                    known.into_iter(),
                    "no connector and no group names it",
                ));
            }
        }
        Ok(Filter { arguments: self, registry, usage })
    }
}

impl<'f> Filter<'f> {
    /// The connectors that are listed, by slug.
    pub(super) fn connectors(&self) -> impl Iterator<Item = &'f Connector> {
        self.registry.connectors.iter().filter(|connector| {
            let status = connector.shown().map(|version| &version.status);
            let unused = || self.usage.applications_of(&connector.slug).is_empty();
            self.places(connector) && self.holds(status, unused)
        })
    }

    /// The versions that are listed: by slug, the highest first.
    pub(super) fn versions(&self) -> impl Iterator<Item = (&'f Connector, &'f ConnectorVersion)> {
        let connectors = self.registry.connectors.iter().filter(|connector| self.places(connector));
        let all = connectors
            .flat_map(|connector| connector.versions.iter().rev().map(move |version| (connector, version)));
        all.filter(|(connector, version)| {
            let unused = || self.usage.of_version(&connector.slug, &version.number).is_empty();
            self.holds(Some(&version.status), unused)
        })
    }

    /// Whether a connector has the category and the owner.
    fn places(&self, connector: &Connector) -> bool {
        let FilterArguments { category, owner, .. } = self.arguments;
        let owned = |name: &String| {
            connector.owners.iter().any(|owner| same(owner, name))
                || connector.is_owned_by(name, &self.registry.access)
        };
        category.as_ref().is_none_or(|id| connector.category.as_ref().is_some_and(|own| own.value == *id))
            && owner.as_ref().is_none_or(owned)
    }

    fn holds(&self, status: Option<&Status>, unused: impl Fn() -> bool) -> bool {
        let FilterArguments { status: wanted, unused: only_unused, .. } = self.arguments;
        wanted.is_none_or(|wanted| status.is_some_and(|status| wanted.is(status)))
            && (!only_unused || unused())
    }
}

impl StatusWord {
    fn is(self, status: &Status) -> bool {
        match status {
            Status::Active => self == StatusWord::Active,
            Status::Deprecated(_) => self == StatusWord::Deprecated,
            Status::Withdrawn(_) => self == StatusWord::Withdrawn,
        }
    }
}

/// Whether an owner is the one that a person names.
fn same(owner: &str, name: &str) -> bool {
    Access::bare(owner).eq_ignore_ascii_case(Access::bare(name))
}
