//! `api/v1/`: the site as JSON. Field names are a contract; new fields may be added, none is renamed or removed.
//!
//! Every file carries `"schema": 1`, and in `$schema` the way to its JSON Schema, which is published with the site. Paths (`page`, `api`, `package`) are relative to the site's root. A value that
//! is not known is `null`. Versions are strings, as they were written; dates are `YYYY-MM-DD`.

mod catalogue;
mod changes;
mod usage;

use serde_json::{Value, json};

use super::path::SitePath;
use super::route::Api;
use super::search::script_safe;
use super::shown::Shown;

/// The folder of the files.
const FOLDER: &str = "api/v1";

macro_rules! schemas {
    ($($kind:literal,)*) => {
        /// The published schemas, by kind, in the order of their names.
        const SCHEMAS: &[(&str, &str)] =
            &[$(($kind, include_str!(concat!("../../../docs/schemas/api/", $kind, ".schema.json"))),)*];
    };
}

schemas! {
    "application",
    "applications",
    "categories",
    "changes",
    "connector",
    "index",
    "manifest",
    "usage",
    "version",
}

/// The schemas of the files, and of the site's manifest, in the order of their paths.
pub(crate) fn schemas() -> impl Iterator<Item = (SitePath, Vec<u8>)> {
    let place = |kind: &str| SitePath::known(format!("{FOLDER}/schemas/{kind}.schema.json"));
    SCHEMAS.iter().map(move |(kind, text)| (place(kind), text.as_bytes().to_vec()))
}

/// The bytes of the file at `path`.
pub(crate) fn file(shown: &Shown<'_>, path: &SitePath, api: &Api<'_>) -> Vec<u8> {
    let (kind, own) = match api {
        Api::Index => ("index", catalogue::index(shown)),
        Api::Categories => ("categories", catalogue::categories(shown)),
        Api::Connector(connector) => ("connector", catalogue::connector(shown, connector)),
        Api::Version(connector, version) => ("version", catalogue::version(shown, connector, version)),
        Api::Applications => ("applications", usage::applications(shown)),
        Api::Application(application) => ("application", usage::application(shown, application)),
        Api::Usage => ("usage", usage::usage(shown)),
        Api::Changes => ("changes", changes::changes(shown)),
    };
    let up = "../".repeat(path.depth().saturating_sub(FOLDER.split('/').count()));
    let mut all = json!({ "$schema": format!("{up}schemas/{kind}.schema.json"), "schema": 1 });
    if let (Value::Object(all), Value::Object(own)) = (&mut all, own) {
        all.extend(own);
    }
    let mut bytes = script_safe(&all).into_bytes();
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::SCHEMAS;
    use crate::model::Sight;
    use crate::plan::{Body, fixture};

    #[test]
    fn connectors_in_every_state_are_what_the_schemas_say() {
        let (registry, options) = (fixture::registry(), fixture::options());
        for sight in [Sight::All, Sight::Nothing] {
            let pages =
                fixture::planned(&registry, &sight, &options, |plan| plan.pages().collect::<Vec<_>>());
            let data = pages.iter().filter_map(|page| match &page.body {
                Body::Bytes(bytes) if page.path.as_str().ends_with(".json") => Some((&page.path, bytes)),
                _ => None,
            });
            let is_api = |path: &str| path.starts_with("api/") && !path.ends_with(".schema.json");
            for (path, bytes) in data.filter(|(path, _)| is_api(path.as_str())) {
                let value: Value = serde_json::from_slice(bytes).unwrap();
                let kind =
                    value["$schema"].as_str().unwrap().rsplit('/').next().unwrap().split('.').next().unwrap();
                let (_, schema) = SCHEMAS.iter().find(|(known, _)| *known == kind).unwrap();
                let schema: Value = serde_json::from_str(schema).unwrap();
                let validator = jsonschema::draft202012::new(&schema).unwrap();
                let faults: Vec<String> =
                    validator.iter_errors(&value).map(|error| error.to_string()).collect();
                assert!(faults.is_empty(), "{path}: {faults:?}");
            }
        }
    }
}
