//! The versions of a registry, a row each. For programs, schema 1; fields are only ever added
//! (`docs/schemas/list.schema.json`):
//!
//! | field | what it holds |
//! | --- | --- |
//! | `versions` | by connector, the highest first; a list of: |
//! | `connector`, `version` | the connector's slug and the number as it is written |
//! | `status`, `current` | `active`, `deprecated` or `withdrawn`; whether it is the one that new applications take |
//! | `added` | the day it was added; null where nobody knows |
//! | `breaking` | whether it says that it breaks something |
//! | `applications` | how many applications use it |
//! | `sha256` | of the package that lies there; null where none can be read |

use serde_json::{Value, json};

use super::super::format::Format;
use super::super::looking::document;
use super::filter::Filter;
use crate::cli::context::{Context, Failure};
use crate::cli::table::Table;
use crate::model::{Connector, ConnectorVersion, Usage};

/// Prints the versions; says how many they are.
pub(super) fn list(filter: &Filter<'_>, format: Format, context: &Context) -> Result<usize, Failure> {
    let versions: Vec<_> = filter.versions().collect();
    let text = match format {
        Format::Json => {
            let all = versions.iter().map(|(connector, version)| value(connector, version, filter.usage));
            document(&json!({ "schema": 1, "versions": all.collect::<Vec<_>>() }))
        }
        Format::Human if versions.is_empty() => String::new(),
        Format::Human => table(&versions, filter.usage).text(context.width()),
    };
    context.print(&text)?;
    Ok(versions.len())
}

fn table(versions: &[(&Connector, &ConnectorVersion)], usage: &Usage<'_>) -> Table<5> {
    let mut table = Table::new(["Version", "Status", "Added", "Breaking", "Used by"]).numbers(&["Used by"]);
    for (connector, version) in versions {
        let status = if is_current(connector, version) { "current" } else { version.status.word() };
        table.row([
            format!("{}@{}", connector.slug, version.number),
            status.to_owned(),
            version.date().map_or(String::new(), |date| date.to_string()),
            if version.breaking.is_some() { "yes".to_owned() } else { String::new() },
            usage.applications_of_version(&connector.slug, &version.number).len().to_string(),
        ]);
    }
    table
}

fn is_current(connector: &Connector, version: &ConnectorVersion) -> bool {
    connector.current().is_some_and(|current| std::ptr::eq(current, version))
}

fn value(connector: &Connector, version: &ConnectorVersion, usage: &Usage<'_>) -> Value {
    json!({
        "connector": connector.slug.as_str(),
        "version": version.number.as_str(),
        "status": version.status.word(),
        "current": is_current(connector, version),
        "added": version.date().map(|date| date.to_string()),
        "breaking": version.breaking.is_some(),
        "applications": usage.applications_of_version(&connector.slug, &version.number).len(),
        "sha256": version.digest().map(|digest| digest.to_string()),
    })
}
