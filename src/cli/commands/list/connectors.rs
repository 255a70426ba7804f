//! The connectors of a registry, a row each. For programs, schema 1; fields are only ever added
//! (`docs/schemas/looking.schema.json`):
//!
//! | field | what it holds |
//! | --- | --- |
//! | `kind` | `connectors` |
//! | `connectors` | by slug; a list of: |
//! | `slug`, `id`, `name`, `description` | as written; `id` is null where none can be read |
//! | `category`, `owners`, `tags` | the category's id, null where there is none; lists of texts |
//! | `current` | the version that new applications take; null where none is active |
//! | `status` | of the current version, of the highest where none is active; null where there is no version |
//! | `version_count` | how many versions there are |
//! | `applications`, `behind` | how many applications use it, and how many of those a version below the current one |

use serde_json::json;

use super::super::format::Format;
use super::super::looking::{behind, value};
use super::filter::Filter;
use crate::cli::context::{Context, Failure};
use crate::cli::table::Table;
use crate::diag::emit::pretty;
use crate::model::{Connector, Usage};

/// Prints the connectors; says how many they are.
pub(super) fn list(filter: &Filter<'_>, format: Format, context: &Context) -> Result<usize, Failure> {
    let connectors: Vec<&Connector> = filter.connectors().collect();
    let text = match format {
        Format::Json => {
            let all = connectors.iter().map(|connector| value::connector(connector, filter.usage));
            pretty(&json!({ "schema": 1, "kind": "connectors", "connectors": all.collect::<Vec<_>>() }))
        }
        Format::Human if connectors.is_empty() => String::new(),
        Format::Human => table(&connectors, filter.usage).text(context.width()),
    };
    context.print(&text)?;
    Ok(connectors.len())
}

fn table(connectors: &[&Connector], usage: &Usage<'_>) -> Table<7> {
    let headings = ["Slug", "Name", "Category", "Current", "Used by", "Behind", "Owners"];
    let mut table = Table::new(headings).numbers(&["Used by", "Behind"]);
    for connector in connectors {
        let owners: Vec<&str> = connector.owners.iter().map(|owner| owner.value.as_str()).collect();
        table.row([
            connector.slug.to_string(),
            connector.name.value.clone(),
            connector.category.as_ref().map_or(String::new(), |id| id.value.clone()),
            current(connector),
            usage.applications_of(&connector.slug).len().to_string(),
            behind(usage, connector).len().to_string(),
            owners.join(", "),
        ]);
    }
    table
}

/// The current version; where there is none, what became of the highest.
fn current(connector: &Connector) -> String {
    match (connector.current(), connector.shown()) {
        (Some(current), _) => current.number.to_string(),
        (None, Some(highest)) => format!("{} {}", highest.number, highest.status.word()),
        (None, None) => String::new(),
    }
}
