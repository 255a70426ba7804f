//! Addresses for readers that do not stand on the site.

use crate::plan::path::SitePath;
use crate::plan::shown::Shown;
use crate::plan::url;

/// The address that every path of the site is appended to, where `registry.yaml` names one.
pub(crate) fn root(shown: &Shown<'_>) -> Option<String> {
    of(shown.registry.policy.url.as_deref()?)
}

/// The whole address of a page, where the site's own is known.
pub(crate) fn absolute(shown: &Shown<'_>, path: &SitePath) -> Option<String> {
    root(shown).map(|root| format!("{root}{}", path.href()))
}

/// The address from where `at` lies: whole where the site's own is known, else relative.
pub(super) fn link(shown: &Shown<'_>, at: &SitePath, to: &SitePath) -> String {
    absolute(shown, to).unwrap_or_else(|| format!("{}{}", at.to_root(), to.href()))
}

fn of(address: &str) -> Option<String> {
    let address = url::web(address)?;
    let (scheme, rest) = address.split_once("://")?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
    // What is no letter of an address is encoded, also where browsers would let it pass: site maps and feeds do not.
    let mut encoded = String::new();
    for c in rest.chars() {
        match c {
            '{' | '}' | '|' | '^' => encoded.push_str(&format!("%{:02X}", u32::from(c))),
            c => encoded.push(c),
        }
    }
    (!encoded.is_empty()).then(|| format!("{}://{encoded}/", scheme.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_appended_to_an_address_that_ends_with_a_slash() {
        let expected = Some("https://example.com/team/".to_owned());
        for address in
            ["https://example.com/team", "HTTPS://example.com/team//", "https://example.com/team/?a=1#b"]
        {
            assert_eq!(of(address), expected, "{address}");
        }
        assert_eq!(of("https://example.com/{x}").as_deref(), Some("https://example.com/%7Bx%7D/"));
        for address in ["mailto:a@example.com", "javascript:alert(1)", "example.com", "https://"] {
            assert_eq!(of(address), None, "{address}");
        }
    }
}
