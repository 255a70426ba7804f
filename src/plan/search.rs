//! The search index: a script, since a page opened from a folder may not fetch.

use serde_json::{Value, json};

use super::assets;
use super::path::SitePath;
use super::shown::{self, Shown};
use super::view;
use crate::model::Connector;

/// With more connectors than this, descriptions lie in a second file: the first answer needs only the rest.
const ALL: usize = 1_000;

/// The files of the search: what a page asks for first names the others.
pub(crate) fn files(shown: &Shown<'_>) -> Vec<(SitePath, Vec<u8>)> {
    let apart = shown.connectors.len() > ALL;
    let index = script("search", &index(shown, apart));
    let more = apart.then(|| script("search-more", &descriptions(shown)));
    let name = |(path, _): &(SitePath, Vec<u8>)| path.as_str().rsplit('/').next().map(str::to_owned);
    let pointer = format!(
        "window.connectorySearchIndex={};window.connectorySearchMore={};\n",
        script_safe(&json!(name(&index))),
        script_safe(&json!(more.as_ref().and_then(name))),
    );
    let pointer = (SitePath::known(assets::SEARCH_POINTER), pointer.into_bytes());
    [pointer, index].into_iter().chain(more).collect()
}

fn script(stem: &str, text: &str) -> (SitePath, Vec<u8>) {
    (assets::named(stem, text.as_bytes(), "js"), text.as_bytes().to_vec())
}

fn index(shown: &Shown<'_>, without_descriptions: bool) -> String {
    let categories: Vec<_> = shown.category_groups().map(|(category, _)| category).collect();
    let entry = |connector: &&Connector| {
        let category = shown.category(connector).map(|category| category.id.as_str());
        let description = if without_descriptions { String::new() } else { brief(connector) };
        json!([
            connector.slug.as_str(),
            connector.name.value,
            description,
            category.and_then(|id| categories.iter().position(|other| other.id.as_str() == id)),
            connector.tags.join(" "),
            shown::latest(connector).map(|version| version.number.as_str()),
        ])
    };
    let entries: Vec<Value> = shown.connectors.iter().map(entry).collect();
    let names: Vec<&str> = categories.iter().map(|category| category.name.as_str()).collect();
    let (names, entries) = (script_safe(&json!(names)), script_safe(&json!(entries)));
    format!("window.connectorySearchCategories={names};window.connectorySearch={entries};\n")
}

/// The descriptions in the order of the index.
fn descriptions(shown: &Shown<'_>) -> String {
    let all: Vec<String> = shown.connectors.iter().map(|connector| brief(connector)).collect();
    format!("window.connectorySearchDescriptions={};\n", script_safe(&json!(all)))
}

fn brief(connector: &Connector) -> String {
    view::clip(&connector.description, 120)
}

/// JSON that may stand in a script: nothing in it can end the script or a line of it.
pub(crate) fn script_safe(value: &Value) -> String {
    let mut safe = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => safe.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    #[test]
    fn nothing_in_the_index_can_end_the_script() {
        let value = json!(["</script><!--", "a\u{2028}b & c"]);
        let safe = script_safe(&value);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']), "{safe}");
        assert_eq!(serde_json::from_str::<Value>(&safe).ok(), Some(value));
    }

    fn registry_of(count: usize) -> crate::model::Registry {
        let mut registry = crate::model::Registry::default();
        for at in 0..count {
            let slug = format!("tank-{at}");
            registry.connectors.push(fixture::connector(&slug, &slug, "none", Vec::new()));
        }
        registry
    }

    #[test]
    fn the_pointer_names_the_files_beside_it() {
        for (count, expected) in [(2, 2), (ALL + 1, 3)] {
            let registry = registry_of(count);
            let files = fixture::shown(&registry, files);
            assert_eq!(files.len(), expected);
            let pointer = String::from_utf8_lossy(&files[0].1);
            for (path, _) in &files[1..] {
                assert!(pointer.contains(path.as_str().rsplit('/').next().unwrap()), "{pointer}");
            }
        }
    }
}
