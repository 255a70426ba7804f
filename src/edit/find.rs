//! What a person names on the command line, found in the registry; or why not, and what was probably meant.

use super::EditError;
use crate::diag::nearest;
use crate::model::{Application, Category, Connector, ConnectorVersion, Registry, VersionNumber};

/// The connector with this slug, or former slug.
///
/// # Errors
/// There is none, or nothing is known of it.
pub fn connector<'r>(registry: &'r Registry, slug: &str) -> Result<&'r Connector, EditError> {
    connector_or(registry, slug, "name one by its folder")
}

/// The same; `instead` ends the message where no connector is near to the name: what to write.
///
/// # Errors
/// There is none, or nothing is known of it.
pub fn connector_or<'r>(
    registry: &'r Registry,
    slug: &str,
    instead: &str,
) -> Result<&'r Connector, EditError> {
    if let Some(connector) = registry.connector(slug) {
        return Ok(connector);
    }
    if registry.unreadable.iter().any(|other| other.as_str() == slug) {
        let what = format!("the connector.yaml of `{slug}` cannot be read; run connectory check");
        return Err(EditError::refused(what));
    }
    if let Some(named) = registry.connectors.iter().find(|connector| same_name(&connector.name, slug)) {
        let what = format!("the registry has no connector `{slug}`; did you mean `{}`?", named.slug);
        return Err(EditError::refused(what));
    }
    let slugs = registry.connectors.iter().map(|connector| connector.slug.as_str());
    Err(EditError::refused(unknown("connector", slug, slugs, instead)))
}

/// A connector, or one version of it.
#[derive(Debug, Clone, Copy)]
pub enum Named<'r> {
    /// The connector.
    Connector(&'r Connector),
    /// A version of it.
    Version(&'r Connector, &'r ConnectorVersion),
}

/// What `slug` or `slug@version` names.
///
/// # Errors
/// There is none, or nothing is known of it.
pub fn named<'r>(registry: &'r Registry, text: &str) -> Result<Named<'r>, EditError> {
    let (slug, number) = parts(text);
    let connector = connector(registry, slug)?;
    match number {
        Some(number) => Ok(Named::Version(connector, version(connector, number)?)),
        None => Ok(Named::Connector(connector)),
    }
}

/// The version that `slug@version` names.
///
/// # Errors
/// There is none, or the text names a connector as a whole.
pub fn named_version<'r>(
    registry: &'r Registry,
    text: &str,
) -> Result<(&'r Connector, &'r ConnectorVersion), EditError> {
    match named(registry, text)? {
        Named::Version(connector, version) => Ok((connector, version)),
        Named::Connector(connector) => Err(EditError::refused(format!(
            "`{text}` names no version; write one behind it, as {}; {}",
            connector.versions.last().map_or_else(
                || format!("`{}@1.0`", connector.slug),
                |version| format!("`{}@{}`", connector.slug, version.number)
            ),
            versions(connector)
        ))),
    }
}

/// The slug and the version of `slug@version`.
pub(super) fn parts(text: &str) -> (&str, Option<&str>) {
    match text.split_once('@') {
        Some((slug, number)) => (slug, Some(number)),
        None => (text, None),
    }
}

/// The version of `connector` that `text` names.
///
/// # Errors
/// There is none, or the text is no version.
pub fn version<'r>(connector: &'r Connector, text: &str) -> Result<&'r ConnectorVersion, EditError> {
    let number = VersionNumber::parse(text).map_err(|what| {
        EditError::refused(format!("the version `{text}` {what}; {}", versions(connector)))
    })?;
    // Two may lie there that are the same number; whoever removes one of them writes it as it is.
    let spelt = connector.versions.iter().find(|version| version.number.as_str() == text);
    spelt.or_else(|| connector.version(&number)).ok_or_else(|| {
        let what = format!("`{}` has no version `{text}`; {}", connector.slug, versions(connector));
        EditError::refused(what)
    })
}

/// The category with this id, else the one with this name, in any case.
///
/// # Errors
/// There is none.
pub fn category<'r>(registry: &'r Registry, word: &str) -> Result<&'r Category, EditError> {
    if let Some(found) = known_category(registry, word) {
        return Ok(found);
    }
    let categories = &registry.categories;
    let ids: Vec<&str> = categories.iter().map(|category| category.id.as_str()).collect();
    let names = categories.iter().map(|category| category.name.as_str());
    let near = nearest(word, &ids.iter().copied().chain(names).collect::<Vec<_>>());
    let hint = match near.and_then(|near| known_category(registry, near)) {
        Some(near) => format!("did you mean `{}`?", near.id.value),
        None if ids.is_empty() => "categories.yaml declares none".to_owned(),
        None => format!("its categories are {}", ids.join(", ")),
    };
    Err(EditError::refused(format!("the registry has no category `{word}`; {hint}")))
}

/// The same where there may be none.
pub(super) fn known_category<'r>(registry: &'r Registry, word: &str) -> Option<&'r Category> {
    let categories = &registry.categories;
    let by_id = categories.iter().find(|category| same_name(category.id.as_str(), word));
    by_id.or_else(|| categories.iter().find(|category| same_name(&category.name, word)))
}

/// The versions a connector has, as the end of a message.
pub fn versions(connector: &Connector) -> String {
    let numbers: Vec<&str> = connector.versions.iter().map(|version| version.number.as_str()).collect();
    match numbers.as_slice() {
        [] => "it has no version".to_owned(),
        [only] => format!("its only version is {only}"),
        _ => format!("its versions are {}", numbers.join(", ")),
    }
}

/// The application with this slug, else the one with this name, in any case.
///
/// # Errors
/// There is none, or several have the name.
pub fn application<'r>(registry: &'r Registry, word: &str) -> Result<&'r Application, EditError> {
    if let Some(application) = registry.application(word) {
        return Ok(application);
    }
    let applications = &registry.applications;
    let named: Vec<&Application> = applications.iter().filter(|app| same_name(&app.name, word)).collect();
    match named.as_slice() {
        [one] => Ok(one),
        [] => {
            let slugs = applications.iter().map(|application| application.slug.as_str());
            let names = applications.iter().map(|application| application.name.as_str());
            let instead = "`connectory app list` shows those it has";
            Err(EditError::refused(unknown("application", word, slugs.chain(names), instead)))
        }
        several => {
            let slugs: Vec<String> = several.iter().map(|app| format!("`{}`", app.slug)).collect();
            let what = format!("{} applications are called `{word}`", several.len());
            Err(EditError::refused(format!("{what}; name one of them: {}", slugs.join(", "))))
        }
    }
}

/// Says that there is no `what` of this name, and which of `known` may be meant, else what to do `instead`.
pub fn unknown<'k>(what: &str, name: &str, known: impl Iterator<Item = &'k str>, instead: &str) -> String {
    let hint = match nearest(name, &known.collect::<Vec<_>>()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => instead.to_owned(),
    };
    format!("the registry has no {what} `{name}`; {hint}")
}

/// Whether two names are one to people.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
