//! A connector that is new: what it is called, where it lies, and the files that it begins with.

use super::place::Place;
use super::{Incoming, Wish, help, prose};
use crate::diag::printable;
use crate::edit::EditError;
use crate::edit::find;
use crate::edit::schema::schema_line;
use crate::edit::slug::slug_of;
use crate::model::Registry;
use crate::source::{Entry, RepoPath, check_segment};
use crate::yaml::{Out, document, is_address};

/// A connector that is new.
#[derive(Debug)]
pub struct Newcomer {
    /// The name, as its packages have it.
    pub name: String,
    /// The name of its folder.
    pub slug: String,
    /// The id of its category: the package's own where the registry has it, else the registry's default.
    pub category: Option<String>,
    /// Whether that is only the default, since nobody said another.
    pub by_default: bool,
    /// Who answers for it.
    pub owners: Vec<String>,
    pub(super) folder: RepoPath,
}

impl Newcomer {
    /// The connector of which `package` is the highest version.
    pub(super) fn of(
        package: &Incoming,
        wish: &Wish,
        registry: &Registry,
        entries: &[Entry],
    ) -> Result<Newcomer, EditError> {
        let name = printable(&package.facts.name);
        let slug = match &wish.slug {
            Some(slug) => check_segment(slug)
                .map(|()| slug.clone())
                .map_err(|what| EditError::refused(format!("the slug `{}` {what}", printable(slug))))?,
            None => slug_of(&package.facts.name).ok_or_else(|| {
                let what = format!("no folder can be called by the name `{name}` of the package");
                EditError::refused(format!("{}: {what}; choose a name for it with --slug", package.from))
            })?,
        };
        let place = Place { registry, entries, name: &name, chosen: wish.slug.is_some() };
        place.refuse_taken(&slug)?;
        let folder = place.folder(wish.group.as_deref(), &slug)?;
        let said = said_category(package, wish, registry)?;
        let by_default = said.is_none();
        let default = || registry.policy.default_category.as_ref().map(|id| id.value.clone());
        let (category, owners) = (said.or_else(default), owners(&wish.owners)?);
        Ok(Newcomer { name: package.facts.name.to_string(), slug, category, by_default, owners, folder })
    }

    /// That it is added, as a line.
    pub(super) fn step(&self, registry: &Registry) -> String {
        let category =
            self.category.as_deref().map(|id| registry.category(id).map_or(id, |category| &category.name));
        let category = category.map(|category| format!(" to {category}")).unwrap_or_default();
        printable(&format!("add connector `{}` ({}){category}", self.name, self.slug))
    }

    /// What nobody said of it, and what is left to say.
    pub(super) fn notes(&self) -> Vec<String> {
        let category = self.category.as_deref().map_or_else(
            || "has no category".to_owned(),
            |id| format!("is put into the default category `{id}`"),
        );
        let slug = &self.slug;
        let unsaid = match (self.by_default, self.owners.is_empty()) {
            (true, true) => {
                Some(format!("{category} and has no owner: --category and --owner say otherwise"))
            }
            (true, false) => Some(format!("{category}: --category says otherwise")),
            (false, true) => Some("has no owner: --owner names one".to_owned()),
            (false, false) => None,
        };
        let unsaid = unsaid.map(|unsaid| format!("`{slug}` {unsaid}"));
        let help = format!("{}/help.md is drafted from the package; say there what that cannot", self.folder);
        unsaid.into_iter().chain([help]).collect()
    }

    /// `connector.yaml` and `help.md`, from the highest version's package.
    pub(super) fn files(&self, package: &Incoming) -> Vec<(RepoPath, String)> {
        let facts = &package.facts;
        let file = |name: &str| self.folder.join(name).expect("a constant name joins any folder");
        let mut fields = vec![
            ("id".to_owned(), Out::text(facts.id.trim().to_ascii_lowercase())),
            ("name".to_owned(), Out::text(&*self.name)),
        ];
        let description = prose::clean(&facts.description);
        let help_url = facts
            .help_url
            .as_deref()
            .map(|url| url.trim())
            .filter(|url| is_address(url) && prose::clean(url) == *url);
        let texts = [
            ("description", Some(description.as_str()).filter(|text| !text.is_empty())),
            ("category", self.category.as_deref()),
        ];
        fields
            .extend(texts.into_iter().filter_map(|(field, text)| Some((field.to_owned(), Out::text(text?)))));
        if !self.owners.is_empty() {
            fields.push(("owners".to_owned(), Out::Words(self.owners.iter().map(Out::text).collect())));
        }
        fields.extend(help_url.map(|url| ("help_url".to_owned(), Out::text(url))));
        let yaml = file("connector.yaml");
        let text = schema_line(&yaml) + &document(&fields);
        vec![(yaml, text), (file("help.md"), help::draft(facts))]
    }
}

/// The id of the category that a person names by its id or its name.
///
/// # Errors
/// There is none; says which was probably meant.
pub fn category(registry: &Registry, word: &str) -> Result<String, EditError> {
    Ok(find::category(registry, word)?.id.value.to_string())
}

/// The id of a new connector's category, as asked for or as its package says.
fn said_category(package: &Incoming, wish: &Wish, registry: &Registry) -> Result<Option<String>, EditError> {
    if let Some(word) = &wish.category {
        return category(registry, word).map(Some);
    }
    let own = package.facts.category.as_deref().and_then(|word| find::known_category(registry, word));
    Ok(own.map(|category| category.id.value.to_string()))
}

/// The owners that a person names, each once.
///
/// # Errors
/// One is no name.
pub fn owners(asked: &[String]) -> Result<Vec<String>, EditError> {
    let mut owners: Vec<String> = Vec::new();
    for owner in asked.iter().map(|owner| owner.trim()) {
        if owner.trim_start_matches('@').is_empty() || owner.chars().any(char::is_whitespace) {
            let what =
                format!("`{}` names no owner; write a group or a person, such as @edge", printable(owner));
            return Err(EditError::refused(what));
        }
        if !owners.iter().any(|known| known == owner) {
            owners.push(owner.to_owned());
        }
    }
    Ok(owners)
}
