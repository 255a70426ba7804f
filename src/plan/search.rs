//! The search index: a script, since a page opened from a folder may not fetch.

use serde_json::{Value, json};

use super::assets;
use super::path::SitePath;
use super::shown::{self, Shown};
use super::view;

/// The index and where it lies.
pub(crate) fn index(shown: &Shown<'_>) -> (SitePath, Vec<u8>) {
    let categories: Vec<&str> = shown.category_groups().map(|(category, _)| category.name.as_str()).collect();
    let ids: Vec<&str> = shown.category_groups().map(|(category, _)| category.id.as_str()).collect();
    let entry = |connector: &&crate::model::Connector| {
        let category = shown.category(connector).map(|category| category.id.as_str());
        json!([
            connector.slug.as_str(),
            connector.name.value,
            view::clip(&connector.description, 120),
            category.and_then(|id| ids.iter().position(|other| *other == id)),
            connector.tags.join(" "),
            shown::latest(connector).map(|version| version.number.as_str()),
        ])
    };
    let entries: Vec<Value> = shown.connectors.iter().map(entry).collect();
    let names = script_safe(&json!(categories));
    let text = format!(
        "window.connectorySearchCategories={names};window.connectorySearch={};\n",
        script_safe(&json!(entries))
    );
    let bytes = text.into_bytes();
    (assets::named("search", &bytes, "js"), bytes)
}

/// The script that names the index.
pub(crate) fn pointer(index: &SitePath) -> Vec<u8> {
    let name = index.as_str().rsplit('/').next().unwrap_or("");
    format!("window.connectorySearchIndex={};\n", script_safe(&json!(name))).into_bytes()
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

    #[test]
    fn nothing_in_the_index_can_end_the_script() {
        let value = json!(["</script><!--", "a\u{2028}b & c"]);
        let safe = script_safe(&value);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']), "{safe}");
        assert_eq!(serde_json::from_str::<Value>(&safe).ok(), Some(value));
    }

    #[test]
    fn the_pointer_names_the_index_beside_it() {
        let path = SitePath::known("assets/search-0123456789ab.js");
        assert_eq!(pointer(&path), b"window.connectorySearchIndex=\"search-0123456789ab.js\";\n");
    }
}
