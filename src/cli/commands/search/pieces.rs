//! The texts of a connector in which a search looks.

use std::collections::HashSet;

use crate::model::{Connector, PackageFacts, Registry, VersionNumber};

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    Slug,
    Name,
    FormerSlug,
    Tag,
    Category,
    Owner,
    Description,
    Setting,
    EntryPoint,
    File,
    Help,
}

/// One text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'r> {
    pub(super) place: Place,
    pub(super) text: &'r str,
    /// The version that it is of, where only versions that are not shown first have it.
    pub(super) version: Option<&'r VersionNumber>,
}

impl Place {
    /// What people and programs call it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Place::Slug => "slug",
            Place::Name => "name",
            Place::FormerSlug => "former slug",
            Place::Tag => "tag",
            Place::Category => "category",
            Place::Owner => "owner",
            Place::Description => "description",
            Place::Setting => "setting",
            Place::EntryPoint => "entry point",
            Place::File => "file",
            Place::Help => "help",
        }
    }

    /// How much a word counts here.
    pub(super) fn weight(self) -> u32 {
        match self {
            Place::Slug | Place::Name => 12,
            Place::FormerSlug => 10,
            Place::Tag => 8,
            Place::Category | Place::Owner => 6,
            Place::Description => 4,
            Place::Setting | Place::EntryPoint | Place::File => 3,
            Place::Help => 2,
        }
    }

    /// Whether its text stands beside every hit.
    pub(super) fn says_itself(self) -> bool {
        matches!(self, Place::Slug | Place::Name)
    }
}

/// Every text of a connector, each once a place.
pub(super) fn of<'r>(registry: &'r Registry, connector: &'r Connector) -> Vec<Piece<'r>> {
    let mut pieces =
        vec![(Place::Slug, connector.slug.as_str()), (Place::Name, connector.name.value.as_str())];
    let mut add = |place: Place, texts: &mut dyn Iterator<Item = &'r str>| {
        pieces.extend(texts.map(|text| (place, text)));
    };
    let category = connector.category.as_ref().map(|id| id.value.as_str());
    let named = category.and_then(|id| registry.category(id)).map(|category| category.name.value.as_str());
    add(Place::FormerSlug, &mut connector.aliases.iter().map(|alias| alias.value.as_str()));
    add(Place::Tag, &mut connector.tags.iter().map(String::as_str));
    add(Place::Category, &mut category.into_iter().chain(named));
    add(Place::Owner, &mut connector.owners.iter().map(|owner| owner.value.as_str()));
    add(Place::Description, &mut [connector.description.value.as_str()].into_iter());
    add(Place::Help, &mut connector.help.as_deref().into_iter().flat_map(str::lines));
    let mut pieces: Vec<Piece<'r>> =
        pieces.into_iter().map(|(place, text)| Piece { place, text, version: None }).collect();
    of_versions(connector, &mut pieces);
    pieces
}

/// The texts of the versions, the one that is shown first.
fn of_versions<'r>(connector: &'r Connector, pieces: &mut Vec<Piece<'r>>) {
    let shown = connector.shown();
    let others = connector.versions.iter().rev();
    let mut seen = HashSet::new();
    for (at, version) in shown.into_iter().chain(others).enumerate() {
        let Some(facts) = version.facts() else { continue };
        for (place, text) in of_package(facts) {
            if seen.insert((place, text)) {
                pieces.push(Piece { place, text, version: (at > 0).then_some(&version.number) });
            }
        }
    }
}

fn of_package(facts: &PackageFacts) -> impl Iterator<Item = (Place, &str)> {
    let settings = facts.form.leaves().flat_map(|setting| [setting.key(), setting.caption()]);
    let settings = settings.flatten().map(|text| (Place::Setting, text));
    let files = facts.references.iter().map(|file| (Place::File, file.name.as_str()));
    settings.chain([(Place::EntryPoint, facts.entry_point.as_str())]).chain(files)
}
