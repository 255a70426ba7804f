//! Pages of the repository's host.

use super::url;
use crate::model::Policy;

/// The page of a commit; `None` where the kind of host is not known for certain.
pub(crate) fn commit(policy: &Policy, id: &str) -> Option<String> {
    let links = policy.repository.as_ref()?;
    let repository = url::web(&links.url)?;
    let repository = repository.split(['?', '#']).next()?.trim_end_matches('/');
    let repository = repository.strip_suffix(".git").unwrap_or(repository);
    let (scheme, rest) = repository.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    let below = match host.as_str() {
        _ if scheme.eq_ignore_ascii_case("mailto") => return None,
        "gitlab.com" => "/-/commit/",
        "bitbucket.org" => "/commits/",
        "github.com" | "codeberg.org" | "dev.azure.com" => "/commit/",
        _ if host.ends_with(".visualstudio.com") || path.contains("_git/") => "/commit/",
        // Of a host of one's own, the address that edits a file tells what it runs.
        _ if links
            .edit
            .as_ref()
            .is_some_and(|edit| edit.starts_with(repository) && edit.contains("/-/edit/")) =>
        {
            "/-/commit/"
        }
        _ => return None,
    };
    let is_id = id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| format!("{repository}{below}{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RepositoryLinks;

    const ID: &str = "4be1d0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0";

    fn link(url: &str, edit: Option<&str>) -> Option<String> {
        let repository = Some(RepositoryLinks { url: url.to_owned(), edit: edit.map(str::to_owned) });
        let link = commit(&Policy { repository, ..Policy::default() }, ID)?;
        Some(link.strip_suffix(ID).expect("ends with the commit").to_owned())
    }

    #[test]
    fn commits_of_known_hosts_have_pages() {
        for (url, expected) in [
            ("https://github.com/acme/connectors", "https://github.com/acme/connectors/commit/"),
            ("https://github.com/acme/connectors.git/", "https://github.com/acme/connectors/commit/"),
            ("https://GitLab.com/acme/x", "https://GitLab.com/acme/x/-/commit/"),
            ("https://dev.azure.com/acme/p/_git/x", "https://dev.azure.com/acme/p/_git/x/commit/"),
            ("https://tfs.acme.example/p/_git/x", "https://tfs.acme.example/p/_git/x/commit/"),
            ("https://bitbucket.org/acme/x", "https://bitbucket.org/acme/x/commits/"),
        ] {
            assert_eq!(link(url, None).as_deref(), Some(expected), "{url}");
        }
        let edit = "https://git.acme.example/a/x/-/edit/main/{path}";
        let own = link("https://git.acme.example/a/x", Some(edit));
        assert_eq!(own.as_deref(), Some("https://git.acme.example/a/x/-/commit/"));
    }

    #[test]
    fn other_hosts_get_no_guess() {
        for url in [
            "https://example.com/acme/x",
            "https://github.com.evil.example/a/x",
            "mailto:a@github.com/x",
            "javascript:x",
            "https://github.com",
        ] {
            assert_eq!(link(url, None), None, "{url}");
        }
        assert_eq!(link("https://example.com/a/x", Some("https://other.example/-/edit/{path}")), None);
        assert_eq!(commit(&Policy::default(), ID), None);
    }
}
