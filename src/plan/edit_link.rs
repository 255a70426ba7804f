//! Addresses at the repository's host where a file of the registry is edited.

use super::path;
use super::shown::Shown;
use super::url;
use crate::source::RepoPath;

/// Where `file` is edited; `None` where the registry names no such address, or one that is none of the web.
pub(crate) fn of(shown: &Shown<'_>, file: &RepoPath) -> Option<String> {
    let edit = shown.registry.policy.repository.as_ref()?.edit.as_ref()?;
    let file = shown.folder.join(file.as_str()).ok()?;
    let link = edit.replace("{path}", &path::href(file.as_str()));
    url::web(&link).map(str::to_owned)
}

/// The repository's page, where a new version may be proposed.
pub(crate) fn repository<'r>(shown: &Shown<'r>) -> Option<&'r str> {
    url::web(&shown.registry.policy.repository.as_ref()?.url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{RepositoryLinks, Sight};
    use crate::plan::fixture;

    #[test]
    fn only_addresses_of_the_web_lead_to_the_host() {
        let mut registry = fixture::registry();
        let file = fixture::path("connectors/a b/connector.yaml");
        for (edit, expected) in [
            (
                "https://example.com/edit/{path}",
                Some("https://example.com/edit/connectors/a%20b/connector.yaml"),
            ),
            ("javascript:alert(1)//{path}", None),
        ] {
            let links = RepositoryLinks { url: edit.to_owned(), edit: Some(edit.to_owned()) };
            registry.policy.repository = Some(links);
            fixture::shown(&registry, |shown| {
                assert_eq!(of(shown, &file).as_deref(), expected);
                assert_eq!(repository(shown).is_some(), expected.is_some());
            });
        }
    }

    #[test]
    fn a_file_is_edited_where_it_lies_in_the_repository() {
        let mut registry = fixture::registry();
        let edit = "https://example.com/edit/{path}".to_owned();
        registry.policy.repository = Some(RepositoryLinks { url: edit.clone(), edit: Some(edit) });
        let options = crate::plan::Options { folder: fixture::path("teams/plant"), ..fixture::options() };
        fixture::planned(&registry, &Sight::All, &options, |plan| {
            let link = of(&plan.shown, &fixture::path("categories.yaml"));
            assert_eq!(link.as_deref(), Some("https://example.com/edit/teams/plant/categories.yaml"));
        });
    }
}
