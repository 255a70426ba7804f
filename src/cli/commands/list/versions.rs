//! The versions of a registry, a row each. For programs, schema 1; fields are only ever added
//! (`docs/schemas/looking.schema.json`):
//!
//! | field | what it holds |
//! | --- | --- |
//! | `kind` | `versions` |
//! | `versions` | by connector, the highest first; a list of: |
//! | `connector`, `version` | the connector's slug and the number as it is written |
//! | `status`, `current` | `active`, `deprecated` or `withdrawn`; whether it is the one that new applications take |
//! | `added` | the day it was added; null where nobody knows |
//! | `reason`, `replaced_by`, `from` | why it is deprecated or withdrawn, what to take instead, from which day; null where that is not written |
//! | `breaking` | `summary`, `upgrade_by` (a day or null) and `guide` of what it breaks; null where it breaks nothing |
//! | `applications` | how many applications use it |
//! | `sha256` | of the package that lies there; null where none can be read |

use serde_json::json;

use super::super::format::Format;
use super::super::looking::{status, value};
use super::filter::Filter;
use crate::cli::context::{Context, Failure};
use crate::cli::table::Table;
use crate::diag::emit::pretty;
use crate::model::{Connector, ConnectorVersion, Usage};

/// Prints the versions; says how many they are.
pub(super) fn list(filter: &Filter<'_>, format: Format, context: &Context) -> Result<usize, Failure> {
    let versions: Vec<_> = filter.versions().collect();
    let text = match format {
        Format::Json => {
            let all =
                versions.iter().map(|(connector, version)| value::version(connector, version, filter.usage));
            pretty(&json!({ "schema": 1, "kind": "versions", "versions": all.collect::<Vec<_>>() }))
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
        table.row([
            format!("{}@{}", connector.slug, version.number),
            status(connector, version).to_owned(),
            version.date().map_or(String::new(), |date| date.to_string()),
            if version.breaking.is_some() { "yes".to_owned() } else { String::new() },
            usage.applications_of_version(&connector.slug, &version.number).len().to_string(),
        ]);
    }
    table
}
