//! Connectors by the first letter of their names, for whoever has no script.

use super::path::SitePath;
use super::search::fold;
use super::shown::Shown;
use crate::model::Connector;

/// With more connectors than this each letter has a page of its own.
const ALL: usize = 2_000;
/// The most connectors on one page of a letter.
const PAGE: usize = 2_000;

/// The connectors whose names begin with one letter, by name.
pub(crate) struct Letter<'r> {
    /// How it is written: `A`, `0–9`, `Other`.
    pub(crate) name: String,
    /// How its addresses end: `a`, `0-9`, `other`.
    pub(crate) id: String,
    pub(crate) connectors: Vec<&'r Connector>,
}

/// Every letter that some name begins with, in order.
pub(crate) fn all<'r>(shown: &Shown<'r>) -> Vec<Letter<'r>> {
    let mut sorted: Vec<(u8, String, &Connector)> =
        shown.connectors.iter().map(|found| keyed(found)).collect();
    sorted.sort_by(|a, b| (a.0, &a.1, a.2.slug.as_str()).cmp(&(b.0, &b.1, b.2.slug.as_str())));
    let same = sorted.chunk_by(|a, b| a.0 == b.0);
    same.map(|same| Letter {
        name: name(same[0].0),
        id: id(same[0].0),
        connectors: same.iter().map(|(_, _, connector)| *connector).collect(),
    })
    .collect()
}

/// Whether the letters have pages of their own.
pub(crate) fn are_apart(shown: &Shown<'_>) -> bool {
    shown.connectors.len() > ALL
}

impl<'r> Letter<'r> {
    /// Its pages' connectors: one page, but for a letter that very many names begin with.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (SitePath, &[&'r Connector])> {
        let page = |(at, connectors)| (self.page(at), connectors);
        self.connectors.chunks(PAGE).enumerate().map(page)
    }

    /// The connectors of one of its pages.
    pub(crate) fn on_page(&self, page: usize) -> &[&'r Connector] {
        self.connectors.chunks(PAGE).nth(page).unwrap_or_default()
    }

    fn page(&self, at: usize) -> SitePath {
        let number = if at == 0 { String::new() } else { format!("-{}", at + 1) };
        SitePath::known(format!("a-z/{}{number}.html", self.id))
    }
}

/// 0 to 9 as one, then the letters, then everything else: each as the byte it is kept under.
fn keyed(connector: &Connector) -> (u8, String, &Connector) {
    let folded = fold(&connector.name);
    let key = match folded.bytes().next() {
        Some(digit) if digit.is_ascii_digit() => b'0',
        Some(letter) if letter.is_ascii_lowercase() => letter,
        _ => b'~',
    };
    (key, folded, connector)
}

fn name(key: u8) -> String {
    match key {
        b'0' => "0–9".to_owned(),
        b'~' => "Other".to_owned(),
        letter => char::from(letter).to_ascii_uppercase().to_string(),
    }
}

fn id(key: u8) -> String {
    match key {
        b'0' => "0-9".to_owned(),
        b'~' => "other".to_owned(),
        letter => char::from(letter).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Registry;
    use crate::plan::fixture;

    fn registry(names: &[&str]) -> Registry {
        let mut registry = Registry::default();
        for (at, name) in names.iter().enumerate() {
            registry.connectors.push(fixture::connector(&format!("c-{at}"), name, "none", Vec::new()));
        }
        registry
    }

    #[test]
    fn each_connector_stands_under_the_letter_that_its_name_begins_with() {
        let registry = registry(&["Ärmel", "azure", "Zinc", "3D", "Ωmega", "Arm", ""]);
        fixture::shown(&registry, |shown| {
            let letters = all(shown);
            let names: Vec<(&str, Vec<&str>)> = letters
                .iter()
                .map(|letter| {
                    let names = letter.connectors.iter().map(|found| found.name.as_str()).collect();
                    (letter.name.as_str(), names)
                })
                .collect();
            let expected = [
                ("0–9", vec!["3D"]),
                ("A", vec!["Arm", "Ärmel", "azure"]),
                ("Z", vec!["Zinc"]),
                ("Other", vec!["", "Ωmega"]),
            ];
            assert_eq!(names, expected);
        });
    }

    #[test]
    fn a_letter_with_very_many_names_has_several_pages() {
        let names = vec!["Tank"; PAGE + 1];
        let registry = registry(&names);
        fixture::shown(&registry, |shown| {
            assert!(are_apart(shown));
            let letters = all(shown);
            let pages: Vec<(String, usize)> =
                letters[0].pages().map(|(path, found)| (path.to_string(), found.len())).collect();
            assert_eq!(pages, [("a-z/t.html".to_owned(), PAGE), ("a-z/t-2.html".to_owned(), 1)]);
        });
    }
}
