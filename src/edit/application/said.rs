//! What somebody says of an application, and the file that says so.

use jiff::civil::Date;

use crate::edit::schema::schema_line;
use crate::source::RepoPath;
use crate::yaml::{self, Out};

/// An application as a person or a platform says it is. What is `None` was not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Its name on the platform.
    pub name: String,
    /// Its own version.
    pub version: Option<String>,
    /// Its own category.
    pub category: Option<String>,
    /// Who keeps it.
    pub owner: Option<String>,
    /// Whether it is published.
    pub published: Option<bool>,
    /// Where it runs.
    pub url: Option<String>,
    /// The groups that may see it.
    pub access: Option<Vec<String>>,
    /// When it was read from the platform.
    pub observed: Option<Date>,
    /// Which platform it was read from.
    pub source: Option<String>,
    /// What it uses.
    pub uses: Vec<SaidUse>,
}

/// One connector in an application.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SaidUse {
    /// The connector's slug.
    pub connector: String,
    /// The connection's name.
    pub connection: Option<String>,
    /// The version, as the registry writes it.
    pub version: String,
    /// The keys that are filled in; `None` when nobody looked.
    pub settings: Option<Vec<String>>,
}

/// The fields of an application's file, in the order in which they are written.
pub(crate) const FIELDS: [&str; 10] = [
    "name",
    "version",
    "category",
    "owner",
    "published",
    "url",
    "access",
    "observed",
    "source",
    "connectors",
];

/// The fields of an entry of `connectors`.
pub(crate) const USE_FIELDS: [&str; 4] = ["connector", "version", "connection", "settings"];

impl Said {
    /// The text of the file at `path` that says so.
    pub(crate) fn text(&self, path: &RepoPath) -> String {
        let mut fields: Vec<(String, Out)> =
            self.fields().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        fields.push(("connectors".to_owned(), Out::List(self.uses.iter().map(use_entry).collect())));
        schema_line(path) + &yaml::document(&fields)
    }

    /// The fields that were said, but for what it uses.
    pub(crate) fn fields(&self) -> Vec<(&'static str, Out)> {
        let text = |text: &Option<String>| text.as_ref().map(Out::text);
        let fields = [
            ("name", Some(Out::text(&self.name))),
            ("version", self.version.clone().map(Out::Quoted)),
            ("category", text(&self.category)),
            ("owner", text(&self.owner)),
            ("published", self.published.map(|published| Out::Plain(published.to_string()))),
            ("url", text(&self.url)),
            ("access", self.access.as_deref().map(words)),
            ("observed", self.observed.map(|day| Out::Plain(day.to_string()))),
            ("source", text(&self.source)),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// An entry of `connectors`.
pub(crate) fn use_entry(used: &SaidUse) -> Out {
    let mut fields = vec![
        ("connector".to_owned(), Out::text(&used.connector)),
        ("version".to_owned(), Out::Quoted(used.version.clone())),
    ];
    fields.extend(used.connection.as_ref().map(|name| ("connection".to_owned(), Out::text(name))));
    fields.extend(used.settings.as_ref().map(|keys| ("settings".to_owned(), words(keys))));
    Out::Map(fields)
}

/// A list on one line.
pub(crate) fn words(words: &[String]) -> Out {
    Out::Words(words.iter().map(Out::text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::schema::Kind;

    #[test]
    fn fields_stand_in_the_order_that_is_documented() {
        let schema = Kind::Application.schema(&[]);
        let names = |schema: &serde_json::Value| {
            let properties = schema["properties"].as_object().expect("fields");
            properties.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(names(&schema), FIELDS);
        assert_eq!(names(&schema["properties"]["connectors"]["items"]), USE_FIELDS);
    }
}
